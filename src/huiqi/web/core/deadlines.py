"""Clocks that the law sets: opened, stopped, resumed, closed, always inside a service.

The first day is not counted, and a last day that is no working day moves on (民法典 201、203).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ...codes.calendar import Shifted, count_working_days, shift_working_days
from ..audit.recording import change, create
from .clock import today
from .models import Deadline, Unit


@dataclass(frozen=True)
class Term:
    """How long something may take, and the article that says so; ``demo`` where a demo's setting does."""

    count: int
    unit: Unit
    article: str
    demo: bool = False

    def from_day(self, start: date, held: int = 0) -> Shifted:
        """The last day, ``held`` units later than without interruption."""
        count = self.count + held
        if self.unit is Unit.WORKING_DAYS:
            return shift_working_days(start, count)
        return shift_working_days(start + timedelta(days=count), 0)


def open_clock(term: Term) -> Deadline:
    """Start a term today."""
    start = today()
    shifted = term.from_day(start)
    return create(
        Deadline,
        opened=start,
        count=term.count,
        unit=term.unit,
        article=term.article,
        demo=term.demo,
        due=shifted.day,
        provisional=shifted.provisional,
    )


def stop_clock(clock: Deadline) -> Deadline:
    """The other side is to act: days from now on are not counted.

    Raises:
        ValueError: it is closed or stands already.
    """
    _require(clock, stands=False)
    return change(clock, stopped=today())


def resume_clock(clock: Deadline) -> Deadline:
    """Count again; the due day moves by the units for which it stood.

    Raises:
        ValueError: it does not stand.
    """
    _require(clock, stands=True)
    return _due_again(clock, held=clock.held + _units(clock, today()), stopped=None)


def close_clock(clock: Deadline) -> Deadline:
    """What was due is done.

    Raises:
        ValueError: it is closed already.
    """
    if clock.closed is not None:
        raise ValueError("this clock is closed")
    return change(clock, closed=today(), stopped=None)


def recompute(clock: Deadline) -> Deadline:
    """The due day once more, after a calendar was published."""
    return _due_again(clock)


def _due_again(clock: Deadline, **changed: object) -> Deadline:
    held = changed.get("held", clock.held)
    assert isinstance(held, int)
    term = Term(clock.count, Unit(clock.unit), clock.article, clock.demo)
    shifted = term.from_day(clock.opened, held)
    return change(clock, due=shifted.day, provisional=shifted.provisional, **changed)


def _units(clock: Deadline, day: date) -> int:
    assert clock.stopped is not None
    if clock.unit == Unit.WORKING_DAYS:
        return count_working_days(clock.stopped, day)
    return (day - clock.stopped).days


def _require(clock: Deadline, stands: bool) -> None:
    if clock.closed is not None or (clock.stopped is not None) is not stands:
        raise ValueError("this clock is closed, or does not stand as it should")
