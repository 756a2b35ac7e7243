"""Stretches of a 全额分档 or 超额分段 that no band covers: there the amount is 0, or stands still.

Between each two edges, and at the edges, the tiers are computed with every rate at 1: a 全额分档
that gives 0 there, or a 超额分段 that does not grow, leaves a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..errors import Problem
from ..evaluate import Entity, Subject
from ..evaluate.values import Evaluator
from ..literals import value_text
from ..tree import nodes as n
from ..tree.fold import rebuild
from ..tree.measure import Measure
from ..types import Type

WHOLE, MARGINAL = "whole", "marginal"
NOBODY = Subject(Entity("", ""))


def check_gaps(measure: Measure) -> Iterator[Problem]:
    """C0403 for each gap, at the tiers' place."""
    bodies = measure.alternatives.values() or (measure.body,)
    roots = [x for b in bodies for x in (b.amount, *(li.ceiling for li in b.limits)) if x is not None]
    tiers = {id(x): x for r in roots for x in n.walk(r) if isinstance(x, n.Sugar)}
    for node in tiers.values():
        if node.form in {WHOLE, MARGINAL}:
            for low, high in _gaps(node):
                type_ = node.parts[0].type
                stretch = f"{value_text(low, type_)} 至 {value_text(high, type_)}"
                message = f"{measure.id} 的{node.label}在 {stretch} 之间没有档次，按0计"
                yield Problem("C0403", message, "补一档，或确认原文如此", node.place)


def _gaps(tiers: n.Sugar) -> Iterator[tuple[Fraction, Fraction]]:
    edges = _edges(tiers, tiers.parts[0].type)
    values = [_value(tiers, e) for e in edges]
    for i in range(len(edges) - 1):
        middle = _value(tiers, (edges[i] + edges[i + 1]) / 2)
        still = middle == values[i] == values[i + 1]
        if still if tiers.form == MARGINAL else middle == 0:
            yield edges[i], edges[i + 1]


def _edges(tiers: n.Sugar, type_: Type) -> Sequence[Fraction]:
    x = tiers.parts[0]
    below = {id(y) for part in tiers.parts for y in n.walk(part)}
    found = {
        y.value
        for y in n.walk(tiers.core)
        if isinstance(y, n.Const)
        and y.type == type_
        and isinstance(y.value, Fraction)
        and id(y) not in below
        and y is not x
    }
    return sorted(found)


def _value(tiers: n.Sugar, at: Fraction) -> Fraction:
    """The tiers' amount for one value of their subject, every rate at 1."""
    x, *rates = tiers.parts
    fixed = {id(x): n.Const(x.type, at), **{id(r): n.Const(r.type, Fraction(1)) for r in rates}}

    def put(node: n.Node) -> n.Node:
        if id(node) in fixed:
            return fixed[id(node)]
        return put(node.core) if isinstance(node, n.Sugar) else rebuild(node, put)

    value = Evaluator(NOBODY, None).num(put(tiers.core))
    assert value.low is not None
    return value.low
