"""Random completions: every unknown fact, unset value, open list and reading given an answer."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

from huiqi.evaluate import Entity, Subject
from huiqi.tree import nodes as n
from huiqi.tree.fold import rebuild
from huiqi.tree.measure import BoundBody, BoundMeasure, Condition, Limit, LocalEra, LocalPlan
from huiqi.types import BOOL, INDUSTRY, NUMBER, REGION, TEXT, Enumeration

from .registers import random_value
from .words import KINDS, TEXTS


def complete_subject(rng: Random, subject: Subject) -> Subject:
    """The subject with every unknown fact answered."""
    records = {k: tuple(_entity(rng, e) for e in found) for k, found in subject.records.items()}
    return Subject(_entity(rng, subject.entity), records, subject.name)


def _entity(rng: Random, entity: Entity) -> Entity:
    kind = KINDS[entity.kind]
    facts = {
        name: _finer(rng, fact.type, entity.get(name))
        if entity.get(name) is not None
        else random_value(rng, fact, True)
        for name, fact in kind.facts.items()
    }
    return Entity(entity.kind, entity.code, facts)


def _finer(rng: Random, type_: object, value: object) -> object:
    """A code known only above the last level becomes one below it."""
    if type_ == INDUSTRY and value == "39":
        return rng.choice(("3911", "3912", "3921"))
    return rng.choice(("360102", "360202")) if type_ == REGION and value == "36" else value


class Completion:
    """Settles the law: the same unset thing gets the same value wherever it stands."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.readings: dict[str, int] = {}
        self.memo: dict[int, tuple[object, n.Node]] = {}
        self.lists: dict[int, tuple[n.Members, n.Members]] = {}

    def measure(self, bound: BoundMeasure) -> BoundMeasure:
        """A measure in which nothing is left to the authority."""
        body = bound.body
        if bound.alternatives:
            _, body = self.rng.choice(bound.alternatives)
        return replace(
            bound, body=self.body(body), alternatives=(), reading_bit=None, local=self.plan(bound.local)
        )

    def body(self, body: BoundBody) -> BoundBody:
        """A body, settled."""
        return replace(
            body,
            conditions=tuple(Condition(c.name, self(c.node), c.place, c.bit) for c in body.conditions),
            limits=tuple(Limit(x.name, x.per, self(x.ceiling)) for x in body.limits),
            basis=body.basis and self(body.basis),
            amount=body.amount and self(body.amount),
            year=body.year and self(body.year),
        )

    def plan(self, plan: LocalPlan | None) -> LocalPlan | None:
        """Every value of every place set."""
        if plan is None:
            return None
        places = {p: tuple(self._era(e) for e in eras) for p, eras in plan.places.items()}
        return LocalPlan(plan.breaks, places)

    def _era(self, era: LocalEra) -> LocalEra:
        values = {k: (v := self._within(low, high), v) for k, (low, high) in era.values.items()}
        return LocalEra(era.adopted, values)

    def _within(self, low: Fraction | None, high: Fraction | None) -> Fraction:
        start = low if low is not None else Fraction(0)
        end = high if high is not None else start + 1000
        return start + (end - start) * Fraction(self.rng.randint(0, 4), 4)

    def __call__(self, node: n.Node) -> n.Node:
        found = self.memo.get(id(node))
        if found is None:
            found = (node, self._settle(node))
            self.memo[id(node)] = found
        return found[1]

    def _settle(self, node: n.Node) -> n.Node:
        match node:
            case n.Unset() if node.type == BOOL:
                return n.Const(BOOL, self.rng.random() < 0.5)
            case n.Unset():
                return n.Const(node.type, self._value(node))
            case n.Choice():
                picked = self.readings.setdefault(node.reading, self.rng.randrange(2))
                return self(node.options[picked][1])
            case n.Member():
                return n.Member(BOOL, self(node.item), self._list(node), node.negated)
            case _:
                return rebuild(node, self)

    def _value(self, node: n.Unset) -> Fraction:
        value = self._within(node.low, node.high)
        return value if node.type == NUMBER else Fraction(int(value))

    def _list(self, node: n.Member) -> n.Members:
        listed = node.list
        if listed.members is not None and not listed.open:
            return listed
        found = self.lists.get(id(listed))
        if found is None:
            pool = self._pool(node.item.type)
            more = tuple(self.rng.sample(pool, self.rng.randint(0, len(pool))))
            found = self.lists[id(listed)] = (listed, n.Members((*(listed.members or ()), *more)))
        return found[1]

    @staticmethod
    def _pool(type_: object) -> tuple[str, ...]:
        if isinstance(type_, Enumeration):
            return type_.members
        return {TEXT: TEXTS, REGION: ("3601", "3602"), INDUSTRY: ("39", "511")}[type_]  # type: ignore[index]
