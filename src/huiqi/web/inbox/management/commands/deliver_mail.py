"""``huiqi site deliver_mail``: send the mail that is due; run it every minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from huiqi.web.inbox.delivery import deliver


class Command(BaseCommand):
    """Deliver mail."""

    help = "Send the mail that is due; what fails is tried again later."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and print how many."""
        self.stdout.write(f"发出 {deliver()} 封")
