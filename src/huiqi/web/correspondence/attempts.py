"""How often one address may ask whether a letter is genuine: right answers are free, wrong ones count."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from ..core.clock import now
from ..security.digests import source
from .models import Attempt

LIMIT = 20
WINDOW = timedelta(minutes=10)
PURPOSE = "letter.attempt"


@transaction.atomic
def spend(address: str | None) -> bool:
    """Count one attempt; whether there was still one left. Counting comes first, so no race gives more."""
    Attempt.objects.filter(since__lt=now() - WINDOW).delete()
    whence = source(PURPOSE, address)
    Attempt.objects.get_or_create(source=whence, defaults={"since": now(), "count": 0})
    row = Attempt.objects.select_for_update().get(source=whence)
    if row.count >= LIMIT:
        return False
    row.count += 1
    row.save(update_fields=["count"])
    return True


@transaction.atomic
def refund(address: str | None) -> None:
    """The attempt was right: it does not count."""
    row = Attempt.objects.select_for_update().filter(source=source(PURPOSE, address), count__gt=0).first()
    if row is not None:
        row.count -= 1
        row.save(update_fields=["count"])
