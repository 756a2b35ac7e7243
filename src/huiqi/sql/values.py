"""How values look as SQL: intervals as two columns, truth as one nullable column.

A flag says *if this value is undecided, does it wait for a fact (k) or for the authority (s)*:
False, True, or a SQL condition where it depends on the row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import fail
from ..types import INT64_MAX, INT128_MAX
from . import expr as q
from .expr import Sql, exp

Flag = bool | Sql


def flag_or(flags: Iterable[Flag]) -> Flag:
    """True if any is; a condition where it depends on the row."""
    kept: list[Sql] = []
    for flag in flags:
        if flag is True:
            return True
        if flag is not False:
            kept.append(flag)
    return q.either(kept) if kept else False


def flag_and(condition: Sql, flag: Flag) -> Flag:
    """The flag, where the condition holds."""
    if flag is False or q.is_const(condition, False):
        return False
    if flag is True:
        return True if q.is_const(condition, True) else condition
    return q.both([condition, flag])


def flag_sql(flag: Flag) -> Sql:
    """A flag as a SQL condition."""
    if isinstance(flag, bool):
        return q.true() if flag else q.false()
    return flag


@dataclass(frozen=True)
class Bound:
    """One end of an interval: ``num`` / (``scale`` × ``den``), exact.

    ``low``..``high`` is the static range of the numerator, by which overflow is excluded;
    ``nullable``: NULL stands for unbounded. ``huge``: 128-bit.
    """

    num: Sql
    low: int
    high: int
    scale: int = 1
    den: Sql | None = None
    den_high: int = 1
    nullable: bool = False
    huge: bool = False

    def wide(self) -> Bound:
        """The same in 128 bits."""
        if self.huge:
            return self
        return Bound(
            q.cast(self.num, "INT128"),
            self.low,
            self.high,
            self.scale,
            self.den,
            self.den_high,
            self.nullable,
            True,
        )

    def zero(self) -> bool:
        """Whether it is the constant 0."""
        return self.low == 0 == self.high and not self.nullable


@dataclass(frozen=True)
class SqlNum:
    """An interval. ``low``/``high`` None: unbounded. ``raw``: a bare fact or its year, NULL where unknown."""

    low: Bound | None
    high: Bound | None
    k: Flag = False
    s: Flag = False
    undefined: Sql | None = None
    raw: Sql | None = None

    @property
    def point(self) -> bool:
        """Whether the compiler knows that it is one number."""
        return self.low is self.high and self.low is not None and self.undefined is None


@dataclass(frozen=True)
class SqlBool:
    """Truth: NULL where undecided; never NULL unless ``nullable``.

    ``source``: a column that is NULL exactly where this is, if there is one.
    """

    value: Sql
    nullable: bool = True
    k: Flag = False
    s: Flag = False
    source: Sql | None = None

    def open(self) -> Sql:
        """Whether it is undecided."""
        return q.is_null(self.value) if self.nullable else q.false()


@dataclass(frozen=True)
class SqlText:
    """A text or code: NULL where unknown; ``certain``: never, nor a code too high to tell."""

    raw: Sql
    k: Flag = True
    s: Flag = False
    constant: str | None = None
    certain: bool = False

    def open(self) -> Sql:
        """Whether it is unknown."""
        known = self.certain or self.constant is not None
        return q.false() if known else q.is_null(self.raw)


@dataclass(frozen=True)
class SqlMembers:
    """A member of an enumeration: a mask of what is possible, or a bare fact (``raw``).

    ``never``: members that the compiler knows to be impossible, as a mask.
    """

    members: tuple[str, ...]
    mask: Sql
    k: Flag = False
    s: Flag = False
    raw: Sql | None = None
    constant: str | None = None
    certain: bool = False
    never: int = 0

    def open(self) -> Sql:
        """Whether more than one member is possible."""
        if self.constant is not None or self.certain:
            return q.false()
        if self.raw is not None:
            return q.is_null(self.raw)
        less = q.binary(exp.Sub, self.mask, q.lit(1))
        return q.binary(exp.NEQ, q.binary(exp.BitwiseAnd, self.mask, less), q.lit(0))


SqlValue = SqlNum | SqlBool | SqlText | SqlMembers


def const_bound(numerator: int, denominator: int = 1) -> Bound:
    """A constant, as a 64-bit integer: engines take a small literal for 32 bits."""
    return Bound(whole(numerator), numerator, numerator, denominator, huge=abs(numerator) > INT64_MAX)


def whole(value: int) -> Sql:
    """An integer literal of at least 64 bits."""
    return q.cast(q.lit(value), "BIGINT") if abs(value) < 2**31 else q.lit(value)


def fits(low: int, high: int) -> bool:
    """Whether a static range lies within int64."""
    return low >= -INT64_MAX and high <= INT64_MAX


def check_width(low: int, high: int) -> None:
    """T0216 where even 128 bits could overflow."""
    if low < -INT128_MAX or high > INT128_MAX:
        raise fail("T0216", "这个算式可能超出128位整数", "缩小事实的范围，或分步计算")
