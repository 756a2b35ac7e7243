"""One table: a firm's documents, by checksum."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from ..authorities.models import Authority


class Document(models.Model):
    """A file in a firm's library; ``media`` is its type by content, ``sha256`` its name on disk."""

    credit_code = models.CharField(max_length=18, db_index=True)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    media = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    removed = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["credit_code", "sha256"],
                condition=models.Q(removed=None),
                name="a_document_once_per_firm",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audited_authority(self) -> str:
        """The authority that answers for it."""
        return self.authority.code
