"""Notices, the mail they cause, and the kinds of mail a person does not want."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from ..accounts.models import Person
from ..authorities.models import Authority, Department
from .kinds import ALL, OPTIONAL

FIRM = Q(person__isnull=True, authority__isnull=True, department__isnull=True) & ~Q(credit_code="")
PERSON = Q(credit_code="", person__isnull=False, authority__isnull=True, department__isnull=True)
OFFICE = Q(credit_code="", person__isnull=True, authority__isnull=False, department__isnull=False)


class Notice(models.Model):
    """Something a firm, a person or an office should know; one of the three has it.

    ``read`` empties the counter; ``opened`` is the business date on which somebody looked at the
    notice itself, and with it the firm was reached. A firm's and an office's people share both.
    """

    PERSONAL = ("title", "body")

    credit_code = models.CharField(max_length=18, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="notices")
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField("类别", max_length=20, choices=[(kind.code, kind.title) for kind in ALL])
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容")
    link = models.CharField(max_length=200, blank=True, help_text="a path of this site")
    day = models.DateField("日期")
    at = models.DateTimeField()
    read = models.DateTimeField(null=True, blank=True)
    opened = models.DateField(null=True, blank=True, db_index=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=FIRM | PERSON | OFFICE, name="a_notice_has_one_addressee"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["credit_code", "read"], name="notice_of_firm"),
            models.Index(fields=["authority", "department", "read"], name="notice_of_office"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it is opened."""
        return reverse("notice", args=[self.pk])


class Mail(models.Model):
    """A notice on its way to a person's address.

    ``due`` is when it is tried next: whoever takes it moves that on first, so that a worker that dies
    leaves it to the next one. ``key`` makes its Message-ID, the same however often it is tried.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="mails")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    due = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent = models.DateTimeField(null=True, blank=True)
    given_up = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "person"], name="one_mail_per_notice_and_person")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due"], name="mail_waiting", condition=Q(sent=None, given_up=False))
        ]


class Mute(models.Model):
    """A person does not want mail of this kind; notices come all the same."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="mutes")
    kind = models.CharField(max_length=20, choices=[(kind.code, kind.title) for kind in OPTIONAL])
    muted = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "kind"], name="one_mute_per_kind")]
