"""Moving a demo's day, and deadlines when a calendar arrives."""

from __future__ import annotations

from datetime import timedelta

from ...codes.calendar import shift_working_days
from ..actor import Actor
from ..audit.recording import change, note
from . import clock
from .deadlines import recompute
from .models import BusinessDate, Deadline
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
        clock.begin_day(row.day)
    return row


@service("clock.recompute")
def recompute_provisional(actor: Actor) -> int:
    """Compute every provisional deadline again; how many have become final."""
    found = list(Deadline.objects.select_for_update().filter(provisional=True, closed=None))
    for deadline in found:
        note(recompute(deadline), provisional=deadline.provisional)
    return sum(not deadline.provisional for deadline in found)
