"""Taking jobs, one at a time, and doing them.

A worker that is killed leaves a lease behind. When it has run out another takes the job, at its last
checkpoint; a job that has gone wrong :data:`MOST` times, by error or by kill, waits for a person.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from secrets import token_hex
from threading import Event, Thread
from typing import Any

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Q

from ...errors import HuiqiError
from ..actor import CLOCK
from ..core.clock import now, one_day
from ..core.service import Failed, NotThere, Refused
from .models import OPEN, Job, Schedule, State
from .work import LEASE, WORKS, Lost, Progress, Stopped, as_row, set_where_held

MOST = 5
PAUSE = timedelta(seconds=10)
IDLE = 1.0
BROKEN = "反复中断，没有完成。可以重试；仍不成功请联系系统管理员。"
log = logging.getLogger(__name__)


def work(stopping: Event, lease: timedelta = LEASE, once: bool = False) -> None:
    """Do what is due until asked to stop; ``once``: until nothing is due."""
    while not stopping.is_set():
        if not connection.in_atomic_block:
            close_old_connections()
        plan_repeating()
        row = take(lease)
        if row is not None:
            with renewed(row, lease):
                perform(row, lease, stopping)
        elif once:
            return
        else:
            stopping.wait(IDLE)


def take(lease: timedelta = LEASE) -> Job | None:
    """The job that is due first, now held by the caller; jobs broken off too often are given up."""
    instant = now()
    free = Q(state=State.WAITING, due__lte=instant) | Q(state=State.RUNNING, leased_until__lt=instant)
    while True:
        with transaction.atomic():
            due = Job.objects.filter(free).exclude(name__in=_busy(instant)).order_by("due", "id")
            row = due.select_for_update(skip_locked=True).first()
            if row is None or (WORKS[row.name].alone and not _first(row, instant)):
                return None
            row.state, row.holder, row.leased_until = State.RUNNING, token_hex(16), instant + lease
            row.attempts += 1
            row.save(update_fields=["state", "holder", "leased_until", "attempts"])
            if row.attempts <= MOST:
                return row
            set_where_held(row, holder="", **_over(State.FAILED, BROKEN))


def _busy(instant: datetime) -> list[str]:
    """Names of jobs that run alone, of which one is running."""
    alone = [w.name for w in WORKS.values() if w.alone]
    running = Job.objects.filter(name__in=alone, state=State.RUNNING, leased_until__gte=instant)
    return list(running.values_list("name", flat=True))


def _first(row: Job, instant: datetime) -> bool:
    """Whether still none of its name is running; workers look one after the other."""
    Schedule.objects.get_or_create(name=row.name, defaults={"due": instant})
    Schedule.objects.select_for_update().get(name=row.name)
    return row.name not in _busy(instant)


def perform(row: Job, lease: timedelta = LEASE, stopping: Event | None = None) -> None:
    """Do a job that is held, and say how it ended; no exception leaves."""
    try:
        ended = _result(row, Progress(row, lease, stopping))
        set_where_held(row, holder="", **ended)
    except Lost:
        log.warning("job %s: the lease is lost", row.pk)


def _result(row: Job, progress: Progress) -> dict[str, Any]:
    """What the job's row says once it has been tried."""
    try:
        with one_day():
            return _over(State.DONE, WORKS[row.name].run(progress, **row.arguments)) | {"done": row.total}
    except Lost:
        raise
    except Stopped:
        return {"state": State.WAITING, "attempts": row.attempts - 1}
    except Failed as failed:
        return _over(State.FAILED, f"{failed.message}。{failed.hint}")
    except HuiqiError as error:
        return _over(State.FAILED, "\n".join(f"{p.code} {p.message}。{p.hint}" for p in error.problems))
    except (NotThere, Refused):
        return _over(State.FAILED, "没有权限，或对象已不存在。")
    except Exception:
        log.exception("job %s: attempt %s", row.pk, row.attempts)
        if row.attempts >= MOST:
            return _over(State.FAILED, BROKEN)
        due = now() + PAUSE * 2 ** (row.attempts - 1)
        return {"state": State.WAITING, "due": due, "note": "出错，稍后自动重试"}


def _over(state: State, outcome: str) -> dict[str, Any]:
    return {"state": state, "outcome": outcome, "ended": now(), "note": ""}


@contextmanager
def renewed(row: Job, lease: timedelta) -> Iterator[None]:
    """Inside, the lease is renewed from a thread of its own, however long a step takes."""
    ended = Event()
    thread = Thread(target=_renew, args=(row.pk, row.holder, lease, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _renew(pk: int, holder: str, lease: timedelta, ended: Event) -> None:
    held = Job.objects.filter(pk=pk, holder=holder, state=State.RUNNING)
    try:
        while not ended.wait(lease.total_seconds() / 3):
            try:
                held.update(leased_until=now() + lease)
            except DatabaseError:
                log.warning("job %s: the lease could not be renewed", pk, exc_info=True)
    finally:
        connection.close()


def plan_repeating() -> None:
    """Enqueue what repeats by itself and is due, unless the last one is still open."""
    instant = now()
    known = dict(Schedule.objects.values_list("name", "due"))
    for found in WORKS.values():
        if found.every is None or known.get(found.name, instant) > instant:
            continue
        with transaction.atomic():
            Schedule.objects.get_or_create(name=found.name, defaults={"due": instant})
            mine = Schedule.objects.filter(name=found.name, due__lte=instant)
            if mine.update(due=instant + found.every):
                _repeat(found.name)


def _repeat(name: str) -> None:
    rows = Job.objects.filter(name=name, person=None)
    rows.filter(state=State.DONE).delete()
    if not rows.filter(state__in=OPEN).exists():
        rows.create(name=name, actor=as_row(CLOCK), due=now(), created=now())
