"""Publications within jurisdiction, and the one in force."""

from __future__ import annotations

from django.db.models import F, QuerySet

from ..actor import Actor
from ..authorities.queries import one, within
from ..runs.models import Shown
from .models import OPEN, Publication, State


def publications(actor: Actor, action: str = "publication.read") -> QuerySet[Publication]:
    """Newest first, with everything a list shows of them."""
    people = ("proposed_by", "published_by")
    rows = Publication.objects.select_related("run__authority", "previous", *people)
    return within(rows, actor, action, authority="run__authority")


def publication_for(actor: Actor, pk: int, action: str = "publication.read") -> Publication:
    """One publication.

    Raises:
        NotThere: there is none of that number for this actor.
    """
    return one(publications(actor, action), pk=pk)


def open_of(package: str) -> QuerySet[Publication]:
    """What waits of a package."""
    return Publication.objects.filter(run__package=package, state__in=OPEN)


def in_force() -> QuerySet[Publication]:
    """What made the runs that people see visible, newest first: several where a run was published again."""
    seen = Shown.objects.filter(run=F("run"))
    rows = Publication.objects.filter(state=State.PUBLISHED, run__in=seen.values("run"))
    return rows.select_related("run", "previous")


def published(package: str = "") -> Publication | None:
    """The publication in force of a package; without one, the newest of all."""
    rows = in_force()
    return (rows.filter(run__package=package) if package else rows).first()
