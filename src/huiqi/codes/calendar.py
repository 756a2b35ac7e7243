"""Working days of the mainland calendar: holidays and the weekends worked instead.

The State Council publishes a year at the end of the one before, so the calendar ends at
``LAST_KNOWN_YEAR``. Past it a single day is refused; a shift counts Monday to Friday and says
that its result is provisional.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import is_workday
from chinese_calendar.constants import holidays

from ..errors import fail

FIRST_KNOWN_YEAR: int = min(holidays).year
LAST_KNOWN_YEAR: int = max(holidays).year
SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shifted:
    """A day reached by counting working days; ``provisional`` if it rests on unpublished years."""

    day: date
    provisional: bool


def is_working_day(day: date) -> bool:
    """Whether people work on that day.

    Raises:
        HuiqiError: R0501 outside the published years.
    """
    if not _known(day):
        years = f"{FIRST_KNOWN_YEAR} 至 {LAST_KNOWN_YEAR}"
        raise fail("R0501", f"{day} 是否工作日尚未公布", f"已知的年份是 {years}")
    works: bool = is_workday(day)
    return works


def shift_working_days(start: date, count: int) -> Shifted:
    """The ``count``-th working day after ``start``; the starting day is not counted (民法典 201).

    ``count`` 0 gives ``start`` itself, moved on to a working day if it is none (民法典 203).
    """
    if count < 0:
        raise ValueError("working days are counted forward only")
    provisional = False
    left = count
    for day in _days_from(start):
        provisional = provisional or not _known(day)
        if day > start:
            left -= _works(day)
        if left <= 0 and _works(day):
            return Shifted(day, provisional)
    raise AssertionError("the calendar has no end")


def count_working_days(start: date, end: date) -> int:
    """The working days after ``start`` up to and including ``end``; Monday to Friday where unpublished."""
    return sum(_works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def _days_from(start: date) -> Iterator[date]:
    day = start
    while True:
        yield day
        day += ONE_DAY


def _known(day: date) -> bool:
    return FIRST_KNOWN_YEAR <= day.year <= LAST_KNOWN_YEAR


def _works(day: date) -> bool:
    return is_working_day(day) if _known(day) else day.weekday() < SATURDAY
