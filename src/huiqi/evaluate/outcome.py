"""One measure for one subject: verdicts, masks, amounts and reasons of every candidate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from ..limits.fold import Ceiling, Claimed, Taken, limit_record, limit_subject
from ..semantics import Cause, Num, Truth, round_down, round_half_up
from ..tree.measure import (
    ADOPTED_BIT,
    AMOUNT_BIT,
    NO,
    VALIDITY_BIT,
    BoundBody,
    BoundMeasure,
    Status,
)
from ..tree.nodes import FactRef, walk
from ..vocabulary.model import from_epoch_day
from .facts import Entity, Subject
from .values import Evaluator, Watcher


@dataclass(frozen=True)
class Reason:
    """A condition's outcome for one candidate, with the facts it looked at."""

    name: str
    bit: int
    truth: Truth
    facts: tuple[FactRef, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Outcome:
    """The answer for one candidate. Amounts in fen; ``high`` None with ``low`` set: unbounded."""

    record: Entity | None
    status: Status
    year: int | None
    amount_before_limits: int | None
    amount: int | None
    low: int | None
    high: int | None
    false_mask: int
    unknown_mask: int
    unset_mask: int
    cut_by: str | None
    reasons: tuple[Reason, ...] = field(default=(), repr=False)
    readings: tuple[tuple[str, Outcome], ...] = field(default=(), repr=False)


@dataclass
class _Draft:
    """A candidate between its conditions and its limits."""

    evaluator: Evaluator
    record: Entity | None
    reasons: tuple[Reason, ...]
    false: int
    unknown: int
    unset: int
    amount: Num | None
    claimed: Claimed


def evaluate(
    bound: BoundMeasure,
    subject: Subject,
    watch: Watcher | None = None,
    among: Collection[str] | None = None,
    taken: Sequence[Taken] = (),
) -> list[Outcome]:
    """Every candidate of the subject: itself, or each of its records of the measure's kind.

    ``among`` leaves as candidates the records of those numbers alone; the facts of all still count.
    ``taken`` uses up limits over several records before any candidate does.
    """
    records: Sequence[Entity | None] = [None]
    if not bound.measure.about_subject:
        every = subject.of(bound.measure.kind.name)
        records = [r for r in every if among is None or r.code in among]
    common = _outcomes(bound, bound.body, subject, records, watch, taken)
    if not bound.alternatives:
        return common
    read = [(n, _outcomes(bound, b, subject, records, watch, taken)) for n, b in bound.alternatives]
    assert bound.reading_bit is not None
    return [
        _combine(base, [(n, outcomes[i]) for n, outcomes in read], bound.reading_bit, bound.has_money)
        for i, base in enumerate(common)
    ]


def numbers(outcomes: Sequence[Outcome]) -> frozenset[str]:
    """The records that were candidates, to evaluate the same again."""
    return frozenset(o.record.code for o in outcomes if o.record is not None)


def _outcomes(
    bound: BoundMeasure,
    body: BoundBody,
    subject: Subject,
    records: Sequence[Entity | None],
    watch: Watcher | None,
    taken: Sequence[Taken],
) -> list[Outcome]:
    drafts = [_draft(bound, body, subject, r, watch) for r in records]
    for limit in body.limits:
        ceilings = [_ceiling(d.evaluator, limit.name, limit.ceiling) for d in drafts]
        claimed = [d.claimed for d in drafts]
        if limit.per == "record":
            claimed = [limit_record(c, x) for c, x in zip(claimed, ceilings, strict=True)]
        else:
            claimed = limit_subject(claimed, ceilings, limit.per == "subject-year", taken)
        for draft, item in zip(drafts, claimed, strict=True):
            draft.claimed = item
    return [_outcome(d, body) for d in drafts]


def _ceiling(evaluator: Evaluator, name: str, node: object) -> Ceiling:
    value = evaluator.num(node)  # type: ignore[arg-type]
    low = None if value.low is None else round_down(value.low)
    high = None if value.high is None else round_down(value.high)
    return Ceiling(name, low, high, value.causes)


def _draft(
    bound: BoundMeasure, body: BoundBody, subject: Subject, record: Entity | None, watch: Watcher | None
) -> _Draft:
    evaluator = Evaluator(subject, record, body.basis, bound.local, watch)
    reasons = tuple(Reason(c.name, c.bit, evaluator.truth(c.node), _facts(c.node)) for c in body.conditions)
    false = unknown = unset = 0
    for reason in reasons:
        bit = 1 << reason.bit
        false |= bit if reason.truth.value is False else 0
        unknown |= bit if Cause.UNKNOWN in reason.truth.causes else 0
        unset |= bit if Cause.UNSET in reason.truth.causes else 0
    amount = evaluator.num(body.amount) if body.amount is not None else None
    if amount is not None and amount.undefined is True:
        false |= 1 << AMOUNT_BIT
    claimed = _claimed(evaluator, body, amount, alive=not false, open_=bool(unknown | unset))
    return _Draft(evaluator, record, reasons, false, unknown, unset, amount, claimed)


def _facts(node: object) -> tuple[FactRef, ...]:
    return tuple(x for x in walk(node) if isinstance(x, FactRef))  # type: ignore[arg-type]


def _claimed(evaluator: Evaluator, body: BoundBody, amount: Num | None, alive: bool, open_: bool) -> Claimed:
    day, year = _dates(evaluator, body)
    if amount is None or not alive:
        return Claimed(0, 0, 0, day, year, False, Cause.NONE)
    low = 0 if amount.low is None else round_half_up(max(amount.low, Fraction(0)))
    high = None if amount.high is None else round_half_up(max(amount.high, Fraction(0)))
    if amount.undefined is None:
        low = 0
    causes = Cause.NONE
    for condition in body.conditions:
        causes |= evaluator.truth(condition.node).causes
    return Claimed(0 if open_ else low, low, high, day, year, True, causes, amount.causes)


def _dates(evaluator: Evaluator, body: BoundBody) -> tuple[date | None, int | None]:
    if body.basis is None:
        year = evaluator.num(body.year) if body.year is not None else None
        return None, int(year.low) if year is not None and year.point and year.low is not None else None
    basis = evaluator.num(body.basis)
    if not basis.point or basis.low is None:
        return None, None
    year = evaluator.num(body.year) if body.year is not None else None
    number = int(year.low) if year is not None and year.point and year.low is not None else None
    return from_epoch_day(int(basis.low)), number


def _outcome(draft: _Draft, body: BoundBody) -> Outcome:
    claimed, amount = draft.claimed, draft.amount
    unknown, unset = draft.unknown, draft.unset
    if amount is not None and claimed.alive and (claimed.own_low != claimed.high or amount.undefined is None):
        causes = claimed.amount_causes
        unknown |= (1 << AMOUNT_BIT) if Cause.UNKNOWN in causes else 0
        unset |= (1 << AMOUNT_BIT) if Cause.UNSET in causes else 0
    status = verdict(draft.false, unknown, unset)
    paid = amount is not None and status not in NO
    before = amount.low if paid and amount is not None and amount.point else None
    return Outcome(
        record=draft.record,
        status=status,
        year=claimed.year,
        amount_before_limits=None if before is None else round_half_up(max(before, Fraction(0))),
        amount=claimed.low if paid and status == Status.ELIGIBLE else None,
        low=claimed.low if paid else None,
        high=claimed.high if paid else None,
        false_mask=draft.false,
        unknown_mask=unknown,
        unset_mask=unset,
        cut_by=claimed.cut_by if paid else None,
        reasons=draft.reasons,
    )


def verdict(false: int, unknown: int, unset: int) -> Status:
    """The first status that holds, from the three masks."""
    if false & (1 << ADOPTED_BIT):
        return Status.NOT_ADOPTED
    if false & (1 << VALIDITY_BIT):
        return Status.NOT_IN_FORCE
    if false:
        return Status.INELIGIBLE
    if unknown:
        return Status.FACT_MISSING
    if unset & ~(1 << AMOUNT_BIT):
        return Status.RULE_MISSING
    return Status.AMOUNT_UNSET if unset else Status.ELIGIBLE


def _combine(base: Outcome, read: Sequence[tuple[str, Outcome]], bit: int, has_money: bool) -> Outcome:
    """The answer while no reading is adopted: what all readings agree on, else 读法 is open."""
    outcomes = [o for _, o in read]
    statuses = {o.status for o in outcomes}
    false, unknown, unset = base.false_mask, base.unknown_mask, base.unset_mask
    agreed = statuses == {Status.ELIGIBLE} and len({o.amount for o in outcomes}) == 1
    if statuses <= NO:
        adopted_nowhere = statuses == {Status.NOT_ADOPTED}
        false |= (1 << (ADOPTED_BIT if adopted_nowhere else bit)) if not false else 0
    elif not agreed:
        unset |= 1 << bit
        unknown |= (1 << bit) if Status.FACT_MISSING in statuses else 0
    status = verdict(false, unknown, unset)
    paid = has_money and status not in NO
    lows = [o.low or 0 for o in outcomes]
    highs = [0 if o.low is None else o.high for o in outcomes]
    same = len({o.amount_before_limits for o in outcomes}) == 1
    cuts = {o.cut_by for o in outcomes}
    years = {o.year for o in outcomes}
    high = None if None in highs else max(h for h in highs if h is not None)
    return replace(
        base,
        status=status,
        year=years.pop() if len(years) == 1 else None,
        amount_before_limits=outcomes[0].amount_before_limits if paid and same else None,
        amount=outcomes[0].amount if paid and status == Status.ELIGIBLE else None,
        low=min(lows) if paid else None,
        high=high if paid else None,
        false_mask=false,
        unknown_mask=unknown,
        unset_mask=unset,
        cut_by=cuts.pop() if paid and len(cuts) == 1 else None,
        readings=tuple(read),
    )
