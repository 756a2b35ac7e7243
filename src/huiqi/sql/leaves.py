"""What trees end in, as SQL: constants, what is unset, facts, and dates as epoch days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from ..tree import nodes as n
from ..types import BOOL, DATE, Enumeration, Quantity
from ..vocabulary import Fact
from ..vocabulary.model import epoch_day
from . import expr as q
from . import truths
from .expr import Sql, exp
from .values import Bound, SqlBool, SqlMembers, SqlNum, SqlText, SqlValue, const_bound


def constant(node: n.Const) -> SqlValue:
    """A constant."""
    value = node.value
    if isinstance(value, bool):
        return truths.constant(value)
    if isinstance(value, date):
        bound = const_bound(epoch_day(value))
        return SqlNum(bound, bound)
    if isinstance(value, Fraction):
        bound = const_bound(value.numerator, value.denominator)
        return SqlNum(bound, bound)
    if isinstance(node.type, Enumeration):
        bit = truths.mask_of(node.type.members, {value})
        everything = truths.mask_of(node.type.members, set(node.type.members))
        return SqlMembers(node.type.members, q.lit(bit), constant=value, never=everything & ~bit)
    return SqlText(q.lit(value), False, False, value)


def unset(node: n.Unset) -> SqlValue:
    """What only the authority can say."""
    if node.type == BOOL:
        return SqlBool(q.null(), True, False, True)
    low = None if node.low is None else const_bound(node.low.numerator, node.low.denominator)
    high = None if node.high is None else const_bound(node.high.numerator, node.high.denominator)
    if low is not None and high is not None and node.low == node.high:
        high = low
    return SqlNum(low, high, False, True)


def fact_value(fact: Fact, column: Sql, decided: bool = False) -> SqlValue:
    """A fact of the source: NULL where unknown."""
    k, s = not decided, decided
    type_ = fact.type
    if type_ == BOOL:
        return SqlBool(column, True, k, s)
    if isinstance(type_, Quantity) or type_ == DATE:
        assert fact.low is not None and fact.high is not None
        low, high = (
            Bound(q.coalesce(column, q.lit(end)), fact.low, fact.high, fact.scale)
            for end in (fact.low, fact.high)
        )
        if fact.low == fact.high:
            return SqlNum(low, low)
        return SqlNum(low, high, k, s, raw=column)
    if isinstance(type_, Enumeration):
        bits = [(q.binary(exp.EQ, column, q.lit(m)), q.lit(1 << i)) for i, m in enumerate(type_.members)]
        mask = q.case(bits, q.lit((1 << len(type_.members)) - 1))
        return SqlMembers(type_.members, mask, k, s, raw=column)
    return SqlText(column, k, s)


def certain_value(fact: Fact, column: Sql) -> SqlValue:
    """A fact that is known, whatever it is: for decisions on complete facts."""
    type_ = fact.type
    if type_ == BOOL:
        return SqlBool(column, nullable=False)
    if isinstance(type_, Quantity) or type_ == DATE:
        assert fact.low is not None and fact.high is not None
        bound = Bound(column, fact.low, fact.high, fact.scale)
        return SqlNum(bound, bound)
    if isinstance(type_, Enumeration):
        mask = fact_value(fact, column)
        assert isinstance(mask, SqlMembers)
        return replace(mask, k=False, certain=True)
    return SqlText(column, False, certain=True)


def as_day(days: Sql) -> Sql:
    """Epoch days as a DATE."""
    return exp.DateFromUnixDate(this=q.cast(days, "INT"))


def as_epoch(day: Sql) -> Sql:
    """A DATE as epoch days."""
    return exp.UnixDate(this=day)
