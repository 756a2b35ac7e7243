"""Settings: a demo starts from nothing, production refuses whatever is missing or only fit for a demo."""

from pathlib import Path

import pytest

from huiqi.cli.app import run
from huiqi.errors import HuiqiError
from huiqi.web.config.env import VARIABLES, Environment, page, token
from tests.project.tree import ROOT

COMPLETE = {
    "HUIQI_MODE": "production",
    **{v.name: "x" * 40 for v in VARIABLES if v.required},
}


def said(given: dict[str, str]) -> str:
    with pytest.raises(HuiqiError) as raised:
        Environment(given)
    assert {p.code for p in raised.value.problems} == {"U0104"}
    return str(raised.value)


def test_production_starts_with_everything_given() -> None:
    assert not Environment(COMPLETE).demo


@pytest.mark.parametrize("name", [v.name for v in VARIABLES if v.required])
def test_production_refuses_each_gap(name: str) -> None:
    assert name in said({**COMPLETE, name: ""})


def test_production_refuses_all_gaps_together() -> None:
    text = said({"HUIQI_MODE": "production"})
    assert all(v.name in text for v in VARIABLES if v.required)


@pytest.mark.parametrize(
    "given, words",
    [
        ({"HUIQI_TODAY": "2022-10-10"}, "业务日期"),
        ({"HUIQI_SECRET_KEY": "short"}, "太短"),
        ({"HUIQI_DIGEST_KEY": "short"}, "太短"),
        ({"HUIQI_MODE": "prod"}, "demo 或 production"),
    ],
)
def test_production_refuses_what_is_unfit(given: dict[str, str], words: str) -> None:
    assert words in said({**COMPLETE, **given})


def test_a_demo_makes_its_keys_once_and_only_its_owner_reads_them(tmp_path: Path) -> None:
    env = Environment({"HUIQI_DATA": str(tmp_path / "site")})
    first = env.key("HUIQI_SECRET_KEY", token)
    assert env.key("HUIQI_SECRET_KEY", token) == first
    kept = tmp_path / "site" / "generated.keys"
    assert first in kept.read_text() and kept.stat().st_mode & 0o077 == 0


def test_a_site_without_a_province_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["serve"]) == 1
    assert "U0106" in capsys.readouterr().err


def test_the_page_of_settings_is_current() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == page(), "run make docs"
