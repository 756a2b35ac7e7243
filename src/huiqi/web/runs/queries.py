"""Runs within jurisdiction, and those that people see."""

from __future__ import annotations

from pathlib import Path

from django.db.models import QuerySet

from ...determine.run import open_run
from ...register.store import Snapshot, open_store
from ..actor import Actor
from ..authorities.queries import one, within
from ..catalogue.editions import Edition, edition, editions
from ..catalogue.queries import authority_of_package
from ..permissions import scope
from .models import Run, Shown


def runs(actor: Actor, action: str = "run.read") -> QuerySet[Run]:
    """Newest first."""
    rows = Run.objects.select_related("authority", "started_by")
    return within(rows, actor, action, authority="authority")


def run_for(actor: Actor, pk: int, action: str = "run.read") -> Run:
    """One run.

    Raises:
        NotThere: there is none of that number for this actor.
    """
    return one(runs(actor, action), pk=pk)


def shown() -> dict[str, Run]:
    """The runs that people see, by package."""
    return {row.package: row.run for row in Shown.objects.select_related("run")}


def shown_of(package: str) -> Run | None:
    """The run that people see of a package."""
    row = Shown.objects.select_related("run").filter(package=package).first()
    return row.run if row else None


def earlier(actor: Actor, run: Run, wanted: str = "") -> Run | None:
    """The run to compare with: that of the number ``wanted``, else the one that people see; never itself.

    Raises:
        NotThere: there is none of that number for this actor, or it is of another package.
    """
    if wanted.isdecimal():
        return one(runs(actor).filter(package=run.package, finished__isnull=False), pk=int(wanted))
    found = shown_of(run.package)
    return found if found != run else None


def edition_of_run(run: Run) -> Edition:
    """The rules and settings a run rests on, from its own copy."""
    return edition(run.policy)


def snapshot_of(run: Run) -> Snapshot:
    """The snapshot a run rests on, with the corrections that were laid over it.

    Raises:
        HuiqiError: R0103 where it cannot be read.
    """
    register = Path(str(open_run(run.result).sources().register))
    return open_store(register).numbered(run.snapshot or 0)


def startable(actor: Actor) -> list[Edition]:
    """The packages in force that lie in the actor's jurisdiction."""
    if scope(actor.role, "run.start") is None:
        return []
    return [e for e in editions() if authority_of_package(e).startswith(actor.authority)]
