"""``publication_hook``: a new publication meets the claims there are; see :mod:`.publication` for what it may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...evaluate import evaluate
from ...tree.measure import Status
from ..actor import CLOCK, Actor
from ..core.money import exact
from ..core.service import Failed
from ..jobs.work import Progress
from ..publication.following import after_publication
from ..publication.models import Publication
from ..runs.models import Run
from . import services
from .freezing import Frozen, declared_in, lines_of, now_known, outcome_days, standing
from .models import Claim
from .publication import FLAG, REACTIONS, REFILL, REPLACE, SAME, TELL, difference
from .rules import current
from .states import State


@after_publication
def follow(progress: Progress, published: Publication, previous: Run | None) -> None:
    """Once a publication is in force; done again after a kill, it finds nothing more to do."""
    publication_hook(published, previous)


def publication_hook(published: object, previous: object | None, actor: Actor = CLOCK) -> dict[str, int]:
    """Carry the table of publications out over every claim of a package in force; one transaction per claim.

    ``published`` and ``previous`` say which results are meant; rules and facts are read as they now stand.
    Returns how often each reaction took place.
    """
    counted: dict[str, int] = {}
    if published == previous:
        return counted
    for claim in Claim.objects.filter(package__in=list(current())).order_by("id").iterator():
        reaction = REACTIONS[State(claim.state)]
        if reaction in REACTED and REACTED[reaction](actor, claim):
            counted[reaction] = counted.get(reaction, 0) + 1
    return counted


def _fresh(claim: Claim) -> Frozen | None:
    """What would be frozen now; None where the register has lost the firm or the package the measure."""
    try:
        found = now_known(claim.package, claim.credit_code, declared_in(claim))
    except Failed:
        return None
    return found if claim.measure in found.rules.package.measures else None


def _lines(claim: Claim, fresh: Frozen) -> list[dict[str, object]]:
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


def _flag(actor: Actor, claim: Claim) -> bool:
    old, fresh = standing(claim), _fresh(claim)
    assert old is not None
    if fresh is None:
        return False
    lines = _lines(claim, fresh)
    found = difference(old, lines, fresh)
    seen = claim.flags.order_by("id").last()
    if not found.result or (seen is not None and difference(seen.new, lines, fresh) == SAME):
        return False
    services.flag(actor, claim=claim, old=old, found=fresh, difference=found)
    return True


def _replace(actor: Actor, claim: Claim) -> bool:
    old, fresh = standing(claim), _fresh(claim)
    assert old is not None
    lines = _lines(claim, fresh) if fresh is not None else []
    before, after = _said(lines_of(old)), _said(lines)
    if before == after or fresh is None:
        return False
    still = any(line["status"] == Status.ELIGIBLE for line in lines)
    words = f"原为{before}，现为{after}：新的测算已公布"
    services.replace_offer(actor, claim=claim, found=fresh, still=still, words=words)
    return True


def _said(lines: object) -> str:
    assert isinstance(lines, list)
    parts = [f"{x['status']}" + (f" {exact(x['amount'])}" if x["amount"] is not None else "") for x in lines]
    return "、".join(parts) or "没有可以享受的记录"


def _refill(actor: Actor, claim: Claim) -> bool:
    fresh = _fresh(claim)
    if fresh is None:
        return False
    before = _said([{"status": x.status, "amount": x.asked} for x in claim.lines.all()])
    after = _said(_lines(claim, fresh))
    if before == after:
        return False
    services.refill(actor, claim=claim, words=f"原为{before}，现为{after}")
    return True


def _tell(actor: Actor, claim: Claim) -> bool:
    fresh = _fresh(claim)
    lines = _lines(claim, fresh) if fresh is not None else []
    if not any(line["status"] == Status.ELIGIBLE for line in lines):
        return False
    services.tell_open(actor, claim=claim)
    return True


REACTED: Mapping[str, Callable[[Actor, Claim], bool]] = {
    FLAG: _flag,
    REPLACE: _replace,
    REFILL: _refill,
    TELL: _tell,
}
