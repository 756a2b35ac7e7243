"""One table: a named provision of an authority, from a day on, until one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ..authorities.models import Authority, Department
from .names import ALL, NAMES
from .values import Value, read


class Provision(models.Model):
    """A value that an authority has set for itself and what lies below it.

    It counts from ``since`` once a second person has confirmed it; a later one of the same name and
    reach takes its place. ``department`` and ``measure`` narrow it; a ``demo`` row nobody has set.
    """

    name = models.CharField("规定", max_length=20, choices=[(n.name, n.name) for n in ALL])
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    measure = models.CharField("措施编号", max_length=60, blank=True)
    value = models.JSONField()
    reference = models.CharField("依据", max_length=200)
    reason = models.CharField("理由", max_length=500, blank=True)
    since = models.DateField("起始日")
    demo = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["name", "authority__code", "-since", "-id"]
        indexes: ClassVar = [models.Index(fields=["name", "since"], name="terms_name")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="a_second_person_confirms_a_provision",
            ),
            models.CheckConstraint(
                condition=Q(demo=True) | Q(proposed_by__isnull=False),
                name="somebody_proposes_a_provision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.read()}"

    def read(self) -> Value:
        """Its value."""
        return read(NAMES[self.name].kind, self.value)

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.authority.code
