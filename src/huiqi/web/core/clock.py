"""The one clock: the instant, and the business date.

Sessions, codes and audit use the instant (:func:`now`). Everything the law counts uses the
business date (:func:`today`): in a demo a stored row shared by all processes, in production the day
it is.

Trap: within a request the date is read once, so a page never mixes two days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from .models import BusinessDate

_kept: ContextVar[list[date] | None] = ContextVar("day", default=None)
_frozen: ContextVar[datetime | None] = ContextVar("instant", default=None)
_daily: list[Callable[[date], None]] = []


def now() -> datetime:
    """This instant, with its time zone."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The business date."""
    kept = _kept.get()
    if kept:
        return kept[0]
    found = _stored() if settings.DEMO else timezone.localdate(now())
    if kept is not None:
        kept.append(found)
    return found


def _stored() -> date:
    row = BusinessDate.objects.first()
    return row.day if row else settings.DEMO_TODAY


@contextmanager
def one_day() -> Iterator[None]:
    """Inside, the business date is read once at most."""
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


def forget_day() -> None:
    """Read the business date again: it has just been moved."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Inside, the instant stands still; for tests."""
    token = _frozen.set(instant)
    try:
        yield
    finally:
        _frozen.reset(token)


def every_day(run: Callable[[date], None]) -> Callable[[date], None]:
    """Decorator: call this function for each business date as it begins, in order of registration.

    It may be called again for a date, by two processes even: it does what is still to be done.
    """
    if run not in _daily:
        _daily.append(run)
    return run


def begin_day(day: date) -> None:
    """Run everything that waits for that day; :func:`.services.begin_days` calls it for each in turn."""
    for run in _daily:
        run(day)
