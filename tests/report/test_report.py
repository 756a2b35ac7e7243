"""The report: self-contained, counts that match the run, and nothing left unescaped."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from huiqi.determine.run import determine, open_run
from huiqi.report import write_report
from huiqi.report.page import money_words
from tests.sample import DEMO, PROVINCE, SAMPLE, small_register


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("report")
    register = small_register(folder / "register", 4000)
    run = determine(SAMPLE, register, date(2022, 10, 10), folder / "run", settings=[DEMO]).folder
    return run, write_report(run, PROVINCE).read_text("utf-8")


def test_it_needs_no_network(page: tuple[Path, str]) -> None:
    _, html = page
    assert not re.search(r'(?:src|href)\s*=\s*["\']?(?:https?:)?//', html)
    assert "@import" not in html and "url(" not in html


def test_it_is_well_formed_and_maps_every_county(page: tuple[Path, str]) -> None:
    _, html = page

    class Paths(HTMLParser):
        count = 0

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.count += tag == "path"

    parser = Paths()
    parser.feed(html)
    assert parser.count == 100
    assert html.startswith('<!doctype html><html lang="zh-CN">')


def test_its_figures_are_the_run_s(page: tuple[Path, str]) -> None:
    run, html = page
    summary = open_run(run).summary
    money = sum(m["money"]["amount"] or 0 for m in summary["measures"])
    assert money_words(money) in html
    for measure in summary["measures"]:
        assert measure["title"] in html
        for status, count in measure["statuses"].items():
            assert not count or f"{status} {count:,}" in html


def test_demo_values_say_so(page: tuple[Path, str]) -> None:
    assert "演示" in page[1]
