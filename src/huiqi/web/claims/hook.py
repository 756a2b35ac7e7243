"""What follows a publication: it meets the claims there are, and makes the offers of the automatic route.

See :mod:`.publication` for what a new result may do to a claim, and :mod:`.offers` for who is offered
what. Everything saves its checkpoint with what it does: taken up again, nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from django.db import transaction

from ...evaluate import evaluate
from ...tree.measure import Status
from ..actor import CLOCK
from ..core.money import exact
from ..core.service import Failed
from ..jobs.work import Progress
from ..publication.following import after_publication
from ..publication.models import Publication
from ..runs.models import Run
from . import services
from .freezing import Frozen, declared_in, now_known, outcome_days, standing
from .models import Basis, Claim
from .offering import Renewal, offer_all, renew_all
from .offers import Offers, Rows
from .publication import FLAG, REACTIONS, REFILL, SAME, TELL, difference
from .states import State

CLAIMS, OFFERS = "claims", "offers"
BATCH = 100
FIRMS = 500


@after_publication
def follow(progress: Progress, published: Publication, previous: Run | None) -> None:
    """First the claims there are, then offers; a checkpoint says in which of the two, and how far."""
    checkpoint: Any = progress.checkpoint or [CLAIMS, 0, 0]
    step, last, done = checkpoint
    if step == CLAIMS:
        meet(progress, published.run, last, done)
        last, done = "", 0
    offer(progress, published.run, last, done)


def meet(progress: Progress, run: Run, last: int, done: int) -> None:
    """Carry the table of publications out over the package's claims; one transaction for each.

    Rules and facts are read as they now stand. Offers are met with the offers of the run.
    """
    states = [state.value for state, reaction in REACTIONS.items() if reaction in REACTED]
    claims = Claim.objects.filter(package=run.package, state__in=states).order_by("id")
    total = done + claims.filter(pk__gt=last).count()
    while batch := list(claims.filter(pk__gt=last)[:BATCH]):
        for claim in batch:
            last, done = claim.pk, done + 1
            with transaction.atomic():
                REACTED[REACTIONS[State(claim.state)]](claim)
                progress.save([CLAIMS, last, done], done=done, total=total, note="核对已有的申请")


def offer(progress: Progress, run: Run, after: str | None, done: int) -> None:
    """Make the offers that are due and keep those there are in step, a chunk of firms in one transaction."""
    offers = Offers(run)
    total = offers.firms()
    while after is not None:
        with transaction.atomic():
            chunk = offers.chunk(after, FIRMS)
            if chunk.new:
                offer_all(CLOCK, run=run, offers=chunk.new)
            if chunk.changed:
                renewals = [Renewal(claim, rows, _changed(claim, rows)) for claim, rows in chunk.changed]
                with suppress(Failed):
                    renew_all(CLOCK, run=run, renewals=renewals)
            after, done = chunk.last, done + chunk.firms
            progress.save([OFFERS, after, done], done=done, total=total, note="生成免申即享")


def _changed(claim: Claim, rows: Rows) -> str:
    before = _said((x.status, x.asked) for x in claim.lines.all())
    return f"原为{before}，现为{_said((r.status, r.amount) for r in rows)}：新的测算已公布"


def _said(lines: Iterable[tuple[str, int | None]]) -> str:
    parts = [status + (f" {exact(amount)}" if amount is not None else "") for status, amount in lines]
    return "、".join(parts) or "没有可以享受的记录"


def _fresh(claim: Claim) -> Frozen | None:
    """What would be frozen now; None where the register has lost the firm or the package the measure."""
    try:
        found = now_known(claim.package, claim.credit_code, declared_in(claim))
    except Failed:
        return None
    return found if claim.measure in found.rules.package.measures else None


def _lines(claim: Claim, fresh: Frozen) -> list[dict[str, Any]]:
    bound, subject = fresh.bound(claim.measure), fresh.subject
    records = {line.record for line in claim.lines.all()}
    return [
        {
            "record": o.record.code if o.record else "",
            "status": o.status.value,
            "amount": o.amount,
            "low": o.low,
            "high": o.high,
            "day": outcome_days(bound, subject, o),
        }
        for o in evaluate(bound, subject, among=records)
    ]


def _flag(claim: Claim) -> None:
    old, fresh = standing(claim), _fresh(claim)
    assert old is not None
    if fresh is None:
        return
    lines = _lines(claim, fresh)
    found = difference(old, lines, fresh)
    if not found.result and claim.flags.filter(settled=None).exists():
        services.lower_flags(CLOCK, claim=claim)
    if found.result and not _seen(claim, lines, fresh):
        services.flag(CLOCK, claim=claim, old=old, found=fresh, difference=found)


def _seen(claim: Claim, lines: list[dict[str, Any]], fresh: Frozen) -> bool:
    """Whether the last publication said the same, and was told or flagged."""
    last = claim.bases.filter(occasion=Basis.Occasion.PUBLICATION).order_by("id").last()
    return last is not None and difference(last, lines, fresh) == SAME


def _refill(claim: Claim) -> None:
    fresh = _fresh(claim)
    if fresh is None:
        return
    before = _said((x.status, x.asked) for x in claim.lines.all())
    after = _said((x["status"], x["amount"]) for x in _lines(claim, fresh))
    if before != after:
        services.refill(CLOCK, claim=claim, words=f"原为{before}，现为{after}")


def _tell(claim: Claim) -> None:
    old, fresh = standing(claim), _fresh(claim)
    if old is None or fresh is None:
        return
    lines = _lines(claim, fresh)
    entitled = any(line["status"] == Status.ELIGIBLE for line in lines)
    if entitled and difference(old, lines, fresh).result and not _seen(claim, lines, fresh):
        services.tell_open(CLOCK, claim=claim, found=fresh)


REACTED: Mapping[str, Callable[[Claim], None]] = {FLAG: _flag, REFILL: _refill, TELL: _tell}
