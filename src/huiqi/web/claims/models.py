"""Claims with their lines and flags; and what is written once: bases, steps, verifications."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..audit.models import AppendOnly
from ..authorities.models import Authority, Department
from ..core.models import Deadline
from ..documents.models import Document
from ..permissions import NAMES
from ..registry.models import Answer
from ..runs.models import Run
from ..security.digests import masked
from ..security.fields import DigestOf, EncryptedText
from .states import OPEN, State

PERSON = settings.AUTH_USER_MODEL


class Route(models.TextChoices):
    """How a claim began."""

    APPLICATION = "application", "申请"
    AUTOMATIC = "automatic", "免申即享"


class Account(models.Model):
    """Where a firm wants its money; changed by its owner alone, with a fresh code."""

    credit_code = models.CharField(max_length=18, db_index=True)
    holder = models.CharField("户名", max_length=120)
    bank = models.CharField("开户行", max_length=120)
    number = EncryptedText("账号")
    number_index = DigestOf("number")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    day = models.DateField()

    @property
    def shown(self) -> str:
        """The bank and the masked number."""
        return f"{self.bank} {masked(self.number)}"


class Claim(models.Model):
    """One measure for one firm in one period; ``version`` grows with every move.

    ``home`` is the authority of the first level, competent at submission; ``desk`` the one that has it
    now. ``clock`` runs in the present state, ``paused`` waits for an answer, ``promise`` is the day by
    which the whole is due, moved only by days the firm held it. ``before`` is the state that was left;
    ``run`` is what an offer follows.
    """

    package = models.CharField(max_length=80)
    measure = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=10)
    route = models.CharField(max_length=12, choices=Route.choices)
    credit_code = models.CharField(max_length=18, db_index=True)
    firm = models.CharField(max_length=120)
    home = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    desk = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State.choices)
    before = models.CharField(max_length=20, choices=State.choices, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    levels = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=0)
    receipt = models.CharField("受理回执号", max_length=30, unique=True, null=True)
    started_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    submitted = models.DateField(null=True)
    filing_day = models.DateField(null=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    clock = models.ForeignKey(Deadline, models.PROTECT, null=True, related_name="+")
    paused = models.ForeignKey(Deadline, models.PROTECT, null=True, related_name="+")
    promise = models.ForeignKey(Deadline, models.PROTECT, null=True, related_name="+")
    objection = models.ForeignKey(Deadline, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["clock__due", "id"]
        indexes: ClassVar = [
            models.Index(fields=["home", "state"], name="claims_home_state"),
            models.Index(fields=["package", "measure", "state"], name="claims_measure_state"),
            models.Index(fields=["state"], condition=Q(state=State.PUBLICITY.value), name="claims_public"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["package", "measure", "credit_code", "period"],
                condition=Q(state__in=[s.value for s in OPEN]),
                name="one_open_claim",
            )
        ]

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.home.code

    @property
    def authority(self) -> Authority:
        """Who has it now: what is about it is issued there."""
        return self.desk

    @property
    def key(self) -> str:
        """The measure with its package, as rules of stacking write it."""
        return f"{self.package}/{self.measure}"


class Decision(models.TextChoices):
    """What became of a line."""

    OPEN = "open", "待定"
    APPROVED = "approved", "支持"
    REFUSED = "refused", "不支持"


class Line(models.Model):
    """One record of a claim, or the firm itself (``record`` empty); amounts in fen, None: not known."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="lines")
    record = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, blank=True)
    asked = models.BigIntegerField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    amount = models.BigIntegerField(null=True)
    cut_by = models.CharField(max_length=80, blank=True)
    day = models.DateField(null=True, help_text="the basis date")
    year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "record"], name="one_line_per_record")
        ]

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.claim.home.code


class Mark(models.Model):
    """What tells one and the same thing apart wherever it is claimed: an invoice, a project, a lease, a policy."""

    class Kind(models.TextChoices):
        """What the number is of."""

        RECORD = "record", "登记记录"
        INVOICE = "invoice", "发票"
        PROJECT = "project", "项目"
        LEASE = "lease", "租赁合同"
        POLICY = "policy", "保险单"

    line = models.ForeignKey(Line, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=160)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "value"], name="claims_marked")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "kind", "value"], name="one_mark_per_number")
        ]


