"""Firms, snapshots loaded, imports, corrections with their conflicts, and what firms declare.

Values are kept as JSON in stored units (fen, ratio × 10^6, ISO dates); null is unknown.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ..audit.models import AppendOnly
from ..authorities.models import Authority, Department
from ..jobs.models import Job


class Firm(models.Model):
    """A subject of the register as it is searched; ``snapshot`` is the last one that has it.

    ``folded`` is the name as it is compared, ``tokens`` its pairs of characters.
    """

    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=200)
    kind = models.CharField("种类", max_length=40)
    region = models.CharField(max_length=20, blank=True)
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+")
    folded = models.CharField(max_length=200)
    tokens = models.TextField()
    snapshot = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.authority.code if self.authority else ""


class Loaded(models.Model):
    """A snapshot whose firms are searched; the newest that is ``ready`` is current."""

    number = models.PositiveIntegerField(unique=True)
    sha256 = models.CharField(max_length=64)
    known_at = models.DateField()
    ready = models.BooleanField(default=False)


class Import(models.Model):
    """Files delivered by a department, and what became of their rows.

    ``sheets`` says it sheet by sheet; ``rejects`` are the files in ``DATA/imports/<id>/register/rejects``.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="+")
    known_at = models.DateField()
    day = models.DateField()
    files = models.JSONField(default=list, help_text="name, bytes and sha256 of each")
    sheets = models.JSONField(default=list)
    read = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    snapshot = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(read=F("accepted") + F("rejected")), name="rows_add_up")
        ]


class OfFirm(models.Model):
    """A row of a firm: the audit finds it under the firm's code and authority."""

    firm: models.ForeignKey[Firm]

    class Meta:
        abstract = True

    @property
    def credit_code(self) -> str:
        """The firm's code."""
        return self.firm.credit_code

    @property
    def audited_authority(self) -> str:
        """The authority that answers for the firm."""
        return self.firm.audited_authority


class About(OfFirm):
    """What something is said about: a fact of a firm, or of a record of it."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="%(class)ss")
    kind = models.CharField(max_length=40)
    record = models.CharField(max_length=100, blank=True, help_text="the record's number")
    fact = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    day = models.DateField()

    class Meta:
        abstract = True

    @property
    def path(self) -> str:
        """How rules write the fact: 企业.从业人员."""
        return f"{self.kind}.{self.fact}"


class Standing(models.TextChoices):
    """Where a correction stands."""

    ASKED = "asked", "待核实"
    CONFIRMED = "confirmed", "有效"
    REFUSED = "refused", "未采纳"
    ENDED = "ended", "已失效"


class Correction(About):
    """What a firm or an officer says a fact really is; it holds once another person confirms it.

    ``before`` is what the register said then. ``verified``: confirmed by the department that owns the
    fact, and thus of the rank of an import.
    """

    before = models.JSONField(null=True)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.ASKED)
    verified = models.BooleanField(default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided = models.DateField(null=True)
    basis = models.CharField(max_length=500, blank=True)
    ended = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["firm", "kind", "record", "fact"],
                condition=Q(standing=Standing.CONFIRMED),
                name="one_correction_holds",
            ),
            models.UniqueConstraint(
                fields=["firm", "kind", "record", "fact"],
                condition=Q(standing=Standing.ASKED),
                name="one_correction_is_asked",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="nobody_confirms_their_own_correction",
            ),
        ]


class Conflict(models.Model):
    """A snapshot contradicts a correction that holds; until it is decided the correction stands."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="conflicts")
    snapshot = models.PositiveIntegerField()
    value = models.JSONField(null=True, help_text="what the snapshot says")
    opened = models.DateField()
    kept = models.BooleanField(null=True, help_text="whether the correction stays; null: not decided")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided = models.DateField(null=True)
    basis = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["correction"], condition=Q(kept__isnull=True), name="one_conflict_is_open"
            )
        ]

    @property
    def credit_code(self) -> str:
        """The firm's code."""
        return self.correction.credit_code

    @property
    def audited_authority(self) -> str:
        """The authority that answers for the firm."""
        return self.correction.audited_authority


class DeclaredRecord(OfFirm):
    """A record that the register lacks, entered by its firm; what is said of it are answers."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="declared_records")
    kind = models.CharField(max_length=40)
    record = models.CharField(max_length=100, help_text="the number that rules know it by")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["firm", "kind", "record"], name="one_declared_record_per_number")
        ]


class Answer(About, AppendOnly):
    """What a firm has declared of itself or of a record: written once, the newest counts; null takes it back."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
