"""Issued letters, the series that number them, and attempts at the public page."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ...letters import LetterKind
from ..audit.models import AppendOnly
from ..authorities.models import Authority, Department
from .contents import TITLES


class Series(models.Model):
    """The last number given under an abbreviation in a year; the row is the lock."""

    abbreviation = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["abbreviation", "year"], name="one_series_a_year")
        ]


class IssuedLetter(AppendOnly):
    """A letter as it went out: what its check code vouches for, where it belongs, and its PDF's digest.

    ``subject`` and ``subject_id`` name what it is about, as in the audit. ``amounts`` are pairs of label
    and fen, None while 待定.
    """

    number = models.CharField("文号", max_length=100, unique=True)
    kind = models.CharField("文书", max_length=20, choices=[(k.value, TITLES[k]) for k in LetterKind])
    issued = models.DateField("日期")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    organ = models.CharField("发文机关", max_length=60)
    addressee = models.CharField("主送", max_length=200, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    measure = models.CharField("措施", max_length=200)
    earlier = models.CharField("所涉文书", max_length=100, blank=True)
    amounts = models.JSONField("金额")
    demo = models.BooleanField()
    subject = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["subject", "subject_id"], name="letter_subject")]

    def __str__(self) -> str:
        return self.number

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.authority.code


class Attempt(models.Model):
    """How often one address has asked about letters since the window began; a counter, nothing more."""

    source = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()
