"""What the parser accepts, and what it says of what it does not."""

from __future__ import annotations

import pytest

from huiqi.errors import HuiqiError, Place
from huiqi.language import parse_expression, parse_fence

AT = Place("规则.md", 7)


@pytest.mark.parametrize(
    "text",
    [
        "企业.从业人员 ≥ 20人 且 非 企业.停产",
        "最大(保险.保费 × 60%, 200万元)",
        "分期(认定.第几年, 前 3年: 80%, 后 2年: 50%)",
        "全额分档(项目.面积, 100亩 至 500亩: 100元/亩, > 500亩: 200元/亩)",
        "利息(贷款.本金, 贷款.年利率, 贷款.起, 贷款.止, 实际/365)",
        "若 企业.停产 则 1万元 否则 0元",
        "合计(贷款 中 贷款.用途 = 「技改」: 贷款.本金) ÷ 2",
        "决定日 - 3年",
        "企业.行业 不属于 「C」、「39」",
    ],
)
def test_programs_that_parse(text: str) -> None:
    assert parse_expression(text, AT).place.line == 7


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("企业.从业人员 ≥", "L0101", 0),
        ("5%—20%", "L0105", 1),
        ("(" * 1000 + "1" + ")" * 1000, "L0107", 0),
        ("最大(1万元 2万元)", "L0101", 8),
        ("a ≥ 3 且 且 b", "L0101", 11),
        ("「没有结束", "L0101", 1),
        ("", "L0101", 0),
        ("x" * 300_000, "L0106", 0),
    ],
)
def test_programs_that_do_not_say_where_and_why(text: str, code: str, column: int) -> None:
    with pytest.raises(HuiqiError) as caught:
        parse_expression(text, AT)
    (problem,) = caught.value.problems
    assert problem.code == code and problem.hint
    assert problem.place is not None and problem.place.file == "规则.md" and problem.place.line >= 7
    assert not column or problem.place.column == column


def test_places_are_the_file_s_own() -> None:
    with pytest.raises(HuiqiError) as caught:
        parse_fence("measure", "编号: 1\n条件:\n  甲: 企业.停产 =\n", Place("规则.md", 20))
    (problem,) = caught.value.problems
    assert problem.place is not None and problem.place.line == 22


def test_unaligned_blocks_are_said_to_be_so() -> None:
    with pytest.raises(HuiqiError) as caught:
        parse_fence("measure", "条件:\n    甲: 真\n  乙: 真\n", AT)
    assert caught.value.problems[0].code == "L0101" and "缩进" in caught.value.problems[0].message
