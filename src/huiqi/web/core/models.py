"""The business date of a demo, the dates that have begun, and deadlines."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from ..audit.models import AppendOnly


class Unit(models.TextChoices):
    """What a term is counted in."""

    DAYS = "日", "日"
    WORKING_DAYS = "工作日", "工作日"


class BusinessDate(models.Model):
    """The one row that says which day it is on a demo."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    day = models.DateField()


class Begun(AppendOnly):
    """A business date that has begun: what waits for it was done."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()


class Deadline(models.Model):
    """The day by which something is due, computed once from the rule that governs it.

    ``held`` counts units during which the clock was stopped; ``due`` moves by as many. A due day that
    rests on a calendar not yet published is ``provisional``.
    """

    opened = models.DateField()
    count = models.PositiveIntegerField()
    unit = models.CharField(max_length=3, choices=Unit.choices)
    article = models.CharField(max_length=200, help_text="the rule it rests on")
    demo = models.BooleanField(default=False, help_text="the term is a demo's setting")
    due = models.DateField(db_index=True)
    provisional = models.BooleanField(default=False)
    stopped = models.DateField(null=True, blank=True, help_text="since when the clock stands")
    held = models.PositiveIntegerField(default=0)
    closed = models.DateField(null=True, blank=True, help_text="when what was due was done")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closed__isnull=True) | models.Q(stopped__isnull=True),
                name="a_closed_clock_does_not_stand",
            )
        ]

    def overdue(self, day: date) -> bool:
        """Whether it is still open and running after its day."""
        return self.closed is None and self.stopped is None and self.due < day
