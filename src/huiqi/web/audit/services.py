"""Sealing."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from .models import Chain, Entry, Root, Seal
from .sealing import FIRST, sealed


@transaction.atomic
def seal_entries() -> int:
    """Seal what is not sealed yet; how many entries that were.

    One sealer at a time; unsealed entries are found by anti-join, because numbers are given out
    before they are committed.
    """
    Chain.objects.get_or_create(pk=1)
    Chain.objects.select_for_update().get(pk=1)
    last = Seal.objects.order_by("-number").first()
    number, before = (last.number, last.digest) if last else (0, FIRST)
    seals = []
    for entry in Entry.objects.filter(seal__isnull=True).order_by("id").iterator():
        number, before = number + 1, sealed(before, entry)
        seals.append(Seal(number=number, entry=entry, digest=before))
    Seal.objects.bulk_create(seals, batch_size=1000)
    return len(seals)


@transaction.atomic
def set_root() -> Root | None:
    """The root of today's chain, once a day; None where nothing is sealed."""
    number = Seal.objects.aggregate(last=Max("number"))["last"]
    if number is None:
        return None
    digest = Seal.objects.get(number=number).digest
    day = timezone.localdate()
    found, _ = Root.objects.get_or_create(day=day, defaults={"number": number, "digest": digest})
    return found
