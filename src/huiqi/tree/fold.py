"""Rewriting trees: children replaced, constants folded, shorthand taken away.

``rebuild`` keeps a node that did not change as the same object, so that what measures share
stays shared.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from ..semantics import Num, Some, compare, compare_members, exactly
from ..types import Enumeration
from ..vocabulary.model import epoch_day
from .nodes import (
    FALSE,
    TRUE,
    Add,
    Aggregate,
    Cases,
    Choice,
    Compare,
    Const,
    DaysBetween,
    Extreme,
    Junction,
    Member,
    MulDiv,
    Node,
    Not,
    Shift,
    YearOf,
)

Rewrite = Callable[[Node], Node]


def rebuild(node: Node, rewrite: Rewrite) -> Node:
    """The node with each child rewritten, folded where that makes it a constant."""
    match node:
        case Compare():
            return _compare(_with(node, left=rewrite(node.left), right=rewrite(node.right)))
        case Junction():
            return _junction(node, tuple(rewrite(o) for o in node.operands))
        case Not():
            return _not(_with(node, operand=rewrite(node.operand)))
        case Member():
            return _with(node, item=rewrite(node.item))
        case Add() | DaysBetween():
            first, second = node.children()
            names = ("left", "right") if isinstance(node, Add) else ("start", "end")
            return _with(node, **{names[0]: rewrite(first), names[1]: rewrite(second)})
        case MulDiv():
            factors = _all(node.factors, rewrite)
            return _with(node, factors=factors, divisors=_all(node.divisors, rewrite))
        case Extreme():
            return _with(node, operands=_all(node.operands, rewrite))
        case Cases():
            rows = tuple((rewrite(c), rewrite(v)) for c, v in node.rows)
            return _cases(node, rows, rewrite(node.default))
        case Choice():
            return _with(node, options=tuple((n, rewrite(v)) for n, v in node.options))
        case Aggregate():
            filter_ = node.filter and rewrite(node.filter)
            return _with(node, filter=filter_, value=node.value and rewrite(node.value))
        case Shift():
            return _shift(_with(node, operand=rewrite(node.operand)))
        case YearOf():
            return _year(_with(node, operand=rewrite(node.operand)))
        case _:
            return node


def _with(node: Node, **fields: object) -> Node:
    same = all(_same(getattr(node, name), value) for name, value in fields.items())
    return node if same else replace(node, **fields)  # type: ignore[arg-type]


def _same(a: object, b: object) -> bool:
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    return a is b or (isinstance(a, str) and a == b)


def _all(nodes: tuple[Node, ...], rewrite: Rewrite) -> tuple[Node, ...]:
    return tuple(rewrite(n) for n in nodes)


def as_value(node: Const) -> Num | Some | bool:
    """A constant as a value of :mod:`huiqi.semantics`."""
    value = node.value
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return exactly(epoch_day(value))
    if isinstance(value, str):
        return Some(frozenset({value}))
    return exactly(value)


def _compare(node: Node) -> Node:
    assert isinstance(node, Compare)
    if not (isinstance(node.left, Const) and isinstance(node.right, Const)):
        return node
    left, right = as_value(node.left), as_value(node.right)
    if isinstance(left, Num) and isinstance(right, Num):
        return TRUE if compare(node.operator, left, right).value else FALSE
    if isinstance(left, Some) and isinstance(right, Some) and isinstance(node.left.type, Enumeration):
        found = compare_members(node.operator, left, right, node.left.type)
        return TRUE if found.value else FALSE
    return node


def _junction(node: Junction, operands: tuple[Node, ...]) -> Node:
    dominant, neutral = (FALSE, TRUE) if node.all else (TRUE, FALSE)
    values = [o.value if isinstance(o, Const) else None for o in operands]
    if dominant.value in values:
        return dominant
    kept = tuple(o for o, v in zip(operands, values, strict=True) if v is None)
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else _with(node, operands=kept)


def _not(node: Node) -> Node:
    assert isinstance(node, Not)
    if isinstance(node.operand, Const):
        return FALSE if node.operand.value else TRUE
    return node


def _cases(node: Cases, rows: tuple[tuple[Node, Node], ...], default: Node) -> Node:
    kept: list[tuple[Node, Node]] = []
    for condition, value in rows:
        if isinstance(condition, Const) and condition.value is False:
            continue
        if isinstance(condition, Const) and condition.value is True:
            default = value
            break
        kept.append((condition, value))
    if not kept:
        return default
    return _with(node, rows=tuple(kept), default=default)


def shift_day(day: date, count: int, unit: str) -> date:
    """A date moved by days, months or years; a day past the month's end becomes its last."""
    if unit == "天":
        return day + timedelta(days=count)
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "年" else 1)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _shift(node: Node) -> Node:
    assert isinstance(node, Shift)
    if isinstance(node.operand, Const) and isinstance(node.operand.value, date):
        moved = shift_day(node.operand.value, node.count, node.unit)
        return Const(node.type, moved, place=node.place)
    return node


def _year(node: Node) -> Node:
    assert isinstance(node, YearOf)
    if isinstance(node.operand, Const) and isinstance(node.operand.value, date):
        return Const(node.type, Fraction(node.operand.value.year), place=node.place)
    return node
