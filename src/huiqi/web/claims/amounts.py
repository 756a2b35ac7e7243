"""What lines come to, and the limits they reserve.

An amount is computed again with the frozen rules over the records approved, after what other claims have
reserved: first the measure's own limits, then rules that reach across measures and enterprises. Nobody
computes while another reserves: the enterprises of the group are locked in order, then what is claimed
twice, then the fund.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from ...evaluate import Outcome, Taken, evaluate
from ...limits.awards import Award, Cap, Membership, fold
from ...stacking.rules import LimitRule
from ...tree.measure import Status
from ...vocabulary.model import epoch_day
from ..audit.recording import change, create
from ..core.clock import today
from .freezing import Frozen, outcome_days
from .models import Claim, Decision, Lock, Mark, Reservation

UNDATED = 10**9
YEARS = 10_000


@dataclass(frozen=True)
class Sum:
    """What one record comes to, in fen; ``amount`` None: not known, or no money; ``cut_by`` names a limit."""

    record: str
    status: str
    amount: int | None
    high: int | None
    cut_by: str
    day: date | None
    year: int | None
    money: bool

    @property
    def settled(self) -> bool:
        """Whether it may be approved: 符合, and to the fen where there is money."""
        return self.status == Status.ELIGIBLE and (self.amount is not None or not self.money)


def lock(claim: Claim, frozen: Frozen) -> None:
    """Lock everything an approval of this claim may compete for."""
    firms = {f"1 {code}" for code in (claim.credit_code, *frozen.known.group)}
    marks = Mark.objects.filter(line__claim=claim).values_list("kind", "value")
    fund = frozen.rules.measure(claim.measure).texts.get("资金", "")
    keys = sorted({*firms, *(f"2 {kind} {value}"[:80] for kind, value in marks), f"3 {fund}"[:80]})
    Lock.objects.bulk_create([Lock(key=key) for key in keys], ignore_conflicts=True)
    list(Lock.objects.select_for_update().filter(key__in=keys).order_by("key"))


def work_out(claim: Claim, frozen: Frozen, records: Collection[str]) -> list[Sum]:
    """What those records come to while the others are refused."""
    bound, subject = frozen.bound(claim.measure), frozen.subject
    own = _standing(claim, [claim.credit_code], [claim.key])
    taken = [Taken(r.year, r.amount) for r in own]
    outcomes = evaluate(bound, subject, among=records, taken=taken)
    days = [outcome_days(bound, subject, o) for o in outcomes]
    sums = [_sum(o, d, bound.has_money) for o, d in zip(outcomes, days)]
    return _across(claim, frozen, sums)


def _sum(outcome: Outcome, day: date | None, money: bool) -> Sum:
    record = outcome.record.code if outcome.record else ""
    cut = outcome.cut_by or ""
    return Sum(record, outcome.status.value, outcome.amount, outcome.high, cut, day, outcome.year, money)


def _across(claim: Claim, frozen: Frozen, sums: Sequence[Sum]) -> list[Sum]:
    """The sums after limits that reach across measures and enterprises."""
    rules = [r for r in frozen.rules.stacking.limits if claim.key in r.measures]
    if not rules:
        return list(sums)
    caps: dict[int, Cap] = {}
    awards = []
    for number, item in enumerate(sums):
        members = [_member(claim, frozen, rule, item, caps, n * YEARS) for n, rule in enumerate(rules)]
        day = None if item.day is None else epoch_day(item.day)
        low, high = item.amount or 0, item.amount if item.amount is not None else item.high
        order = (UNDATED if day is None else day, number)
        awards.append(Award(number, order, day, low, high, tuple(members)))
    grants = fold(awards, caps)
    return [_granted(s, grants[n].low, grants[n].high, grants[n].cut_by) for n, s in enumerate(sums)]


def _member(
    claim: Claim, frozen: Frozen, rule: LimitRule, item: Sum, caps: dict[int, Cap], first: int
) -> Membership:
    """The item under a rule's cap, of its year where the rule is yearly; the cap is made once."""
    number = first + (item.year or 0 if rule.yearly else 0)
    if number not in caps:
        unit = frozen.known.group if rule.per == "group" else (claim.credit_code,)
        rows = _standing(claim, unit, rule.measures)
        used = [r for r in rows if not rule.yearly or r.year == item.year or r.year is None]
        consumed = tuple((epoch_day(r.day or r.reserved), r.amount) for r in used)
        caps[number] = Cap(rule.name, rule.years, consumed)
    return Membership(number, rule.ceiling, rule.ceiling)


def _granted(item: Sum, low: int, high: int | None, cut_by: str | None) -> Sum:
    amount = low if item.amount is not None and low == high else None
    return Sum(item.record, item.status, amount, high, cut_by or item.cut_by, item.day, item.year, item.money)


def _standing(claim: Claim, firms: Iterable[str], measures: Iterable[str]) -> QuerySet[Reservation]:
    rows = Reservation.objects.filter(released=None, credit_code__in=firms, measure__in=measures)
    return rows.exclude(line__claim=claim)


def reserve(claim: Claim, sums: Iterable[Sum]) -> None:
    """Approve those lines at those amounts, refuse the others, and reserve the limits."""
    free(claim)
    granted: Mapping[str, Sum] = {s.record: s for s in sums}
    for line in claim.lines.all():
        item = granted.get(line.record)
        if item is None:
            change(line, decision=Decision.REFUSED, amount=None, cut_by="")
            continue
        change(
            line,
            decision=Decision.APPROVED,
            status=item.status,
            amount=item.amount,
            cut_by=item.cut_by,
            day=item.day,
            year=item.year,
        )
        create(
            Reservation,
            line=line,
            credit_code=claim.credit_code,
            measure=claim.key,
            record=line.record,
            day=item.day,
            year=item.year,
            amount=item.amount or 0,
            reserved=today(),
        )


def free(claim: Claim) -> None:
    """Free the limits that the claim has reserved."""
    for row in Reservation.objects.filter(line__claim=claim, released=None):
        change(row, released=today())


def reopen(claim: Claim) -> None:
    """Free the limits, and leave every line to be decided again."""
    free(claim)
    for line in claim.lines.all():
        change(line, decision=Decision.OPEN, amount=None, cut_by="")


def refuse_all(claim: Claim) -> None:
    """Refuse every line."""
    free(claim)
    for line in claim.lines.all():
        change(line, decision=Decision.REFUSED, amount=None, cut_by="")
