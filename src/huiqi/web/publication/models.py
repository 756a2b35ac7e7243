"""Publications, and who of a measure's audience was told."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ..authorities.models import Authority
from ..runs.models import Run


class State(models.TextChoices):
    """Where a publication stands."""

    LOADING = "loading", "准备中"
    READY = "ready", "待另一人发布"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN = (State.LOADING, State.READY)


class Publication(models.Model):
    """A run put before people: by whom it was proposed and why, by whom published, what it replaced."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="publications")
    previous = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LOADING)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed = models.DateField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published = models.DateField(null=True)
    followed = models.BooleanField(default=False, help_text="what follows for claims was done")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("proposed_by")),
                name="a_second_person_publishes",
            ),
        ]

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.run.audited_authority

    @property
    def open(self) -> bool:
        """Whether it waits for somebody."""
        return self.state in OPEN


class Telling(models.Model):
    """One part of a measure's audience that was told, once for each run and authority."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    measure = models.CharField(max_length=80)
    part = models.CharField(max_length=10)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    text = models.TextField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    firms = models.PositiveIntegerField(help_text="how many there were when it was asked for")
    told = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "measure", "part", "authority"], name="told_once")
        ]

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.authority.code
