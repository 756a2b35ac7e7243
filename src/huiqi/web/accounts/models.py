"""People, their mandates, and a demo's outbox; devices for codes stand in :mod:`.devices`."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from ..authorities.models import Authority
from ..permissions import FIRM, NAMES
from ..security.fields import DigestOf, EncryptedText
from .devices import Authenticator, MailedCode

__all__ = ["Authenticator", "Kinship", "MailedCode", "Mandate", "Message", "People", "Person"]


class People(BaseUserManager["Person"]):
    """How Django finds a person by what they sign in with."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Names are compared without case."""
        return self.get(login=(username or "").strip().lower())


class Person(AbstractBaseUser):  # type: ignore[django-manager-missing]
    """One human being with one account; ``login`` is lower-case.

    Phone and identity number are encrypted; their digests find duplicates.
    """

    PERSONAL = ("login", "name", "email", "password")

    login = models.CharField("用户名", max_length=150, unique=True)
    name = models.CharField("姓名", max_length=60)
    email = models.EmailField("邮箱", blank=True)
    phone = EncryptedText("手机号", blank=True)
    phone_index = DigestOf("phone")
    identity_number = EncryptedText("身份证件号码", blank=True)
    identity_index = DigestOf("identity_number")
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    invited = models.BooleanField(default=False, help_text="opened for a post: never in by password alone")

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    objects = People()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identity_index"], condition=~Q(identity_index=""), name="one_account_for_one_person"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where codes and links go; who registered signs in by it."""
        return self.email or self.login


class Mandate(models.Model):
    """A person acts for a firm: from a day, until one, once somebody confirmed it.

    An owner's is confirmed by an owner the firm already has, or by an officer who checked; a clerk's
    and a bookkeeper's are given by an owner.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    credit_code = models.CharField(max_length=18, db_index=True)
    role = models.CharField(max_length=20, choices=[(role.value, NAMES[role]) for role in FIRM])
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=200, blank=True, help_text="what the confirmation rests on")

    class Meta:
        ordering: ClassVar = ["credit_code", "role", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person")),
                name="nobody_confirms_their_own_mandate",
            ),
            models.UniqueConstraint(
                fields=["person", "credit_code"],
                condition=Q(until__isnull=True),
                name="one_mandate_per_firm",
            ),
        ]

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.authority.code


class Kinship(models.Model):
    """Somebody of staff declares that a firm is a relative's, or their own: they decide nothing of it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    credit_code = models.CharField(max_length=18)
    relation = models.CharField("关系", max_length=60)
    since = models.DateField()

    class Meta:
        ordering: ClassVar = ["-since", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "credit_code"], name="one_declaration_per_firm")
        ]


class Message(models.Model):
    """What a demo would have sent by mail: kept here, shown on its outbox page."""

    recipient = models.CharField(max_length=254, db_index=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
