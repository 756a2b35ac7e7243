"""A person's own jobs; auditors and administrators see everybody's."""

from __future__ import annotations

from django.db.models import QuerySet

from ..actor import Actor
from ..authorities.queries import one, within
from .models import Job


def jobs(actor: Actor, action: str = "job.list") -> QuerySet[Job]:
    """Newest first."""
    return within(Job.objects.select_related("person"), actor, action, person="person")


def job_for(actor: Actor, pk: int, action: str = "job.read") -> Job:
    """One job.

    Raises:
        NotThere: there is none of that number for this actor.
    """
    return one(jobs(actor, action), pk=pk)