class Attachment(models.Model):
    """A document of the firm's library that a claim rests on; ``title`` is what the measure calls it."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="attachments")
    document = models.ForeignKey(Document, models.PROTECT, related_name="attachments")
    title = models.CharField(max_length=80)


class Verification(AppendOnly):
    """An officer looked at an answer: the value that counts in this claim, and what it was compared with."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="verifications")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="+")
    value = models.JSONField(null=True)
    ground = models.CharField(max_length=300)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    day = models.DateField()


class Basis(AppendOnly):
    """What a claim rested on at one moment: canonical JSON and its SHA-256; ``rules`` names the rules kept."""

    class Occasion(models.TextChoices):
        """When it was frozen."""

        SUBMIT = "submit", "提交"
        CONFIRM = "confirm", "确认"
        ANSWER = "answer", "补正"
        PUBLICATION = "publication", "新的发布"
        SETTLE = "settle", "差异处理"
        DECISION = "decision", "决定"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="bases")
    occasion = models.CharField(max_length=12, choices=Occasion.choices)
    day = models.DateField()
    rules = models.CharField(max_length=64)
    body = models.TextField()
    digest = models.CharField(max_length=64, db_index=True)


class Step(AppendOnly):
    """One move: from where to where, by whom, on what grounds; opinions that were overturned stay here."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    day = models.DateField()
    action = models.CharField(max_length=12)
    left = models.CharField(max_length=20, choices=State.choices)
    entered = models.CharField(max_length=20, choices=State.choices)
    level = models.PositiveSmallIntegerField()
    desk = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=[(r.value, n) for r, n in NAMES.items()])
    opinion = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reasons = models.JSONField(default=list)
    words = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]


class Flag(models.Model):
    """What must be decided before a claim can be approved; a new result with both bases, or a conflict."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="flags")
    words = models.CharField(max_length=300)
    facts = models.BooleanField(default=False, help_text="a fact was corrected")
    rules = models.BooleanField(default=False, help_text="a setting, reading or the package changed")
    old = models.ForeignKey(Basis, models.PROTECT, related_name="+")
    new = models.ForeignKey(Basis, models.PROTECT, related_name="+")
    opened = models.DateField()
    settled = models.DateField(null=True)
    settled_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=300, blank=True)

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.claim.home.code


class Opposition(models.Model):
    """Somebody says, while a claim is under public notice, that it should not be granted.

    ``source`` is a digest of where it came from, by which too many are turned away.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        OPEN = "open", "待处理"
        UPHELD = "upheld", "成立"
        OVERRULED = "overruled", "不成立"

    PERSONAL = ("name", "reason")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="oppositions")
    name = models.CharField("姓名或单位", max_length=60)
    contact = EncryptedText("联系方式")
    reason = models.TextField("理由")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=64, db_index=True)
    day = models.DateField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided = models.DateField(null=True)
    ground = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["claim", "source"], condition=Q(outcome="open"), name="one_open_opposition_per_source"
            )
        ]

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.claim.home.code


class Escalation(models.Model):
    """A day that was missed, told to the authority above and to the firm; once for each deadline."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="escalations")
    deadline = models.OneToOneField(Deadline, models.PROTECT, related_name="+")
    above = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    day = models.DateField()
    words = models.CharField(max_length=300)

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.above.code


class Reservation(models.Model):
    """What a granted line uses of limits, per enterprise, in fen; until it is released."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="reservations")
    credit_code = models.CharField(max_length=18)
    measure = models.CharField(max_length=160)
    record = models.CharField(max_length=80, blank=True)
    day = models.DateField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    amount = models.BigIntegerField()
    reserved = models.DateField()
    released = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["credit_code", "measure"], condition=Q(released=None), name="claims_standing"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(released=None), name="one_standing_reservation"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_reservation_is_not_negative"),
        ]


class Lock(models.Model):
    """A row to lock: an enterprise, or a fund; enterprises first, sorted, then the fund."""

    key = models.CharField(max_length=80, primary_key=True)
