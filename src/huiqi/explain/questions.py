"""What to ask first: unknown facts by what their answer can change for this subject.

A fact is tried at every value that makes a difference. Where no try leaves a candidate waiting
for facts, the fact alone decides it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..codes.hierarchy import prefixes
from ..evaluate import Outcome, Subject, evaluate, numbers
from ..evaluate.facts import Entity, Stored, altered
from ..evaluate.values import Evaluator
from ..nearest import dated, edges
from ..semantics import Cause
from ..tree import nodes as n
from ..tree.measure import AMOUNT_BIT, STATUS_ORDER, BoundMeasure, Status
from ..types import BOOL, CODED, DATE, Enumeration
from ..vocabulary import Fact
from ..vocabulary.model import from_epoch_day, is_numeric
from .explanation import Missing
from .values import stored_of

Span = int | None
"""Fen between the low and the high of a candidate; None: unbounded."""


@dataclass
class _Weight:
    fact: Fact
    alone: list[Span]
    together: list[Span]
    verdicts: set[Status]


def questions(
    answered: Sequence[tuple[BoundMeasure, Sequence[Outcome]]], subject: Subject
) -> tuple[Missing, ...]:
    """Every unknown fact that holds something open: what it alone decides first, then the rest."""
    weights: dict[str, _Weight] = {}
    for bound, outcomes in answered:
        for index, outcome in enumerate(outcomes):
            for fact in unknown_facts(bound, subject, outcome):
                weight = weights.setdefault(fact.path, _Weight(fact, [], [], set()))
                weight.together.append(_span(outcome))
                verdicts = _decided(bound, subject, outcomes, index, fact)
                if verdicts:
                    weight.alone.append(_span(outcome))
                    weight.verdicts |= verdicts
    return tuple(sorted((_missing(w) for w in weights.values()), key=_rank))


def unknown_facts(bound: BoundMeasure, subject: Subject, outcome: Outcome) -> list[Fact]:
    """Unknown facts in what holds a candidate open, its amount and limits included."""
    if outcome.status != Status.FACT_MISSING:
        return []
    nodes = list(_money(bound)) if outcome.unknown_mask >> AMOUNT_BIT & 1 else []
    bodies = [
        (outcome, bound.body),
        *zip((o for _, o in outcome.readings), (b for _, b in bound.alternatives)),
    ]
    for part, body in bodies:
        open_ = {r.bit for r in part.reasons if Cause.UNKNOWN in r.truth.causes}
        nodes += [dated(c.node, body) for c in body.conditions if c.bit in open_]
    refs = [x for node in nodes for x in n.walk(node) if isinstance(x, n.FactRef)]
    own = {subject.entity.kind, bound.measure.kind.name}
    facts = {r.fact.path: r.fact for r in refs if r.fact.kind in own and not r.decided}
    return [f for f in facts.values() if stored_of(f, subject, outcome.record) is None]


def _money(bound: BoundMeasure) -> Iterator[n.Node]:
    for body in (bound.body, *(b for _, b in bound.alternatives)):
        yield from (dated(x.ceiling, body) for x in body.limits)
        if body.amount is not None:
            yield dated(body.amount, body)


def _decided(
    bound: BoundMeasure, subject: Subject, outcomes: Sequence[Outcome], index: int, fact: Fact
) -> set[Status]:
    """The verdicts the fact's answer leads to, if it alone decides; else nothing."""
    record, among = outcomes[index].record, numbers(outcomes)
    found: set[Status] = set()
    for value in _tries(bound, subject, record, fact):
        changed = altered(subject, record, {fact.path: value})
        status = evaluate(bound, changed, among=among)[index].status
        if status == Status.FACT_MISSING:
            return set()
        found.add(status)
    return found


def _tries(bound: BoundMeasure, subject: Subject, record: Entity | None, fact: Fact) -> Iterator[Stored]:
    """Values of an unknown fact that make a difference."""
    type_ = fact.type
    nodes = list(bound.nodes())
    if type_ == BOOL:
        yield from (True, False)
    elif isinstance(type_, Enumeration):
        yield from type_.members
    elif is_numeric(type_):
        assert fact.low is not None
        reader = Evaluator(subject, record, bound.body.basis, bound.local)
        for edge in (fact.low, *edges(fact, nodes, bound.measure.kind.name, reader)):
            yield from_epoch_day(edge) if type_ == DATE else edge
    else:
        yield from _named(nodes, fact)


def _named(nodes: Sequence[n.Node], fact: Fact) -> Iterator[str]:
    """Texts or codes that some list names, and one that none does."""
    named: dict[str, None] = {}
    for node in (x for root in nodes for x in n.walk(root) if isinstance(x, n.Member)):
        if isinstance(node.item, n.FactRef) and node.item.fact.path == fact.path:
            named |= dict.fromkeys(node.list.members or ())
    yield from prefixes(tuple(named)) if fact.type in CODED else named
    yield "其他"


def _span(outcome: Outcome) -> Span:
    if outcome.low is None:
        return 0
    return None if outcome.high is None else outcome.high - outcome.low


def _total(spans: Sequence[Span]) -> Span:
    known = [s for s in spans if s is not None]
    return sum(known) if len(known) == len(spans) else None


def _missing(weight: _Weight) -> Missing:
    verdicts = sorted(weight.verdicts, key=STATUS_ORDER.index, reverse=True)
    fact = weight.fact
    return Missing(
        fact.path,
        fact.question,
        fact.owner,
        _total(weight.together),
        _total(weight.alone),
        len(weight.alone),
        tuple(v.value for v in verdicts),
    )


def _rank(item: Missing) -> tuple[object, ...]:
    money = ((s is not None, -(s or 0)) for s in (item.alone, item.weight))
    return (*money, -item.decides, item.fact)
