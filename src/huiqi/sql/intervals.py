"""Sums, products and quotients of intervals in SQL."""

from __future__ import annotations

from dataclasses import replace

from ..errors import fail
from . import cases, truths
from . import expr as q
from . import numbers as num
from .expr import Sql, exp
from .values import Bound, Flag, SqlNum, const_bound


def _undefined(*values: SqlNum) -> Sql | None:
    parts = [v.undefined for v in values if v.undefined is not None]
    return q.either(parts) if parts else None


def _flags(*values: SqlNum) -> tuple[Flag, Flag]:
    return truths.causes_of([(truths.open_number(v), v.k, v.s) for v in values])


def add(a: SqlNum, b: SqlNum, minus: bool) -> SqlNum:
    """The sum or difference of two intervals."""
    b_low, b_high = (b.high, b.low) if minus else (b.low, b.high)
    low = None if a.low is None or b_low is None else num.add(a.low, b_low, minus)
    high = None if a.high is None or b_high is None else num.add(a.high, b_high, minus)
    if a.point and b.point:
        high = low
    return SqlNum(low, high, *_flags(a, b), _undefined(a, b))


def multiply(a: SqlNum, b: SqlNum) -> SqlNum:
    """The hull of all products (T0215 where a sign and an unbounded end are both open)."""
    if a.low is not None and b.low is not None and a.low.low >= 0 and b.low.low >= 0:
        low = num.multiply(a.low, b.low)
        high = low if a.point and b.point else _high_product(a.high, b.high)
        return SqlNum(low, high, *_flags(a, b), _undefined(a, b))
    ends = (a.low, a.high, b.low, b.high)
    if any(e is None or e.nullable for e in ends):
        raise fail("T0215", "可能为负又没有上限的数不能相乘", "给参数写上上下限")
    corners = [num.multiply(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]  # type: ignore[arg-type]
    corners = num.aligned(corners)
    low_b, high_b = cases.lowest(corners), cases.highest(corners)
    if a.point and b.point:
        high_b = low_b = corners[0]
    return SqlNum(low_b, high_b, *_flags(a, b), _undefined(a, b))


def _high_product(a: Bound | None, b: Bound | None) -> Bound | None:
    if a is not None and b is not None:
        return num.multiply(a, b)
    known = a if a is not None else b
    if known is None or known.low > 0:
        return None
    zero = q.case([(q.is_true(q.binary(exp.EQ, known.num, q.lit(0))), q.lit(0))])
    return Bound(zero, 0, 0, nullable=True)


def divide(a: SqlNum, b: SqlNum) -> SqlNum:
    """a ÷ b for b ≥ 0; undefined where b is zero, perhaps undefined where it may be zero."""
    if b.low is None or b.low.low < 0 or a.low is None or a.low.low < 0:
        raise fail("T0215", "被除数和除数都不能为负", "用 最大(…, 0元) 保证")
    low = _over(a.low, b.high)
    high = low if a.point and b.point else _over(a.high, b.low) if a.high is not None else None
    undefined = _undefined(a, b)
    if b.low.low == 0:
        zero_low = q.binary(exp.EQ, b.low.num, q.lit(0))
        zero_high = q.false() if b.high is None else q.is_true(q.binary(exp.EQ, b.high.num, q.lit(0)))
        if b.point:
            found: Sql = zero_low
        else:
            found = q.case([(zero_high, q.true()), (zero_low, q.null())], q.false())
        undefined = found if undefined is None else q.either([undefined, found])
        if high is not None and high is not low:
            keep = q.binary(exp.EQ, a.high.num, q.lit(0)) if a.high is not None else q.false()
            guarded = q.case([(q.is_true(keep), q.lit(0)), (zero_low, q.null())], high.num)
            high = replace(high, num=guarded, nullable=True)
    return SqlNum(low, high, *_flags(a, b), undefined)


def _over(a: Bound, b: Bound | None) -> Bound:
    """One end over another; a zero divisor is guarded inside the expression."""
    if b is None or b.nullable:
        if b is None:
            return const_bound(0)
        finite = _over(a, replace(b, nullable=False))
        zero_when = q.case([(q.is_null(b.num), q.lit(0))], finite.num)
        return replace(finite, num=zero_when, den=q.coalesce(finite.den or q.lit(1), q.lit(1)))
    if b.low == b.high and b.low > 0:
        upper = num.scaled_numerator(a, b.scale)
        return replace(
            a, num=upper.num, low=upper.low, high=upper.high, scale=a.scale * b.low, huge=upper.huge
        )
    if a.den is not None or b.den is not None:
        raise fail("T0215", "只能除以一个事实", "改写成一个乘除式")
    upper = num.scaled_numerator(a, b.scale)
    den = q.case([(q.binary(exp.EQ, b.num, q.lit(0)), q.lit(1))], b.num) if b.low == 0 else b.num
    return Bound(upper.num, upper.low, upper.high, a.scale, den, max(b.high, 1), a.nullable, upper.huge)
