"""A measure's conditions in groups that share no movable fact, each with its normal form.

The smallest change of the whole is the smallest change of each group, together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from ..tree import nodes as n
from ..tree.fold import rebuild
from ..tree.measure import BoundBody, BoundMeasure, Condition
from ..types import DATE
from ..vocabulary import Fact
from ..vocabulary.model import FIXED, epoch_day, is_numeric
from .atoms import MOST_DISJUNCTS, Form, TooLarge
from .normal import Normaliser

OPEN_READING = "读法未定"
DIVISOR = "金额除以可变的数"
TOO_LARGE = f"条件的范式超过{MOST_DISJUNCTS}项"
KEPT = 256


@dataclass(frozen=True)
class Group:
    """Conditions that stand and fall together; ``form`` None: too large to work out."""

    conditions: tuple[Condition, ...]
    facts: frozenset[str]
    form: Form | None


@dataclass(frozen=True)
class Groups:
    """All conditions of a measure; ``refused`` says why nothing is computed, or is empty.

    ``movable`` are the facts a change may touch, by path, in the vocabulary's order.
    """

    groups: tuple[Group, ...]
    movable: dict[str, Fact]
    basis: n.Node | None
    refused: str = ""


class _Same:
    """A bound measure as itself: another that says the same is another key."""

    __slots__ = ("bound",)

    def __init__(self, bound: BoundMeasure) -> None:
        self.bound = bound

    def __hash__(self) -> int:
        return id(self.bound)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.bound is self.bound


def grouped(bound: BoundMeasure) -> Groups:
    """The groups of a bound measure, found once while it is among the last that were asked for."""
    return _grouped(_Same(bound))


@lru_cache(KEPT)
def _grouped(same: _Same) -> Groups:
    bound, body = same.bound, same.bound.body
    if bound.alternatives:
        return Groups((), {}, body.basis, OPEN_READING)
    if body.amount is not None and _divides(body.amount):
        return Groups((), {}, body.basis, DIVISOR)
    conditions = [Condition(c.name, dated(c.node, body), c.place, c.bit) for c in body.conditions]
    movable = movable_facts(bound, [c.node for c in conditions])
    plain = Normaliser(movable, frozenset(), bound.measure.kind.name)
    era = plain.facts(body.basis) if body.basis is not None and bound.local and bound.local.breaks else None
    normaliser = Normaliser(movable, era or frozenset(), bound.measure.kind.name)
    found = tuple(_group(normaliser, part) for part in _parts(normaliser, conditions))
    return Groups(found, movable, body.basis)


def movable_facts(bound: BoundMeasure, nodes: list[n.Node]) -> dict[str, Fact]:
    """The facts of the candidate that the subject can influence and the expressions read."""
    read = {x.fact.path for node in nodes for x in n.walk(node) if isinstance(x, n.FactRef) and not x.decided}
    kinds = {k.name: k for k in (bound.measure.subject, bound.measure.kind)}
    facts = (f for k in kinds.values() for f in k.facts.values())
    return {f.path: _ahead(f, bound.as_of) for f in facts if f.path in read and f.influence != FIXED}


def _ahead(fact: Fact, as_of: date) -> Fact:
    """A date can be moved to the as-of day or later: nobody acts in the past."""
    if fact.type != DATE or fact.low is None:
        return fact
    return replace(fact, low=max(fact.low, epoch_day(as_of)))


def dated(node: n.Node, body: BoundBody) -> n.Node:
    """The expression with 依据日期 written out."""
    memo: dict[int, n.Node] = {}

    def rewrite(inner: n.Node) -> n.Node:
        if isinstance(inner, n.BasisDate) and body.basis is not None:
            return body.basis
        if id(inner) not in memo:
            memo[id(inner)] = rebuild(inner, rewrite)
        return memo[id(inner)]

    return rewrite(node)


def _divides(amount: n.Node) -> bool:
    products = (x for x in n.walk(amount) if isinstance(x, n.MulDiv))
    return any(not isinstance(d, n.Const) for x in products for d in x.divisors)


def _parts(normaliser: Normaliser, conditions: list[Condition]) -> Iterator[list[Condition]]:
    """Connected by facts; a condition without any stands alone. In the order of the conditions."""
    parts: list[tuple[set[str], list[Condition]]] = []
    for condition in conditions:
        facts = set(normaliser.facts(condition.node))
        touching = [p for p in parts if p[0] & facts]
        for other in touching[1:]:
            touching[0][0].update(other[0])
            touching[0][1].extend(other[1])
            parts.remove(other)
        if touching:
            touching[0][0].update(facts)
            touching[0][1].append(condition)
        else:
            parts.append((facts, [condition]))
    yield from (sorted(p, key=lambda c: c.bit) for _, p in parts)


def _group(normaliser: Normaliser, conditions: list[Condition]) -> Group:
    facts = frozenset().union(*(normaliser.facts(c.node) for c in conditions))
    whole = n.Junction(conditions[0].node.type, True, tuple(c.node for c in conditions))
    try:
        form: Form | None = normaliser.form(whole)
    except TooLarge:
        form = None
    return Group(tuple(conditions), facts, form)


def step_of(fact: Fact) -> int:
    """A fact's step in stored units; a date moves by days."""
    return fact.step or 1 if is_numeric(fact.type) else 1
