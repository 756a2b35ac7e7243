"""Exact arithmetic on interval ends in SQL, with overflow excluded at compile time.

Every :class:`Bound` carries the static range of its numerator. Where a product could pass
2^63 that expression alone is widened to 128 bits; where that could overflow too it is a
compile error, so that no row can be wrong or end a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

from ..errors import fail
from . import expr as q
from .expr import Sql, exp
from .values import Bound, check_width, fits, whole


def scaled(bound: Bound, factor: int) -> Bound:
    """The numerator times a positive constant, the denominator alike: the same value."""
    if factor == 1:
        return bound
    low, high = bound.low * factor, bound.high * factor
    check_width(low, high)
    wide = bound if fits(low, high) or bound.huge else bound.wide()
    if bound.low == bound.high and bound.num == whole(bound.low):
        num = whole(low)
    else:
        num = q.binary(exp.Mul, wide.num, q.lit(factor))
    return Bound(num, low, high, bound.scale * factor, bound.den, bound.den_high, bound.nullable, wide.huge)


def aligned(bounds: Sequence[Bound]) -> list[Bound]:
    """The bounds over one constant denominator (T0215 where one has a variable divisor)."""
    if any(b.den is not None for b in bounds):
        raise fail("T0215", "除以事实的商不能再参与这种运算", "先比较商，或改写成乘法")
    common = lcm(*(b.scale for b in bounds))
    found = [scaled(b, common // b.scale) for b in bounds]
    return [b.wide() for b in found] if any(b.huge for b in found) else found


def ordering(kind: type[exp.Binary], a: Bound, b: Bound) -> Sql:
    """a op b, cross-multiplied where the denominators differ."""
    static = _static(kind, a, b)
    if static is not None:
        return q.true() if static else q.false()
    common = lcm(a.scale, b.scale)
    a, b = scaled(a, common // a.scale), scaled(b, common // b.scale)
    left = a if b.den is None else _times_den(a, b)
    right = b if a.den is None else _times_den(b, a)
    if left.huge or right.huge:
        left, right = left.wide(), right.wide()
    return q.binary(kind, left.num, right.num)


def _static(kind: type[exp.Binary], a: Bound, b: Bound) -> bool | None:
    """What the static ranges prove; None where they prove nothing (or NULL may come in)."""
    if a.den is not None or b.den is not None or a.nullable or b.nullable:
        return None
    a_low, a_high = a.low * b.scale, a.high * b.scale
    b_low, b_high = b.low * a.scale, b.high * a.scale
    if kind is exp.GTE:
        return True if a_low >= b_high else False if a_high < b_low else None
    if kind is exp.LT:
        return True if a_high < b_low else False if a_low >= b_high else None
    if kind is exp.EQ:
        if a_low == a_high == b_low == b_high:
            return True
        return False if a_high < b_low or b_high < a_low else None
    return None


def _times_den(bound: Bound, other: Bound) -> Bound:
    assert other.den is not None
    low = min(bound.low, bound.low * other.den_high)
    high = max(bound.high, bound.high * other.den_high)
    check_width(low, high)
    wide = bound if fits(low, high) or bound.huge else bound.wide()
    den = q.cast(other.den, "INT128") if wide.huge else other.den
    num = q.binary(exp.Mul, wide.num, den)
    return Bound(num, low, high, bound.scale, None, 1, bound.nullable, wide.huge)


def add(a: Bound, b: Bound, minus: bool) -> Bound:
    """a + b, or a - b."""
    a, b = aligned([a, b])
    low = a.low - b.high if minus else a.low + b.low
    high = a.high - b.low if minus else a.high + b.high
    check_width(low, high)
    if not fits(low, high):
        a, b = a.wide(), b.wide()
    if b.zero():
        return a
    if a.zero() and not minus:
        return b
    num = q.binary(exp.Sub if minus else exp.Add, a.num, b.num)
    return Bound(num, low, high, a.scale, nullable=a.nullable or b.nullable, huge=a.huge or b.huge)


def multiply(a: Bound, b: Bound) -> Bound:
    """a × b; NULL where either is unbounded and the other not zero (zero times anything is 0)."""
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    low, high = min(corners), max(corners)
    check_width(low, high)
    huge = a.huge or b.huge or not fits(low, high)
    left, right = (a.wide(), b.wide()) if huge else (a, b)
    if a.den is not None and b.den is not None:
        raise fail("T0215", "两个商不能相乘", "改写成一个乘除式")
    num = _product(left, right)
    nullable = a.nullable or b.nullable
    if nullable:
        zeros = [q.binary(exp.EQ, x.num, q.lit(0)) for x in (left, right) if not (x.low > 0)]
        num = q.case([(q.is_true(z), q.lit(0)) for z in zeros], num)
    den = a.den if a.den is not None else b.den
    return Bound(num, low, high, a.scale * b.scale, den, max(a.den_high, b.den_high), nullable, huge)


def _product(a: Bound, b: Bound) -> Sql:
    for x, y in ((a, b), (b, a)):
        if x.low == x.high == 1 and not x.nullable:
            return y.num
    return q.binary(exp.Mul, a.num, b.num)


def rounded(bound: Bound) -> Bound:
    """Half up to a whole number; for values that are not negative."""
    return _floored(bound, half=True)


def floored(bound: Bound) -> Bound:
    """Down to a whole number; for values that are not negative."""
    return _floored(bound, half=False)


def _floored(bound: Bound, half: bool) -> Bound:
    if bound.den is None and bound.scale == 1:
        return bound
    top = scaled_numerator(bound, 2 if half else 1)
    den_high = bound.scale * bound.den_high * (2 if half else 1)
    high = top.high + (bound.scale * bound.den_high if half else 0)
    huge = top.huge or not fits(0, max(high, den_high))
    num = q.cast(top.num, "INT128") if huge and not top.huge else top.num
    den: Sql = q.lit(bound.scale)
    if bound.den is not None:
        den = q.binary(exp.Mul, bound.den, den) if bound.scale != 1 else bound.den
    den = q.cast(den, "INT128") if huge and bound.den is not None else den
    if half:
        num = q.binary(exp.Add, num, den)
        den = q.binary(exp.Mul, den, q.lit(2)) if bound.den is not None else q.lit(2 * bound.scale)
    result = q.binary(exp.IntDiv, num, den)
    result = q.cast(result, "INT128") if huge else result
    limit = (2 * bound.high + bound.scale) // (2 * bound.scale)
    return Bound(result, 0, max(limit, 0), nullable=bound.nullable, huge=huge)


def scaled_numerator(bound: Bound, factor: int) -> Bound:
    """The numerator alone times a constant."""
    plain = Bound(bound.num, bound.low, bound.high, 1, None, 1, bound.nullable, bound.huge)
    return scaled(plain, factor)


def not_negative(bound: Bound) -> Bound:
    """The larger of the bound and 0."""
    if bound.low >= 0:
        return bound
    num = q.case([(q.binary(exp.LT, bound.num, q.lit(0)), q.lit(0))], bound.num)
    high = max(bound.high, 0)
    return Bound(num, 0, high, bound.scale, bound.den, bound.den_high, bound.nullable, bound.huge)
