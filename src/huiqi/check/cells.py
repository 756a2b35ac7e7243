"""Cells of example tables as stored values: what a fact's column or 决定日 says."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ..errors import HuiqiError, Place, fail
from ..evaluate.facts import Stored
from ..language import parse_expression
from ..literals import parse_literal
from ..tree import nodes as n
from ..tree.build import Builder
from ..types import BOOL, DATE, Quantity
from ..vocabulary import Fact
from ..vocabulary.model import epoch_day

UNKNOWN = "?"


def stored_value(
    builder: Builder, fact: Fact, text: str, place: Place, read: dict[tuple[str, str], Stored]
) -> Stored:
    """What a cell says of a fact, as stored; None for ``?``. ``read`` keeps what was read before.

    Raises:
        HuiqiError: C0302 where it is no value of the fact.
    """
    key = (fact.path, text)
    if key not in read:
        read[key] = _stored(builder, fact, text.strip(), place)
    return read[key]


def _stored(builder: Builder, fact: Fact, text: str, place: Place) -> Stored:
    if text in {UNKNOWN, "？", ""}:
        return None
    if fact.type == BOOL:
        if text not in {"是", "真", "否", "假"}:
            raise fail("C0302", f"“{text}”不是 {fact.path} 的值", "写作 是 或 否", place)
        return text in {"是", "真"}
    if isinstance(fact.type, Quantity) or fact.type == DATE:
        return _number(builder, fact, text, place)
    members = getattr(fact.type, "members", None)
    if members is not None and text not in members:
        raise fail("C0302", f"“{text}”不在 {fact.path} 之中", f"可用：{'、'.join(members)}", place)
    return text.strip("「」")


def _number(builder: Builder, fact: Fact, text: str, place: Place) -> Stored:
    value = n.core(builder.typed(parse_expression(text, place), fact.type, fact.path))
    if not isinstance(value, n.Const):
        raise fail("C0302", f"“{text}”不是 {fact.path} 的值", "写作 100万元", place)
    if isinstance(value.value, date):
        _check_range(fact, epoch_day(value.value), text, place)
        return value.value
    assert isinstance(value.value, Fraction)
    stored = value.value * fact.scale
    if stored.denominator != 1:
        raise fail("C0302", f"“{text}”比 {fact.path} 的最小单位更细", "减少小数位数", place)
    _check_range(fact, int(stored), text, place)
    return int(stored)


def _check_range(fact: Fact, stored: int, text: str, place: Place) -> None:
    outside = (fact.low is not None and stored < fact.low) or (fact.high is not None and stored > fact.high)
    if outside:
        raise fail("C0302", f"“{text}”超出 {fact.path} 的范围", "取词汇表所列范围之内的值", place)


def day_of(text: str, place: Place) -> date:
    """The date a cell names.

    Raises:
        HuiqiError: C0302 where it names none.
    """
    try:
        value: object = parse_literal(text).value
    except HuiqiError:
        value = None
    if not isinstance(value, date):
        raise fail("C0302", f"“{text}”不是日期", "写作 2022-12-31", place)
    return value
