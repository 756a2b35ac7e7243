"""The report and the command: offline, complete, and honest about what is simulated."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from huiqi import api
from huiqi.cli.app import run
from tests.sample import DEMO, SAMPLE

from .register import AS_OF, MEASURE, worked_register

VOID = {"meta", "path", "rect", "line", "br"}


class Balanced(HTMLParser):
    """Counts what is open and what was seen."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worked_register(tmp_path_factory.mktemp("page") / "register")


@pytest.fixture(scope="module")
def page(register: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("html") / "page.html"
    api.simulate(
        SAMPLE,
        register,
        AS_OF,
        ["11.2.补偿比例=80%"],
        settings=[DEMO],
        budgets=[f"{MEASURE}=110万元"],
        html=file,
    )
    return file.read_text("utf-8")


def test_it_needs_no_network(page: str) -> None:
    assert not re.search(r'(?:src|href)\s*=\s*["\']?(?:https?:)?//', page)
    assert "@import" not in page and "url(" not in page and "<script" not in page


def test_it_is_well_formed_with_map_deciles_and_curves(page: str) -> None:
    parser = Balanced()
    parser.feed(page)
    assert not parser.open
    assert parser.seen["svg"] == 1 + 1 + 2
    assert parser.seen["rect"] == 11
    assert parser.seen["path"] == 100 + 4


def test_it_says_what_is_changed_simulated_and_made_up(page: str) -> None:
    assert "70%" in page and "80%" in page and "模拟" in page and "演示" in page
    assert "128.00" in page and "132.00" in page and "+4.00" in page
    assert "增加 2，不变 1，待定如前 1" in page
    assert "2022-07-01 用尽" in page and "用尽的一笔只付余额" in page


def test_every_reading_has_its_row(register: Path, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    api.simulate(SAMPLE, register, AS_OF, settings=[DEMO], all_readings="范围-企业规模", html=file)
    text = file.read_text("utf-8")
    assert "各种读法并列" in text and "+35.00" in text and "不限规模：分措施" in text
    parser = Balanced()
    parser.feed(text)
    assert not parser.open


def _command(register: Path, *more: str) -> list[str]:
    known = ["--as-of", AS_OF.isoformat(), "--settings", str(DEMO)]
    return ["simulate", str(SAMPLE), "--register", str(register), *known, *more]


def test_the_command_prints_and_writes(
    register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {name: tmp_path / name for name in ("a.json", "tables", "a.html")}
    args = ["--json", str(files["a.json"]), "--out", str(files["tables"]), "--html", str(files["a.html"])]
    changes = ["--change", "11.2.补偿比例=80%", "范围-企业规模=不限规模", "--budget", "首批次=110万元"]
    assert run(_command(register, *changes, *args)) == 0
    said = capsys.readouterr().out
    assert "4 个主体" not in said and "3 个主体确定得益，共 44.00 万元" in said
    assert "用尽" in said and "假设：" in said and "演示" in said
    assert all(f.exists() for f in files.values())
    assert json.loads(files["a.json"].read_text("utf-8"))["simulated"] is True


def test_json_may_go_to_the_screen(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(_command(register, "--all-readings", "年-口径", "--json", "-")) == 0
    found = json.loads(capsys.readouterr().out)
    assert [r["name"] for r in found["reforms"]] == ["日历年", "政策年"]


def test_readings_are_printed_side_by_side(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(_command(register, "--all-readings", "企业规模")) == 0
    said = capsys.readouterr().out
    assert "各种读法并列" in said and "+35.00" in said


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--all-readings", "没有这个"), "M0102"),
        (("--all-readings", "-"), "M0103"),
        (("--budget", "首批次=很多"), "L0102"),
        (("--budget", "首批次=70%"), "M0105"),
        (("--budget", "没有这项=1万元"), "M0102"),
        (("--budget", "补=1万元"), "M0103"),
    ],
)
def test_what_cannot_be_simulated_is_said(
    more: tuple[str, ...], code: str, register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(_command(register, *more)) == 1
    assert code in capsys.readouterr().err
