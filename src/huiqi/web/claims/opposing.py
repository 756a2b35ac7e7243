"""公示: what is under public notice, who objects to it, and what becomes of that."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse

from ..actor import Actor
from ..audit.recording import change, create
from ..authorities.queries import one
from ..core.clock import now, today
from ..core.service import Failed, service
from ..inbox.notifying import notify
from ..security.digests import source
from . import notices
from .models import Claim, Decision, Line, Opposition
from .moves import Move
from .states import State

MOST = 5
WINDOW = timedelta(days=1)
Outcome = Opposition.Outcome


def publicized() -> QuerySet[Claim]:
    """Claims under public notice, what ends first at the top; who has one sees no more than the page says."""
    lines = Line.objects.filter(claim=OuterRef("pk"), decision=Decision.APPROVED).order_by()
    granted = Subquery(lines.values("claim").annotate(sum=Sum("amount")).values("sum"))
    rows = Claim.objects.filter(state=State.PUBLICITY).select_related("home", "desk", "department", "clock")
    return rows.annotate(granted=granted).order_by("clock__due", "id")


def publicized_claim(pk: int) -> Claim:
    """One of them.

    Raises:
        NotThere: there is none, or it is no longer under public notice.
    """
    return one(publicized(), pk=pk)


@service("publicity.oppose")
def oppose(actor: Actor, *, claim: Claim, name: str, contact: str, reason: str) -> Opposition:
    """Say that a claim under public notice should not be granted; it ends only when that is decided.

    Raises:
        Failed: the notice is over, or too much came from the same place.
    """
    locked = Claim.objects.select_for_update(of=("self",)).select_related(
        "clock", "desk", "department", "home"
    )
    claim = locked.get(pk=claim.pk)
    if claim.state != State.PUBLICITY or (claim.clock is not None and claim.clock.due < today()):
        raise Failed("公示已经结束", "可以向办理机关反映，或依法举报")
    row = _written(actor, claim, name, contact, reason)
    link = reverse("claim", kwargs={"pk": claim.pk})
    office = (claim.desk, claim.department)
    notify(
        actor,
        kind="task",
        title="公示期间收到异议",
        body=f"{claim.firm} · {claim.title}",
        link=link,
        office=office,
    )
    words = "由作出决定以外的人员核查；处理之前公示不结束。"
    notices.tell(actor, claim, "objection", "公示期间收到异议", words)
    return row


def _written(actor: Actor, claim: Claim, name: str, contact: str, reason: str) -> Opposition:
    whence = source("opposition", actor.address)
    if Opposition.objects.filter(source=whence, at__gt=now() - WINDOW).count() >= MOST:
        raise Failed("今天提出的异议太多", "请明天再提，或当面向办理机关反映")
    stated = {"name": name, "contact": contact, "reason": reason, "person_id": actor.person}
    try:
        with transaction.atomic():
            return create(Opposition, claim=claim, source=whence, day=today(), at=now(), **stated)
    except IntegrityError:
        raise Failed("您对这一件的异议还在处理", "等处理之后再提") from None


def oppositions(claim: Claim) -> QuerySet[Opposition]:
    """Everything that was said against a claim."""
    return Opposition.objects.filter(claim=claim).select_related("person", "decided_by")


def waiting(claim: Claim) -> QuerySet[Opposition]:
    """What of it is not decided."""
    return Opposition.objects.filter(claim=claim, outcome=Outcome.OPEN)


def decide(move: Move, outcome: Outcome, rows: QuerySet[Opposition]) -> None:
    """Those come to that outcome, on the grounds of the move; whoever signed it with an account is told."""
    for row in rows:
        decided = {"decided_by_id": move.actor.person, "decided": today(), "ground": move.given.words}
        change(row, outcome=outcome.value, **decided)
        if row.person_id is not None:
            title = f"您对公示的异议{outcome.label}"
            notify(move.actor, kind="objection", title=title, body=move.given.words, person=row.person_id)
