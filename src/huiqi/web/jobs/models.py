"""Jobs with their leases and checkpoints, and when those that repeat are due again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


OPEN = (State.WAITING, State.RUNNING)


class Job(models.Model):
    """One piece of work for a worker.

    A worker holds a job by a lease that it renews; when ``leased_until`` has passed, whoever comes next
    takes it and goes on from ``checkpoint``. ``actor`` is in whose name it acts; ``page`` is where its
    result is seen.
    """

    name = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    actor = models.JSONField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs")
    page = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due = models.DateTimeField(help_text="not before this instant")
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    checkpoint = models.JSONField(null=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    outcome = models.TextField(blank=True, help_text="the result in words, or why there is none")
    created = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["due", "id"], condition=Q(state__in=OPEN), name="open_jobs")
        ]

    @property
    def open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in OPEN

    @property
    def percent(self) -> int | None:
        """How much is done; None where that is not known."""
        return 100 * self.done // self.total if self.total else None


class Schedule(models.Model):
    """When a job that repeats is due again."""

    name = models.CharField(max_length=40, primary_key=True)
    due = models.DateTimeField()
