"""What holds money back: which unknown fact, which unset setting, where it alone is missing.

A candidate waits for a fact if the fact is unknown and some undecided condition (or the amount)
reads it; for a setting if what reads it waits for the authority. *Alone*: nothing else is waited
for. Money is the high less the low of the candidate, in fen; competitive measures hold none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..policy.bind import Binder, Rewriter
from ..tree import nodes as n
from ..tree.measure import AMOUNT_BIT, BoundBody, BoundMeasure, Condition, Measure, Mode, Status
from ..vocabulary import Fact, Kind
from ..vocabulary.model import REGION_FACT
from .names import held, joined

FACT, SETTING = "事实", "设定"
COUNTS = ("candidates", "alone", "unbounded", "held")
WAITING = (Status.FACT_MISSING, Status.RULE_MISSING, Status.AMOUNT_UNSET)


@dataclass(frozen=True)
class Holder:
    """A fact or setting that candidates may wait for, and the bits of what reads it.

    ``fact`` None for a setting. ``owner``: who can answer, or the measure a setting belongs to.
    """

    name: str
    owner: str
    fact: Fact | None
    bits: int


@dataclass(frozen=True)
class Holders:
    """All of a measure; ``elsewhere`` are bits that facts of other records may hold open."""

    holders: tuple[Holder, ...]
    elsewhere: int


NOBODY = Holders((), 0)


def holders(binder: Binder, bound: BoundMeasure) -> Holders:
    """What the candidates of a measure may wait for."""
    measure, settle = bound.measure, binder.rewriter(bound.measure)
    facts: dict[str, tuple[Fact, int]] = {}
    settings: dict[tuple[str, str], int] = {}
    elsewhere = 0
    for bit, written, parts in _readers(bound):
        flag = 1 << bit
        for fact in _facts(parts, measure):
            facts[fact.path] = (fact, facts.get(fact.path, (fact, 0))[1] | flag)
        if any(isinstance(x, n.Aggregate) for x in parts):
            elsewhere |= flag
        for key in {*_readings(parts), *(_unset(settle, measure, written) if written is not None else ())}:
            settings[key] = settings.get(key, 0) | flag
    if bound.reading_bit is not None:
        settings[(measure.governing or "读法", "")] = 1 << bound.reading_bit
    found = [Holder(path, fact.owner, fact, bits) for path, (fact, bits) in facts.items()]
    found += [Holder(name, owner, None, bits) for (name, owner), bits in sorted(settings.items())]
    return Holders(tuple(found), elsewhere)


def _readers(bound: BoundMeasure) -> Iterator[tuple[int, n.Node | None, tuple[n.Node, ...]]]:
    """Each expression, the dates it goes by included: its bit, as written, and its nodes as bound."""
    written = {c.name: c for b in _law(bound.measure) for c in (*b.scope, *b.conditions)}
    bodies = [(None, bound.body), *((bound.reading_bit, b) for _, b in bound.alternatives)]
    for reading_bit, body in bodies:
        for bit, name, node in _expressions(body):
            law: Condition | None = written.get(name)
            at = bit if reading_bit is None else reading_bit
            parts = tuple(n.walk(node))
            yield at, law.node if law else None, parts
            if body.basis is not None and any(isinstance(x, n.BasisDate | n.Local) for x in parts):
                yield at, None, tuple(n.walk(body.basis))
    bit = AMOUNT_BIT if bound.reading_bit is None else bound.reading_bit
    for law_body in _law(bound.measure):
        for money in (law_body.amount, *(x.ceiling for x in law_body.limits)):
            if money is not None:
                yield bit, money, ()


def _law(measure: Measure) -> list[Any]:
    return [measure.body, *measure.alternatives.values()]


def _expressions(body: BoundBody) -> Iterator[tuple[int, str, n.Node]]:
    yield from ((c.bit, c.name, c.node) for c in body.conditions)
    money = (body.amount, *(x.ceiling for x in body.limits))
    yield from ((AMOUNT_BIT, "", m) for m in money if m is not None)


def _facts(parts: Iterable[n.Node], measure: Measure) -> Iterator[Fact]:
    kinds: dict[str, Kind] = {k.name: k for k in (measure.kind, measure.subject)}
    for inner in parts:
        if isinstance(inner, n.FactRef) and inner.fact.kind in kinds and not inner.decided:
            yield inner.fact
        elif isinstance(inner, n.Local):
            yield measure.subject.facts[REGION_FACT]


def _readings(parts: Iterable[n.Node]) -> Iterator[tuple[str, str]]:
    """Readings that nobody adopted: they are the same for every measure."""
    yield from ((x.reading, "") for x in parts if isinstance(x, n.Choice))


def _unset(settle: Rewriter, measure: Measure, written: n.Node) -> Iterator[tuple[str, str]]:
    """Parameters, lists and conditions of the measure that are not settled for everybody."""
    for node in n.walk(written):
        match node:
            case n.ParamRef():
                name = node.name
            case n.Pending():
                name = node.name.rpartition(".")[2]
            case n.Member() if node.list.name:
                name = node.list.name
            case _:
                continue
        if any(_waits(x) for x in n.walk(settle(node))):
            yield name, measure.id


def _waits(node: n.Node) -> bool:
    if isinstance(node, n.Member):
        return node.list.open or node.list.members is None
    return isinstance(node, n.Unset | n.Local)


def missing_query(bound: BoundMeasure, found: Holders, candidates: str) -> str | None:
    """Candidates by what they wait for: a bit per holder, another for other records; and what that holds.

    ``candidates`` is the relation of a measure's candidates; None: nobody can wait for anything.
    """
    if not found.holders:
        return None
    waits = " + ".join(
        f"CASE WHEN {_waits_sql(h, bound)} THEN {1 << i} ELSE 0 END" for i, h in enumerate(found.holders)
    )
    other = f"CASE WHEN (c.unknown_mask & {found.elsewhere}) <> 0 THEN {1 << len(found.holders)} ELSE 0 END"
    statuses = ", ".join(f"'{s.value}'" for s in WAITING)
    money = "amount_high - amount_low" if bound.mode != Mode.COMPETITIVE else "CAST(NULL AS BIGINT)"
    unbounded = (
        "amount_low IS NOT NULL AND amount_high IS NULL" if bound.mode != Mode.COMPETITIVE else "FALSE"
    )
    return (
        f"SELECT waits, count(*), coalesce(sum({money}), 0), count(CASE WHEN {unbounded} THEN 1 END) "
        f"FROM (SELECT c.amount_low, c.amount_high, {waits} + {other} AS waits "
        f"FROM (SELECT * FROM {candidates} WHERE status IN ({statuses})) AS c {_join(bound)}) AS waiting "
        "GROUP BY waits"
    )


def missing_rows(found: Holders, waiting: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """What :func:`missing_query` found, by holder; those that hold nobody back left out."""
    told = []
    for index, holder in enumerate(found.holders):
        entry = _entry(holder)
        for waits, candidates, held_back_fen, unbounded in waiting:
            if waits & 1 << index:
                entry["candidates"] += int(candidates)
            if waits == 1 << index:
                entry["alone"] += int(candidates)
                entry["held"] += int(held_back_fen)
                entry["unbounded"] += int(unbounded)
        if entry["candidates"]:
            told.append(entry)
    return told


def _join(bound: BoundMeasure) -> str:
    measure = bound.measure
    if measure.about_subject:
        return f'JOIN "{held(measure.subject.name)}" AS f ON f.number = c.number'
    return f'JOIN "{joined(measure.kind.name)}" AS f ON f.number = c.number AND f.record = c.record'


def _waits_sql(holder: Holder, bound: BoundMeasure) -> str:
    if holder.fact is None:
        return f"((c.unset_mask & {holder.bits}) <> 0)"
    column = holder.fact.name if bound.measure.about_subject else holder.fact.path
    return f'(f."{column}" IS NULL AND (c.unknown_mask & {holder.bits}) <> 0)'


def added(found: Holders, parts: Iterable[tuple[int, Iterable[Mapping[str, Any]]]]) -> list[dict[str, Any]]:
    """Counts of one measure added up, each part with a sign."""
    told = {(h.name, h.owner): _entry(h) for h in found.holders}
    for sign, entries in parts:
        for entry in entries:
            for name in COUNTS:
                told[entry["name"], entry["owner"]][name] += sign * entry[name]
    return [entry for entry in told.values() if entry["candidates"]]


def _entry(holder: Holder) -> dict[str, Any]:
    kind = SETTING if holder.fact is None else FACT
    return {"kind": kind, "name": holder.name, "owner": holder.owner, **dict.fromkeys(COUNTS, 0)}


def held_back(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A run's holders over all measures: what holds back most first."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for entry in (e for m in summary["measures"] for e in m["missing"]):
        key = (entry["kind"], entry["name"], entry["owner"])
        total = found.setdefault(key, {**entry, **dict.fromkeys(COUNTS, 0)})
        for name in COUNTS:
            total[name] += entry[name]
    return sorted(found.values(), key=_order)


def _order(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    counts = (-entry[name] for name in reversed(COUNTS))
    return (*counts, entry["name"], entry["owner"])
