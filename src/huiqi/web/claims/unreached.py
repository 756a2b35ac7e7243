"""Who was not reached: offers and drafts that nobody took further, with the reason, within jurisdiction."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, TextChoices, Value, When

from ..accounts.models import Mandate
from ..actor import Actor
from ..authorities.models import in_force
from ..core.clock import today
from ..inbox.models import Notice
from .models import Route, Step
from .queries import claims
from .states import BEFORE_SUBMISSION, State


class Reason(TextChoices):
    """Why, as far as the site can see."""

    NOBODY = "nobody", "企业没有人在本站办事"
    UNOPENED = "unopened", "通知没有打开"
    UNCONFIRMED = "unconfirmed", "看过通知，没有确认"
    UNSENT = "unsent", "草稿没有提交"


def unreached(actor: Actor, still_open: bool) -> QuerySet[Any]:
    """Offers that still wait for their owner, or all that lapsed after the last filing day; by firm."""
    rows = claims(actor, "claim.queue")
    if still_open:
        rows = rows.filter(state=State.OFFERED)
    else:
        late = Step.objects.filter(claim=OuterRef("pk"), action="lapse", left__in=BEFORE_SUBMISSION)
        rows = rows.filter(Exists(late), state=State.LAPSED)
    return rows.annotate(reason=_reason()).order_by("credit_code", "id")


def _reason() -> Case:
    held = Mandate.objects.filter(
        in_force(today()), credit_code=OuterRef("credit_code"), confirmed_by__isnull=False
    )
    opened = Notice.objects.filter(credit_code=OuterRef("credit_code"), kind="offer", opened__isnull=False)
    return Case(
        When(route=Route.APPLICATION, then=Value(Reason.UNSENT)),
        When(~Exists(held), then=Value(Reason.NOBODY)),
        When(Exists(opened), then=Value(Reason.UNCONFIRMED)),
        default=Value(Reason.UNOPENED),
        output_field=CharField(choices=Reason.choices),
    )


def reasons(rows: QuerySet[Any]) -> list[tuple[str, int]]:
    """Each reason that there is, in words, and how many claims have it."""
    found = dict(rows.order_by().values_list("reason").annotate(Count("pk")))
    return [(str(r.label), found[r.value]) for r in Reason if r.value in found]
