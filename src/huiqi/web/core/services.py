"""Business dates that begin, a demo's day that is moved, and deadlines when a calendar arrives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import IntegrityError
from django.db.models import Max

from ...codes.calendar import shift_working_days
from ..actor import CLOCK, Actor
from ..audit.recording import change, create, note
from . import clock
from .deadlines import recompute
from .models import Begun, BusinessDate, Deadline
from .service import Failed, service

LONGEST_STEP = 260


@service("clock.move")
def _move_day(actor: Actor, *, days: int) -> BusinessDate:
    start = clock.today()
    row, _ = BusinessDate.objects.select_for_update().get_or_create(pk=1, defaults={"day": start})
    return change(row, day=row.day + timedelta(days=days))


def advance(actor: Actor, *, working_days: int) -> BusinessDate:
    """Let that many working days pass on a demo; what falls due on the way runs, day by day.

    Raises:
        Failed: not between 1 and 260 working days.
    """
    if not 1 <= working_days <= LONGEST_STEP:
        raise Failed("天数应在 1 至 260 之间", "一次最多前进一年")
    end = shift_working_days(clock.today(), working_days).day
    while clock.today() < end:
        row = _move_day(actor, days=1)
        clock.forget_day()
        begin_days()
    return row


@service("clock.begin")
def _note_begun(actor: Actor, *, day: date) -> Begun:
    return create(Begun, day=day, at=clock.now())


def begin_days() -> int:
    """Do what waits for each business date up to today that has not begun, in order; how many they were.

    Broken off, it is taken up at the date where it was; whatever waits for a date does nothing twice.
    """
    count = 0
    for day in _dates_to_begin():
        clock.begin_day(day)
        try:
            _note_begun(CLOCK, day=day)
        except IntegrityError:
            continue
        count += 1
    return count


def _dates_to_begin() -> Iterator[date]:
    """The dates since the last that has begun; where none has, today alone."""
    today = clock.today()
    last = Begun.objects.aggregate(last=Max("day"))["last"] or today - timedelta(days=1)
    while last < today:
        last += timedelta(days=1)
        yield last


@service("clock.recompute")
def recompute_provisional(actor: Actor) -> int:
    """Compute every provisional deadline again; how many have become final."""
    found = list(Deadline.objects.select_for_update().filter(provisional=True, closed=None))
    for deadline in found:
        note(recompute(deadline), provisional=deadline.provisional)
    return sum(not deadline.provisional for deadline in found)
