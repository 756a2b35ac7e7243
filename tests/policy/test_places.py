"""How many a competitive measure supports: two counts, as the adopted reading has them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huiqi.check import check_package
from huiqi.determine.describe import describe
from huiqi.errors import HuiqiError
from huiqi.policy.bind import bind
from huiqi.policy.load import load_package
from huiqi.policy.settings import load_settings

from ..check.whole import change, write_whole

RULE, DEMO = "01-补偿.md", "settings/demo.md"
PLACES = """方式: 择优
名额:
  至少: 按 起算 (「投保」: 9人, 「起保」: 8人)
  至多: 按 起算 (「投保」: 11人, 「起保」: 12人)
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = write_whole(tmp_path)
    change(folder, RULE, "方式: 普遍\n", PLACES)
    return folder


def places(folder: Path) -> object:
    loaded = load_package(folder)
    (bound,) = bind(loaded, load_settings(loaded, [folder / DEMO]), date(2022, 12, 31))
    return describe(bound)["places"]


def test_places_are_those_of_the_adopted_reading_and_else_of_all(package: Path) -> None:
    assert check_package(package).problems == []
    assert places(package) == [8, 12]
    change(package, DEMO, "| 参数 |", "| 解释 | 采用 |\n|---|---|\n| 起算-口径 | 投保 |\n\n| 参数 |")
    assert places(package) == [9, 11]


def test_an_option_with_more_at_least_than_at_most_is_named(package: Path) -> None:
    change(package, RULE, "「起保」: 12人", "「起保」: 7人")
    (problem,) = check_package(package).problems
    assert problem.code == "C0114" and "起算-口径：起保" in problem.message


@pytest.mark.parametrize(
    ("old", "new"),
    [("方式: 择优", "方式: 普遍"), ("  至少:", "  最少:"), ("「起保」: 12人", "「起保」: 企业.从业人员")],
)
def test_places_of_nobody_or_of_somebody_are_refused(package: Path, old: str, new: str) -> None:
    change(package, RULE, old, new)
    with pytest.raises(HuiqiError) as caught:
        load_package(package)
    assert {p.code for p in caught.value.problems} == {"P0212"}
