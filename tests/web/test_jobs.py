"""Background work: done once, in somebody's name, resumed after any end."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db import connection

from huiqi.web.actor import CLOCK
from huiqi.web.audit.models import Entry, Seal
from huiqi.web.authorities.models import Department
from huiqi.web.core.clock import frozen, now
from huiqi.web.core.service import Failed, NotThere, Refused
from huiqi.web.jobs.models import Job, State
from huiqi.web.jobs.queries import job_for
from huiqi.web.jobs.services import cancel, enqueue, retry
from huiqi.web.jobs.work import LEASE, WORKS, Lost, Progress, job
from huiqi.web.jobs.worker import MOST, PAUSE, perform, plan_repeating, take, work
from tests.web.working import work_off
from tests.web.world import acting, visit


def counted() -> int:
    return Department.objects.filter(name="数").count()


def count(login: str = "officer", **arguments: object) -> Job:
    return enqueue(acting(login), name="count", arguments={"total": 3, **arguments})


def again(row: Job) -> Job:
    return Job.objects.get(pk=row.pk)


def test_a_job_is_done_in_the_name_of_who_asked() -> None:
    row = count()
    assert Entry.objects.latest("id").action == "job.start"
    work_off()
    row = again(row)
    assert (row.state, row.done, row.total, row.outcome) == (State.DONE, 3, 3, "数完 3")
    assert counted() == 3
    assert Progress(row).actor.authority == acting("officer").authority


def test_who_does_not_sign_in_starts_nothing() -> None:
    with pytest.raises(Refused):
        enqueue(CLOCK.__class__(), name="count", arguments={})


def test_an_error_is_tried_again_later_from_the_checkpoint() -> None:
    row = count(fault="boom", until=2)
    work_off()
    row = again(row)
    assert (row.state, row.attempts, row.checkpoint) == (State.WAITING, 1, 2)
    assert take() is None, "it waits before it is tried again"
    Job.objects.filter(pk=row.pk).update(arguments={"total": 3})
    with frozen(now() + PAUSE * 2):
        work_off()
    assert again(row).state == State.DONE and counted() == 3


def test_it_is_given_up_after_the_last_attempt_and_a_person_may_retry() -> None:
    row = count(fault="boom", until=1)
    with frozen(now() + timedelta(days=1)):
        for step in range(MOST):
            Job.objects.filter(pk=row.pk).update(due=now() - timedelta(hours=MOST - step))
            work_off()
        assert again(row).state == State.FAILED and "反复中断" in again(row).outcome
        Job.objects.filter(pk=row.pk).update(arguments={"total": 3})
        retry(acting("officer"), row=row)
        work_off()
    assert again(row).state == State.DONE and counted() == 3


@pytest.mark.parametrize(
    ("fault", "said"), [("failed", "数不下去。换一个数"), ("problem", "R0301 找不到文件")]
)
def test_what_trying_again_would_not_change_is_said_at_once(fault: str, said: str) -> None:
    row = count(fault=fault)
    work_off()
    assert again(row).state == State.FAILED and said in again(row).outcome


def test_a_job_whose_worker_is_gone_is_taken_when_the_lease_has_run_out() -> None:
    row = count()
    first = take()
    assert first is not None and take() is None
    with frozen(now() + LEASE * 2):
        second = take()
        assert second is not None and second.pk == row.pk
        with pytest.raises(Lost):
            Progress(first).save(1, done=1, total=3)
        perform(first)
        assert counted() == 0, "who has lost the lease changes nothing"
        perform(second)
    assert again(row).state == State.DONE and counted() == 3


def test_a_job_that_kills_its_worker_each_time_is_given_up() -> None:
    row = count()
    for turn in range(MOST):
        with frozen(now() + LEASE * 2 * turn):
            assert take() is not None
    with frozen(now() + LEASE * 2 * MOST):
        assert take() is None
    assert again(row).state == State.FAILED


def test_cancelling_stops_a_job_at_its_checkpoint() -> None:
    row = count()
    held = take()
    assert held is not None
    cancel(acting("officer"), row=row)
    perform(held)
    assert again(row).state == State.CANCELLED and counted() == 0
    with pytest.raises(Failed):
        cancel(acting("officer"), row=row)
    retry(acting("officer"), row=row)
    with pytest.raises(Failed):
        retry(acting("officer"), row=row)


def test_a_worker_asked_to_end_gives_its_job_back() -> None:
    row, stopping = count(), Event()
    held = take()
    assert held is not None
    stopping.set()
    perform(held, stopping=stopping)
    assert (again(row).state, again(row).attempts, counted()) == (State.WAITING, 0, 0)
    work(stopping, once=True)
    assert again(row).state == State.WAITING


def test_what_repeats_is_planned_once_each_time_it_is_due() -> None:
    plan_repeating()
    plan_repeating()
    mine = Job.objects.filter(name="seal-audit")
    assert mine.count() == 1
    work_off()
    assert Seal.objects.count() == Entry.objects.count() > 0
    every = WORKS["seal-audit"].every
    assert every is not None
    with frozen(now() + every * 3):
        plan_repeating()
        assert [j.state for j in mine.all()] == [State.WAITING], "what was missed is done once"


def test_of_a_job_that_runs_alone_there_is_one_at_a_time() -> None:
    for _ in range(2):
        enqueue(CLOCK, name="count-alone", arguments={})
    first = take()
    assert first is not None and take() is None
    other = count()
    found = take()
    assert found is not None and found.pk == other.pk
    with frozen(now() + LEASE * 2):
        again_taken = take()
        assert again_taken is not None and again_taken.pk == first.pk
        perform(again_taken)
        second = take()
        assert second is not None and second.name == "count-alone"


def test_two_jobs_of_one_name_are_a_bug() -> None:
    with pytest.raises(ValueError, match="two jobs"):
        job("count", "又一个")(count)


def test_the_page_shows_progress_and_the_polled_part_alone() -> None:
    row = count()
    held = take()
    assert held is not None
    Progress(held).save(1, done=1, total=3, note="数到 1")
    client = visit("officer")
    page = client.get(f"/jobs/{row.pk}/").content.decode()
    assert 'value="1" max="3"' in page and 'hx-trigger="every 1s"' in page and "<noscript>" in page
    part = client.get(f"/jobs/{row.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "数到 1" in part
    perform(held)
    part = client.get(f"/jobs/{row.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in part and "数完 3" in part


def test_the_page_cancels_and_retries() -> None:
    row, client = count(), visit("officer")
    client.post(f"/jobs/{row.pk}/cancel/")
    assert again(row).state == State.CANCELLED
    client.post(f"/jobs/{row.pk}/retry/")
    assert again(row).state == State.WAITING
    assert "不能重试" in client.post(f"/jobs/{row.pk}/retry/", follow=True).content.decode()


def test_a_job_is_its_owners_alone() -> None:
    row = count("officer")
    with pytest.raises(NotThere):
        job_for(acting("officer-there"), row.pk)
    assert job_for(acting("administrator"), row.pk) == row


def test_the_list_costs_the_same_however_long(django_assert_num_queries: object) -> None:
    client = visit("administrator")
    empty = client.get("/jobs/").content.decode()
    assert "还没有后台任务" in empty
    for _ in range(3):
        count("administrator")
    with django_assert_num_queries(9):  # type: ignore[operator]
        assert client.get("/jobs/").content.decode().count("数数") == 3


def test_a_killed_worker_leaves_a_job_that_the_next_one_finishes(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the database of this test is a file")
    row = count(total=12, pause=0.2)
    file = tmp_path / "site.sqlite3"
    file.write_bytes(connection.connection.serialize())
    first = worker(tmp_path)
    wait_until(file, lambda done, state: done >= 3)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    done, state = look(file)
    assert 3 <= done < 12 and state == State.RUNNING
    second = worker(tmp_path)
    wait_until(file, lambda done, state: state == State.DONE)
    second.terminate()
    assert second.wait(30) == 0
    with sqlite3.connect(file) as found:
        assert found.execute("SELECT count(*) FROM authorities_department WHERE name = '数'").fetchone() == (
            12,
        )
        attempts = found.execute("SELECT attempts FROM jobs_job WHERE id = ?", [row.pk]).fetchone()
    assert attempts == (2,)


def worker(data: Path) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"HUIQI_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tests.web.settings"}
    return subprocess.Popen([sys.executable, "-m", "huiqi", "work", "--lease", "2"], env=environment)


def look(file: Path) -> tuple[int, str]:
    with sqlite3.connect(file, timeout=20) as found:
        done, state = found.execute("SELECT done, state FROM jobs_job WHERE name = 'count'").fetchone()
    return int(done), str(state)


def wait_until(file: Path, reached: object) -> None:
    for _ in range(600):
        if reached(*look(file)):  # type: ignore[operator]
            return
        time.sleep(0.1)
    pytest.fail(f"the worker has come no further than {look(file)}")
