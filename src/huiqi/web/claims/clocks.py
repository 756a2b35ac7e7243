"""What each business day does to claims as it begins: time that has run out, and days that were missed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from django.db.models import QuerySet

from ..actor import CLOCK
from ..core.clock import every_day
from ..core.service import Failed
from .models import Claim, Escalation
from .services import escalate, lapse, pass_time
from .states import BEFORE_SUBMISSION, State
from .table import OFFICIAL

BATCH = 500
RUNNING = {"closed": None, "stopped": None}


def join() -> None:
    """Run with each day from now on."""
    every_day(begin)


def begin(day: date) -> None:
    """Carry out what is due, claim by claim; each in its own transaction, what another has done left alone."""
    with suppress(Failed):
        while unsent := list(_unsent(day)[:BATCH]):
            lapse(CLOCK, claims=unsent)
    for claim, action in list(_due(day)):
        with suppress(Failed):
            pass_time(CLOCK, claim=claim, action=action)
    for claim in list(_missed(day, "clock").filter(state__in=[s.value for s in OFFICIAL])):
        with suppress(Failed):
            escalate(CLOCK, claim=claim, promise=False)
    for claim in list(_missed(day, "promise")):
        with suppress(Failed):
            escalate(CLOCK, claim=claim, promise=True)


def _unsent(day: date) -> QuerySet[Claim]:
    states = [s.value for s in BEFORE_SUBMISSION]
    return Claim.objects.filter(state__in=states, filing_day__lt=day).order_by("id")


def _due(day: date) -> Iterator[tuple[Claim, str]]:
    over = Claim.objects.filter(clock__due__lt=day, clock__closed=None, clock__stopped=None)
    yield from ((claim, "close") for claim in over.filter(state=State.SUPPLEMENTING))
    yield from ((claim, "end") for claim in over.filter(state=State.PUBLICITY))


def _missed(day: date, which: str) -> QuerySet[Claim]:
    running = {f"{which}__{name}": value for name, value in RUNNING.items()}
    told = Escalation.objects.values("deadline")
    late = Claim.objects.filter(**running, **{f"{which}__due__lt": day}).exclude(**{f"{which}__in": told})
    return late.select_related("clock", "promise", "desk__parent", "department", "home")
