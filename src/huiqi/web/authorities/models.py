"""Authorities, departments, posts: each from a day on, and until one.

A code begins with the code of what is above it, as in a province's ``authorities.csv``. An authority
that is dissolved keeps its row; ``successor`` answers for it from then on.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ..permissions import NAMES, STAFF

BEGINNING = date(1949, 10, 1)


class Level(models.TextChoices):
    """Where in the tree an authority stands."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    AREA = "area", "新区"


def in_force(day: date) -> Q:
    """What began by that day and has not ended before it."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


class Authority(models.Model):
    """A government with a jurisdiction of its own."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    gbt2260 = models.CharField(max_length=6, blank=True, db_index=True)
    since = models.DateField(default=BEGINNING)
    until = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="succeeded")

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A line of work that authorities of every level have: 工信, 财政, 税务 …"""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A person at a department of an authority, in a role; it counts once a second administrator confirms."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="posts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=[(role.value, NAMES[role]) for role in STAFF])
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["authority__code", "department_id", "role", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("proposed_by")) & ~Q(confirmed_by=F("person"))),
                name="a_second_person_confirms_a_post",
            )
        ]

    def __str__(self) -> str:
        return f"{self.authority}{self.department} · {self.get_role_display()}"

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.authority.code
