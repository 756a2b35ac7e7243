"""Literals of the rule language: text to exact values, and exact values back to text.

Values are :class:`fractions.Fraction` in base units (fen, plain ratio, count, days) or
``datetime.date``. Nothing here goes through a float.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .errors import fail
from .types import DATE, DAYS, INT64_MAX, MONEY, NUMBER, Quantity, Type, count_of

NUMBER_PATTERN = r"\d+(?:,\d{3})*(?:\.\d+)?"
MONEY_UNITS = {
    "分": 1,
    "角": 10,
    "元": 100,
    "万元": 1_000_000,
    "百万元": 100_000_000,
    "千万元": 1_000_000_000,
    "亿元": 10_000_000_000,
}
RATIO_UNITS = {"%": 100, "％": 100, "‰": 1000}
DAY_UNITS = {"天": "天", "日": "天", "个工作日": "工作日", "工作日": "工作日"}
LITERAL = re.compile(rf"({NUMBER_PATTERN})\s*([^\d\s].*)?", re.DOTALL)
DATE_TEXT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class Literal:
    """An exact value with its type."""

    value: Fraction | date
    type: Type


def parse_literal(text: str) -> Literal:
    """Read ``200万元``, ``60%``, ``20人``, ``100元/亩``, ``2022-12-31``, ``3``.

    Raises:
        HuiqiError: L0102 (not a literal), L0103 (no such day), L0104 (past int64).
    """
    text = text.strip()
    if found := DATE_TEXT.fullmatch(text):
        return Literal(_day(text, *map(int, found.groups())), DATE)
    found = LITERAL.fullmatch(text)
    if not found:
        raise fail("L0102", f"“{text}”不是一个值", "例如 200万元、60%、20人、2022-12-31")
    number = Fraction(found[1].replace(",", ""))
    value, type_ = _with_unit(number, (found[2] or "").strip(), text)
    if abs(value) > INT64_MAX:
        raise fail("L0104", f"“{text}”超出可计算的范围", "金额不得超过 9.2×10^16 元")
    return Literal(value, type_)


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise fail("L0103", f"“{text}”这一天不存在", "日期写作 2022-12-31") from None


def _with_unit(number: Fraction, unit: str, text: str) -> tuple[Fraction, Quantity]:
    unit, _, per = unit.partition("/")
    factor, type_ = _unit(unit.strip(), text)
    if per:
        return number * factor, type_.times(count_of(per.strip()), -1)
    return number * factor, type_


def _unit(unit: str, text: str) -> tuple[Fraction, Quantity]:
    if not unit:
        return Fraction(1), NUMBER
    if unit in MONEY_UNITS:
        return Fraction(MONEY_UNITS[unit]), MONEY
    if unit in RATIO_UNITS:
        return Fraction(1, RATIO_UNITS[unit]), NUMBER
    if unit in DAY_UNITS:
        return Fraction(1), count_of(DAY_UNITS[unit])
    if unit == "个月":
        return Fraction(1), count_of("月")
    if re.fullmatch(r"[^\W\d_]{1,4}", unit):
        return Fraction(1), count_of(unit)
    raise fail("L0102", f"“{text}”的单位“{unit}”无法识别", "例如 万元、%、人、亩、元/亩")


def decimal_text(value: Fraction, places: int = 6) -> str:
    """The value in decimal digits, exact up to ``places``, without trailing zeros."""
    scaled = round(value * 10**places)
    sign, digits = ("-" if scaled < 0 else ""), abs(scaled)
    whole, rest = divmod(digits, 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0")
    return f"{sign}{whole}" + (f".{decimals}" if decimals else "")


def money_text(fen: Fraction | int) -> str:
    """Money as people write it: 60万元, 100.002万元, 3亿元, 1500元, 0.01元.

    >>> money_text(60_000_000)
    '60万元'
    """
    yuan = Fraction(fen) / 100
    for name, size in (("亿元", 10**8), ("万元", 10**4)):
        scaled = yuan / size
        if abs(yuan) >= size and (scaled * 10**6).denominator == 1:
            return decimal_text(scaled) + name
    return decimal_text(yuan, 4) + "元"


def value_text(value: Fraction | date | bool | str, type_: Type) -> str:
    """Any value in Chinese, with its unit."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if type_ == MONEY:
        return money_text(value)
    if type_ == NUMBER:
        return decimal_text(value * 100) + "%" if 0 < abs(value) < 1 else decimal_text(value)
    if type_ == DAYS:
        return decimal_text(value) + "天"
    if isinstance(type_, Quantity) and type_.money == 1:
        return money_text(value) + type_.unit.removeprefix("元")
    return decimal_text(value) + (type_.unit if isinstance(type_, Quantity) else "")
