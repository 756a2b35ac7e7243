"""A preference says who is qualified and how each option of its reading orders them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huiqi.determine.describe import describe
from huiqi.errors import HuiqiError
from huiqi.policy.bind import bind
from huiqi.policy.load import load_package
from huiqi.policy.settings import load_settings

from ..check.whole import change, write_whole

RULE, DEMO = "01-补偿.md", "settings/demo.md"
ORDERED = """方式: 优先
资格: 险种、期内
次序:
  投保: 同分优先
  起保: 合格优先
解释:
  优先: 起算-口径
"""
ADOPTED = """| 解释 | 采用 | 公布日 | 机关 | 依据 |
|---|---|---|---|---|
| 起算-口径 | 起保 | 2022-04-27 | 样例机关 | 演示 |

| 参数 |"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = write_whole(tmp_path)
    change(folder, RULE, "方式: 普遍\n", ORDERED)
    return folder


def described(folder: Path) -> object:
    loaded = load_package(folder)
    (bound,) = bind(loaded, load_settings(loaded, [folder / DEMO]), date(2022, 12, 31))
    return describe(bound)["preference"]


def test_a_run_says_who_qualifies_and_no_order_while_no_reading_is_adopted(package: Path) -> None:
    assert described(package) == {"reading": "起算-口径", "order": None, "qualifying": ["16", "17"]}


def test_the_adopted_option_gives_the_order(package: Path) -> None:
    change(package, DEMO, "| 参数 |", ADOPTED)
    assert described(package) == {"reading": "起算-口径", "order": "合格优先", "qualifying": ["16", "17"]}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("起保: 合格优先", "起保: 加五分", "次序"),
        ("  起保: 合格优先\n", "", "次序"),
        ("  优先: 起算-口径", "  次第: 起算-口径", "次序"),
        ("资格: 险种、期内", "资格: 险种、得分", "资格"),
        ("资格: 险种、期内\n", "", "资格"),
    ],
)
def test_a_preference_that_leaves_the_order_open_is_refused(
    package: Path, old: str, new: str, said: str
) -> None:
    change(package, RULE, old, new)
    with pytest.raises(HuiqiError) as caught:
        load_package(package)
    (problem,) = caught.value.problems
    assert problem.code == "P0211" and said in problem.message and problem.hint
