"""Claims within jurisdiction, and what lists show of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ..actor import Actor
from ..authorities.queries import one, within
from ..core.clock import today
from ..permissions import Role
from .models import Attachment, Claim, Decision, Escalation, Flag, Line, Opposition
from .states import ON_DESK, State


def claims(actor: Actor, action: str = "claim.read") -> QuerySet[Claim]:
    """The firm's claims; an officer's department's, of the authority and those below; what auditors may see."""
    department = "department" if actor.role is Role.OFFICER else None
    rows = Claim.objects.select_related("home", "desk", "department", "clock", "promise")
    found = within(rows, actor, action, authority="home", firm="credit_code", department=department)
    return found if actor.role not in STAFF_SEE_SUBMITTED else found.exclude(state=State.DRAFT)


STAFF_SEE_SUBMITTED = (Role.OFFICER, Role.FINANCE, Role.AUDITOR)


def claim_for(actor: Actor, pk: int, action: str = "claim.read") -> Claim:
    """One of them.

    Raises:
        NotThere: missing, or somebody else's.
    """
    return one(claims(actor, action), pk=pk)


def listed(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with what a row shows: how many lines, how much, whether something stands in the way.

    Each is asked of the rows of a page alone, so that a long list costs what its page does.
    """
    lines = Line.objects.filter(claim=OuterRef("pk")).order_by().values("claim")
    granted = lines.filter(decision=Decision.APPROVED)
    opposed = Opposition.objects.filter(claim=OuterRef("pk"), outcome=Opposition.Outcome.OPEN)
    return rows.annotate(
        records=Coalesce(Subquery(lines.annotate(n=Count("pk")).values("n")), 0),
        asked=Subquery(lines.annotate(n=Sum("asked")).values("n")),
        granted=Subquery(granted.annotate(n=Sum("amount")).values("n")),
        flagged=Exists(Flag.objects.filter(claim=OuterRef("pk"), settled=None)),
        escalated=Exists(Escalation.objects.filter(claim=OuterRef("pk"))),
        opposed=Exists(opposed),
    )


def queue(actor: Actor) -> QuerySet[Claim]:
    """What lies on the officer's own desk, by clock."""
    mine = claims(actor).filter(desk__code=actor.authority, state__in=[s.value for s in ON_DESK])
    return mine.order_by("clock__due", "id")


def counts(rows: QuerySet[Claim]) -> dict[str, int]:
    """How many are late, due within three days, and in time; by the business date."""
    day = today()
    found = {name: Count("pk", filter=condition(day)) for name, condition in DUE.items()}
    return rows.aggregate(**found)


def narrowed(rows: QuerySet[Claim], given: Mapping[str, str]) -> QuerySet[Claim]:
    """The rows that a filter lets through."""
    day = today()
    if text := given.get("text"):
        rows = rows.filter(Q(firm__icontains=text) | Q(credit_code=text) | Q(receipt__startswith=text))
    if measure := given.get("measure"):
        rows = rows.filter(measure=measure)
    if due := given.get("due"):
        rows = rows.filter(DUE[due](day))
    if mark := given.get("mark"):
        rows = rows.filter(**{mark: True})
    return rows


def urgency(claim: Claim, day: date) -> str:
    """Which of :data:`DUE` a claim is in."""
    due = claim.clock.due if claim.clock else None
    if due is None or due > day + NEAR:
        return "later"
    return "late" if due < day else "near"


NEAR = timedelta(days=3)
DUE: Mapping[str, Callable[[date], Q]] = {
    "late": lambda day: Q(clock__due__lt=day),
    "near": lambda day: Q(clock__due__range=(day, day + NEAR)),
    "later": lambda day: Q(clock__due__gt=day + NEAR) | Q(clock=None),
}


def attachments(claim: Claim) -> QuerySet[Attachment]:
    """A claim's documents."""
    return Attachment.objects.filter(claim=claim).select_related("document")
