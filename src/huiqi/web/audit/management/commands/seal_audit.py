"""``huiqi site seal_audit``: seal what was done since, and set the root of the day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from huiqi.web.audit.services import seal_entries, set_root


class Command(BaseCommand):
    """Seal the audit."""

    help = "Seal new audit entries and set the root of the day."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, and print the root."""
        count, root = seal_entries(), set_root()
        self.stdout.write(f"封印 {count} 条" + (f"；{root.day} {root.number} {root.digest}" if root else ""))
