"""Entries, the seals over them, and the root of each day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class AppendOnly(models.Model):
    """A table whose rows are written once: inherit it, and the database refuses the rest."""

    class Meta:
        abstract = True


class Entry(AppendOnly):
    """One thing that was done: who, as what, from where, to what, and what changed.

    ``changes`` maps a field to its value before and after; personal fields hold digests.
    People, firms and subjects are references, not keys, so that nothing forces an entry to go.
    """

    at = models.DateTimeField()
    day = models.DateField()
    person = models.BigIntegerField(null=True, db_index=True)
    role = models.CharField(max_length=20)
    capacity = models.CharField(max_length=30, blank=True)
    authority = models.CharField(max_length=20, blank=True, db_index=True)
    firm = models.CharField(max_length=18, blank=True, db_index=True)
    address = models.GenericIPAddressField(null=True)
    action = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    changes = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject", "subject_id"], name="audit_subject")]


class Seal(AppendOnly):
    """One link of the chain: the digest of an entry and of the seal before it.

    Numbers run without a gap; entries are sealed in the order in which they were found, which need
    not be that of their own numbers.
    """

    number = models.PositiveBigIntegerField(unique=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=64)


class Root(AppendOnly):
    """The last seal of a real day, published so that rewriting everything after it is found."""

    day = models.DateField(unique=True)
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)


class Chain(models.Model):
    """The one row that sealers lock."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
