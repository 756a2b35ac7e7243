"""Runs, and for each package the one that people see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from ..authorities.models import Authority

RUNS, POLICIES, RESULT = "runs", "policies", "result"


class Run(models.Model):
    """One determination of a package over a snapshot; ``finished`` says that it is whole."""

    package = models.CharField(max_length=80, db_index=True)
    name = models.CharField(max_length=200, help_text="the package's title")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    as_of = models.DateField()
    snapshot = models.PositiveIntegerField(null=True)
    known_at = models.DateField(null=True, help_text="the day whose state of knowledge the snapshot records")
    package_digest = models.CharField(max_length=64)
    manifest_digest = models.CharField(max_length=64, blank=True)
    demo = models.BooleanField(default=False)
    subjects = models.PositiveBigIntegerField(default=0)
    eligible = models.PositiveBigIntegerField(default=0, help_text="candidates that are 符合")
    amount = models.BigIntegerField(default=0, help_text="owed to them, in fen; competitions left out")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"第 {self.pk} 次测算"

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.authority.code

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return Path(settings.DATA) / RUNS / f"{self.pk:04d}"

    @property
    def policy(self) -> Path:
        """Its copy of the package."""
        return self.folder / POLICIES / self.package

    @property
    def result(self) -> Path:
        """What the engine wrote."""
        return self.folder / RESULT

    @property
    def measures(self) -> Mapping[str, Mapping[str, Any]]:
        """What its summary says of each measure: title, mode, kind, bits of the masks, statuses, money in fen."""
        return _measures(self.result / "summary.json")

    def about(self, measure: str) -> Mapping[str, Any]:
        """The same of one measure; nothing where it has none of that name."""
        return self.measures.get(measure, {})


@lru_cache(maxsize=32)
def _measures(summary: Path) -> Mapping[str, Mapping[str, Any]]:
    return {m["id"]: m for m in json.loads(summary.read_text(encoding="utf-8"))["measures"]}


class Shown(models.Model):
    """The one row of a package that says which of its runs people see."""

    package = models.CharField(max_length=80, primary_key=True)
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    since = models.DateField()

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.run.audited_authority
