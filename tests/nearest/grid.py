"""Brute force: every combination of values that movable facts can take, tried one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod
from random import Random

from huiqi.evaluate import Entity, Subject
from huiqi.evaluate.facts import Stored, altered
from huiqi.evaluate.values import Evaluator
from huiqi.tree import nodes as n
from huiqi.tree.measure import BoundBody, BoundMeasure, Condition, Mode
from huiqi.types import BOOL, DATE, MONEY, NUMBER, Enumeration, Type
from huiqi.vocabulary import Fact, Kind
from huiqi.vocabulary.model import epoch_day, from_epoch_day

from ..equivalence.trees import ORDERINGS, Trees, random_measure
from ..equivalence.words import INFLUENCE, KINDS, LEVEL, PEOPLE, SORT, TEXTS, VOCABULARY

Cost = tuple[int, int]


def values(fact: Fact, before: Stored) -> list[tuple[Stored, int]]:
    """What the fact can be moved to, with the steps of each; staying first."""
    found: list[tuple[Stored, int]] = [(before, 0)]
    if before is None:
        return found
    if fact.type == BOOL:
        return [*found, (not before, 1)]
    if isinstance(fact.type, Enumeration):
        others = [m for m in fact.type.members if m != before]
        ranks = fact.type.ranks if fact.type.ordered else None
        at = {m: ranks.get(m, -1) for m in fact.type.members} if ranks is not None else None
        return found + [(m, abs(at[m] - at[str(before)]) if at else 1) for m in others]
    if fact.low is None or fact.high is None:
        return found + [(t, 1) for t in (*TEXTS, "别处") if t != before]
    return found + list(_numbers(fact, before))


def _numbers(fact: Fact, before: Stored) -> Iterator[tuple[Stored, int]]:
    step = fact.step or 1
    here = epoch_day(before) if fact.type == DATE else int(before)  # type: ignore[arg-type]
    for value in range(-(-fact.low // step) * step, fact.high + 1, step):  # type: ignore[operator]
        allowed = (value > here and fact.influence != "减") or (value < here and fact.influence != "增")
        if allowed:
            yield from_epoch_day(value) if fact.type == DATE else value, -(-abs(value - here) // step)


def changed(subject: Subject, record: Entity | None, after: Mapping[str, Stored]) -> Evaluator:
    """The candidate with facts, by path, changed."""

    moved = altered(subject, record, after)
    if record is None:
        return Evaluator(moved, None)
    at = next(i for i, r in enumerate(subject.of(record.kind)) if r is record)
    return Evaluator(moved, moved.of(record.kind)[at])


def cheapest(bound: BoundMeasure, facts: Mapping[str, Fact], here: Evaluator, most: int) -> Cost | str | None:
    """The least cost after which no condition is false and none that held has become undecided.

    None where no combination does; "too many" past ``most`` of them.
    """
    body = bound.body
    here.basis, here.local = body.basis, bound.local
    before = [here.truth(c.node).value for c in body.conditions]
    options = [[(p, v, s) for v, s in values(f, here.stored(f))] for p, f in facts.items()]
    if prod(len(o) for o in options) > most:
        return "too many"
    best: Cost | None = None
    for chosen in product(*options):
        cost = sum(s > 0 for _, _, s in chosen), sum(s for _, _, s in chosen)
        if best is not None and cost >= best:
            continue
        after = changed(here.subject, here.record, {p: v for p, v, _ in chosen})
        after.basis, after.local = body.basis, bound.local
        truths = (after.truth(c.node).value for c in body.conditions)
        if all(t is True or (t is None and b is None) for t, b in zip(truths, before)):
            best = cost
    return best


class Dense(Trees):
    """Trees of comparisons between a few facts, most of which can move; little is undecided."""

    def leaf(self, type_: Type) -> n.Node:
        """A fact twice out of three times, else a small constant."""
        found = self.fact(type_) if self.rng.random() < 0.7 else None
        if found is not None:
            return found
        if self.rng.random() < 0.05:
            return self.unset(type_)
        top = {MONEY: 10, PEOPLE: 9}.get(type_, 3)  # type: ignore[call-overload]
        return n.Const(type_, Fraction(self.rng.randint(0, top) * (100 if type_ == MONEY else 1)))

    def comparison(self, depth: int) -> n.Node:
        """Numbers of one kind, a quotient of money against a ratio, or members."""
        draw = self.rng.random()
        if draw < 0.3:
            type_ = self.rng.choice((LEVEL, SORT))
            operator = self.rng.choice(ORDERINGS if type_ is LEVEL else ORDERINGS[:2])
            return n.Compare(BOOL, operator, self.member(type_, depth), self.member(type_, 0))
        if draw < 0.45:
            ratio = n.MulDiv(NUMBER, (self.leaf(MONEY),), (self.leaf(MONEY),))
            return n.Compare(BOOL, self.rng.choice(ORDERINGS), ratio, self.leaf(NUMBER))
        type_ = self.rng.choice((MONEY, NUMBER, PEOPLE, PEOPLE))
        sides = self.number(type_, self.rng.randint(0, 2)), self.number(type_, depth)
        return n.Compare(BOOL, self.rng.choice(ORDERINGS), *self.rng.sample(sides, 2))

    def aggregate(self, type_: Type, depth: int) -> n.Node:
        """Nothing is counted."""
        return self.leaf(type_)

    exists = reading = comparison
    choice = aggregate


def dense_measure(rng: Random) -> BoundMeasure:
    """A random measure about the subject, in which few facts stand often and most can move."""
    whole = KINDS["企业"]
    movable = rng.sample([f for f in whole.facts if f in INFLUENCE], rng.randint(2, 4))
    fixed = rng.sample([f for f in whole.facts if f not in INFLUENCE], 2)
    kind = replace(whole, facts={f: whole.facts[f] for f in (*movable, *fixed)})
    trees = Dense(rng, (kind,), Counter(), False, False)
    conditions = tuple(
        Condition(f"条件{i}", trees.truth(rng.choice((1, 2, 3))), bit=16 + i)
        for i in range(rng.choice((1, 1, 2)))
    )
    return with_conditions(conditions, whole)


def with_conditions(conditions: tuple[Condition, ...], kind: Kind) -> BoundMeasure:
    """A measure about a kind that has these conditions and nothing else."""
    bound = random_measure(Random(1), Counter())
    subject = VOCABULARY.subject_of(kind.name)
    measure = replace(bound.measure, kind=kind, subject=subject)
    body = BoundBody(Mode.GENERAL, conditions, None, None, (), None)
    return replace(bound, measure=measure, body=body, alternatives=(), reading_bit=None, local=None)


def only(bound: BoundMeasure) -> BoundMeasure:
    """The measure without open readings: the first alternative is adopted."""
    if not bound.alternatives:
        return bound
    return replace(bound, body=bound.alternatives[0][1], alternatives=(), reading_bit=None)
