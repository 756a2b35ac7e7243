"""Entitlements of runs, and their loading."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ...tree.measure import Status
from ..runs.models import Run

STORED = (Status.ELIGIBLE, Status.AMOUNT_UNSET, Status.FACT_MISSING, Status.INELIGIBLE)
WAITING = "、"


class Entitlement(models.Model):
    """A candidate of a run: the subject itself (``record`` empty) or one of its records.

    ``amount`` is what is owed after limits; ``low`` and ``high`` bound it, ``high`` None where nothing
    does; all in fen. The masks say why, a bit per condition of the measure (``run.about(measure)``).
    ``waits`` lists the missing facts of 待补充, by path, with 、 between them.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="entitlements")
    measure = models.CharField(max_length=80)
    credit_code = models.CharField(max_length=18)
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=20)
    record = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    status = models.CharField(max_length=5, choices=[(s.value, s.value) for s in STORED])
    amount = models.BigIntegerField(null=True)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    false_mask = models.BigIntegerField(default=0)
    unknown_mask = models.BigIntegerField(default=0)
    unset_mask = models.BigIntegerField(default=0)
    waits = models.CharField(max_length=300, blank=True)
    cut_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["credit_code", "measure", "record"]
        indexes: ClassVar = [models.Index(fields=["run", "measure", "status", "region"], name="audience")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["credit_code", "run", "measure", "record"], name="one_row_per_candidate"
            )
        ]

    @property
    def missing(self) -> list[str]:
        """The paths of the missing facts."""
        return [path for path in self.waits.split(WAITING) if path]

    @property
    def failing(self) -> list[str]:
        """The names of the conditions that are false."""
        bits: dict[str, str] = self.run.about(self.measure).get("bits", {})
        return [name for bit, name in bits.items() if self.false_mask >> int(bit) & 1]


class Load(models.Model):
    """The rows of a run being loaded; ``finished`` says that all are there."""

    run = models.OneToOneField(Run, models.PROTECT, related_name="load")
    rows = models.PositiveBigIntegerField(default=0)
    finished = models.DateTimeField(null=True)

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.run.audited_authority
