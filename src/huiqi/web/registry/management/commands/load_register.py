"""``huiqi site load_register``: go by the newest snapshot of the store."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from huiqi.register.store import open_store
from huiqi.web.actor import CLOCK
from huiqi.web.registry.filling import fill
from huiqi.web.registry.services import take_over
from huiqi.web.registry.sources import register


class Command(BaseCommand):
    """Load the firms of a snapshot that was made beside the site; again does no harm."""

    help = "Load the newest snapshot of the register store."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it."""
        began = time.monotonic()
        snapshot = open_store(register()).at()
        count = fill(snapshot, lambda done, total: None)
        take_over(CLOCK, snapshot=snapshot)
        self.stdout.write(f"快照 {snapshot.number:04d}：{count:,} 个主体，{time.monotonic() - began:.1f} 秒")
