"""What a job is, and how it tells how far it has come.

A job saves a checkpoint in the same transaction as what it has done up to there, so that whoever
resumes it does nothing twice and leaves nothing out:

    with transaction.atomic():
        Row.objects.bulk_create(chunk)
        progress.save(last, done=n, total=all)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from threading import Event
from typing import Any

from ..actor import Actor
from ..core.clock import now
from ..permissions import Role
from .models import Job, State

Run = Callable[..., str]
LEASE = timedelta(seconds=30)


class Lost(Exception):
    """The job is no longer this worker's: its lease ran out, or it was cancelled."""


class Stopped(Exception):
    """The worker is asked to end; the job goes on later, from its last checkpoint."""


@dataclass(frozen=True)
class Work:
    """What a job of that name does; ``every`` is how often it repeats by itself.

    Of a job that runs ``alone`` there is one at a time, whatever the number of workers.
    """

    name: str
    title: str
    run: Run
    every: timedelta | None
    alone: bool


WORKS: dict[str, Work] = {}


def job(name: str, title: str, every: timedelta | None = None, alone: bool = False) -> Callable[[Run], Run]:
    """Decorator: ``run(progress, **arguments)`` is the job of that name, and returns its result in words.

    Raises:
        ValueError: two jobs of one name.
    """

    def listed(run: Run) -> Run:
        if name in WORKS:
            raise ValueError(f"two jobs are called {name}")
        WORKS[name] = Work(name, title, run, every, alone)
        return run

    return listed


class Progress:
    """A job at work: in whose name, from which checkpoint, and how it says how far it is."""

    def __init__(self, row: Job, lease: timedelta = LEASE, stopping: Event | None = None) -> None:
        self.row, self.lease, self.stopping = row, lease, stopping or Event()

    @property
    def actor(self) -> Actor:
        """In whose name the job acts."""
        return from_row(self.row.actor)

    @property
    def checkpoint(self) -> Any:
        """What was last saved; None at the beginning."""
        return self.row.checkpoint

    def save(self, checkpoint: Any, *, done: int, total: int, note: str = "") -> None:
        """Keep a checkpoint (any JSON value) and say how much is done.

        Raises:
            Lost, Stopped: to be let through, so that the transaction around is undone.
        """
        self._update(checkpoint=checkpoint, done=done, total=total, note=note)

    def tell(self, done: int, total: int, note: str = "") -> None:
        """Say how much is done, within a step that has no checkpoint of its own.

        Raises:
            Lost, Stopped: to be let through.
        """
        self._update(done=done, total=total, note=note)

    def _update(self, **values: Any) -> None:
        if self.stopping.is_set():
            raise Stopped
        set_where_held(self.row, leased_until=now() + self.lease, **values)


def set_where_held(row: Job, **values: Any) -> None:
    """Change a job in the name of who holds it.

    Raises:
        Lost: it is held by another, or by nobody.
    """
    held = Job.objects.filter(pk=row.pk, holder=row.holder, state=State.RUNNING)
    if not held.update(**values):
        raise Lost
    for name, value in values.items():
        setattr(row, name, value)


def as_row(actor: Actor) -> dict[str, Any]:
    """An actor as a job keeps it, without the name."""
    return asdict(actor) | {"name": ""}


def from_row(kept: dict[str, Any]) -> Actor:
    """The actor a job has kept."""
    return Actor(**{**kept, "role": Role(kept["role"])})
