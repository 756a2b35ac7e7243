"""How often one address may ask whether a letter is genuine: right answers are free, wrong ones count."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from django.db import transaction

from ..core.clock import now
from ..security.digests import digest
from .models import Attempt

LIMIT = 20
WINDOW = timedelta(minutes=10)
NETWORK = 64


@transaction.atomic
def spend(address: str | None) -> bool:
    """Count one attempt; whether there was still one left. Counting comes first, so no race gives more."""
    Attempt.objects.filter(since__lt=now() - WINDOW).delete()
    source = _source(address)
    Attempt.objects.get_or_create(source=source, defaults={"since": now(), "count": 0})
    row = Attempt.objects.select_for_update().get(source=source)
    if row.count >= LIMIT:
        return False
    row.count += 1
    row.save(update_fields=["count"])
    return True


@transaction.atomic
def refund(address: str | None) -> None:
    """The attempt was right: it does not count."""
    row = Attempt.objects.select_for_update().filter(source=_source(address), count__gt=0).first()
    if row is not None:
        row.count -= 1
        row.save(update_fields=["count"])


def _source(address: str | None) -> str:
    """A keyed digest of the address; of the network, for IPv6, where one visitor has many."""
    found = ipaddress.ip_address(address or "0.0.0.0")
    shown = ipaddress.ip_network((found, NETWORK), strict=False) if found.version == 6 else found
    return digest("letter.attempt", str(shown))
