"""The business date, and deadlines that stop, resume and rest on calendars."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from huiqi.codes import calendar
from huiqi.web.actor import CLOCK
from huiqi.web.audit.models import Entry
from huiqi.web.audit.recording import recording
from huiqi.web.core import clock
from huiqi.web.core.deadlines import Term, close_clock, open_clock, resume_clock, stop_clock
from huiqi.web.core.models import Begun, BusinessDate, Unit
from huiqi.web.core.service import Failed, Refused
from huiqi.web.core.services import advance, begin_days, recompute_provisional
from huiqi.web.jobs.worker import plan_repeating
from tests.web.working import work_off
from tests.web.world import acting, visit

TEN = Term(10, Unit.WORKING_DAYS, "办法第八条")
THIRTY = Term(30, Unit.DAYS, "条例第十条")


@contextmanager
def on(day: date) -> Iterator[None]:
    """A service running on that business date."""
    BusinessDate.objects.update_or_create(pk=1, defaults={"day": day})
    with recording(acting("officer"), "clock.recompute", clock.now(), day):
        yield


def test_the_demo_begins_on_its_day_and_says_so() -> None:
    assert clock.today() == date(2022, 10, 10)
    page = visit(None).get("/").content.decode()
    assert "演示" in page and "2022年10月10日" in page


def test_working_days_pass_and_whatever_is_due_runs_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[date] = []
    monkeypatch.setattr(clock, "_daily", [begun.append])
    assert advance(acting("officer"), working_days=5).day == date(2022, 10, 17)
    assert begun == [date(2022, 10, d) for d in range(11, 18)]


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The dates for which something that waits has run."""
    found: list[date] = []
    monkeypatch.setattr(clock, "_daily", [found.append])
    return found


def test_the_worker_begins_each_date_once_also_those_missed_while_nobody_worked(begun: list[date]) -> None:
    for day, expected in ((10, [10]), (10, [10]), (13, [10, 11, 12, 13])):
        BusinessDate.objects.update_or_create(pk=1, defaults={"day": date(2022, 10, day)})
        begin_days()
        assert begun == [date(2022, 10, d) for d in expected]
    noted = Entry.objects.filter(action="clock.begin").order_by("id").values_list("changes", flat=True)
    assert [n["day"][1] for n in noted] == [str(d) for d in begun]


def test_a_date_broken_off_is_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    begin_days()
    BusinessDate.objects.update_or_create(pk=1, defaults={"day": date(2022, 10, 12)})
    ran: list[date] = []

    def fails_once(day: date) -> None:
        ran.append(day)
        if ran == [date(2022, 10, 11), date(2022, 10, 12)]:
            raise RuntimeError("the machine stops")

    monkeypatch.setattr(clock, "_daily", [fails_once])
    with pytest.raises(RuntimeError):
        begin_days()
    assert begin_days() == 1
    assert ran == [date(2022, 10, d) for d in (11, 12, 12)] and Begun.objects.count() == 3


def test_in_production_the_day_begins_by_the_real_date(begun: list[date], settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    plan_repeating()
    work_off()
    assert begun == [clock.today()] != [date(2022, 10, 10)]


def test_the_page_moves_the_day_for_everybody() -> None:
    visit(None).post("/demo/advance/", {"working_days": 1})
    assert "2022年10月11日" in visit("owner").get("/account/").content.decode()
    assert [e.action for e in Entry.objects.order_by("id")][-2:] == ["clock.move", "clock.begin"]


@pytest.mark.parametrize("days", [0, -1, 261])
def test_a_step_has_bounds(days: int) -> None:
    with pytest.raises(Failed):
        advance(acting("officer"), working_days=days)


def test_production_refuses_to_move_the_day(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        advance(acting("officer"), working_days=1)


def test_working_days_pass_over_the_holiday_and_the_weekends_worked() -> None:
    with on(date(2022, 9, 28)):
        assert open_clock(TEN).due == date(2022, 10, 17)


def test_a_last_day_on_a_holiday_moves_on() -> None:
    with on(date(2022, 9, 1)):
        assert open_clock(THIRTY).due == date(2022, 10, 8)


def test_days_on_which_the_clock_stood_are_not_counted() -> None:
    with on(date(2022, 10, 10)):
        deadline = open_clock(TEN)
    assert deadline.due == date(2022, 10, 24)
    with on(date(2022, 10, 12)):
        stop_clock(deadline)
    with on(date(2022, 10, 19)):
        resume_clock(deadline)
    assert (deadline.held, deadline.due) == (5, date(2022, 10, 31))
    with on(date(2022, 11, 1)):
        assert deadline.overdue(clock.today())
        close_clock(deadline)
        assert not deadline.overdue(clock.today())
        with pytest.raises(ValueError):
            stop_clock(deadline)


def test_past_the_last_calendar_it_is_provisional_until_one_is_published(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calendar, "LAST_KNOWN_YEAR", 2021)
    with on(date(2022, 9, 28)):
        deadline = open_clock(TEN)
    assert (deadline.due, deadline.provisional) == (date(2022, 10, 12), True)
    monkeypatch.undo()
    assert recompute_provisional(CLOCK) == 1
    deadline.refresh_from_db()
    assert (deadline.due, deadline.provisional) == (date(2022, 10, 17), False)
    assert Entry.objects.filter(subject="core.deadline", subject_id=str(deadline.pk)).count() == 3
