"""Stored values and moves in words, as SQL: a column of text for a whole register at once."""

from __future__ import annotations

from collections.abc import Sequence

from ..literals import money_text
from ..prose import say_move
from ..sql import expr as q
from ..sql.expr import Sql, exp
from ..sql.leaves import as_day
from ..types import BOOL, DATE, DAYS, MONEY, NUMBER, RATIO_SCALE, Quantity
from ..vocabulary import Fact
from ..vocabulary.model import is_numeric

BEFORE, AFTER = "\x00", "\x01"
YI, WAN = 10**10, 10**6


def joined(parts: Sequence[Sql]) -> Sql:
    """a || b || …"""
    result = parts[0]
    for part in parts[1:]:
        result = exp.DPipe(this=result, expression=part)
    return exp.Paren(this=result)


def listed(parts: Sequence[Sql], separator: str) -> Sql:
    """The parts that are not NULL, with a separator between them."""
    return exp.Anonymous(this="concat_ws", expressions=[q.lit(separator), *parts])


def move_text(fact: Fact, before: Sql, after: Sql) -> Sql:
    """The sentence of a fact that moves; NULL where ``after`` is."""
    ways = [
        _filled(say_move(fact, BEFORE, AFTER, up), value_text(fact, before), value_text(fact, after))
        for up in (True, False)
    ]
    rising = q.binary(exp.GT, after, before)
    said = q.case([(rising, ways[0])], ways[1]) if is_numeric(fact.type) else ways[0]
    return q.case([(q.negation(q.is_null(after)), said)])


def _filled(template: str, before: Sql, after: Sql) -> Sql:
    head, rest = template.split(BEFORE)
    middle, tail = rest.split(AFTER)
    return joined([q.lit(head), before, q.lit(middle), after, q.lit(tail)])


def value_text(fact: Fact, column: Sql) -> Sql:
    """A known stored value as people write it; dates come as epoch days."""
    type_ = fact.type
    if type_ == BOOL:
        return q.case([(column, q.lit("是"))], q.lit("否"))
    if type_ == DATE:
        return q.cast(q.cast(as_day(column), "DATE"), "VARCHAR")
    if not isinstance(type_, Quantity):
        return column
    if fact.scale == RATIO_SCALE:
        return joined([_decimal(column, 4), q.lit("%")])
    places = len(str(fact.scale)) - 1
    if type_.money == 1:
        return joined([_money(column), q.lit("" if type_ == MONEY else type_.unit.removeprefix("元"))])
    if type_ == NUMBER and places:
        small = q.both(
            [q.binary(exp.LT, _abs(column), q.lit(fact.scale)), q.binary(exp.NEQ, column, q.lit(0))]
        )
        percent = joined([_decimal(q.binary(exp.Mul, column, q.lit(100)), places), q.lit("%")])
        return q.case([(small, percent)], _decimal(column, places))
    return joined([_decimal(column, places), q.lit("天" if type_ == DAYS else type_.unit)])


def _money(fen: Sql) -> Sql:
    """As :func:`huiqi.literals.money_text` writes it."""
    size = _abs(fen)
    whole = q.binary(exp.EQ, q.binary(exp.Mod, fen, q.lit(10**4)), q.lit(0))
    large = q.both([q.binary(exp.GTE, size, q.lit(YI)), whole])
    in_yi = joined([_decimal(q.binary(exp.IntDiv, fen, q.lit(10**4)), 6), q.lit(_unit(YI))])
    in_wan = joined([_decimal(fen, 6), q.lit(_unit(WAN))])
    rows = [(large, in_yi), (q.binary(exp.GTE, size, q.lit(WAN)), in_wan)]
    return q.case(rows, joined([_decimal(fen, 2), q.lit(_unit(100))]))


def _unit(fen: int) -> str:
    return money_text(fen).removeprefix("1")


def _abs(column: Sql) -> Sql:
    return exp.Abs(this=column)


def _decimal(column: Sql, places: int) -> Sql:
    """An integer over a power of ten, without trailing zeros."""
    if not places:
        return q.cast(column, "VARCHAR")
    size, ten = _abs(column), q.lit(10**places)
    sign = q.case([(q.binary(exp.LT, column, q.lit(0)), q.lit("-"))], q.lit(""))
    rest = q.binary(exp.Mod, size, ten)
    digits = exp.Anonymous(this="lpad", expressions=[q.cast(rest, "VARCHAR"), q.lit(places), q.lit("0")])
    trimmed = exp.Anonymous(this="rtrim", expressions=[digits, q.lit("0")])
    decimals = q.case([(q.binary(exp.EQ, rest, q.lit(0)), q.lit(""))], joined([q.lit("."), trimmed]))
    return joined([sign, q.cast(q.binary(exp.IntDiv, size, ten), "VARCHAR"), decimals])
