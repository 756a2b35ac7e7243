"""Enqueuing, retrying and cancelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..actor import Actor
from ..audit.recording import change, create
from ..core.clock import now
from ..core.service import Failed, service
from .models import Job, State
from .work import WORKS, as_row


@service("job.start")
def enqueue(actor: Actor, *, name: str, arguments: Mapping[str, Any], page: str = "") -> Job:
    """Have a job done in the actor's name, once this transaction is committed.

    ``arguments`` are JSON values; ``page`` is the address where the result will be seen.

    Raises:
        KeyError: no application has a job of that name.
    """
    return create(
        Job,
        name=WORKS[name].name,
        arguments=dict(arguments),
        actor=as_row(actor),
        person_id=actor.person,
        page=page,
        due=now(),
        created=now(),
    )


@service("job.retry")
def retry(actor: Actor, *, row: Job) -> Job:
    """Let a job that ended without success go on from its last checkpoint.

    Raises:
        Failed: it is open, or done.
    """
    row = Job.objects.select_for_update().get(pk=row.pk)
    if row.state not in (State.FAILED, State.CANCELLED):
        raise Failed("这项任务不能重试", "刷新页面看现在的状态")
    return change(row, state=State.WAITING, attempts=0, due=now(), ended=None, outcome="")


@service("job.cancel")
def cancel(actor: Actor, *, row: Job) -> Job:
    """Stop a job; what it has done up to its last checkpoint stands.

    Raises:
        Failed: it has ended.
    """
    row = Job.objects.select_for_update().get(pk=row.pk)
    if not row.open:
        raise Failed("这项任务已经结束", "刷新页面看现在的状态")
    return change(row, state=State.CANCELLED, ended=now(), holder="")
