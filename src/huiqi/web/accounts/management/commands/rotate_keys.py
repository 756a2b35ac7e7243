"""``huiqi site rotate_keys``: write every encrypted field with the newest of ``HUIQI_FIELD_KEYS``."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from huiqi.web.security.fields import EncryptedText


class Command(BaseCommand):
    """Afterwards the older keys may go."""

    help = "Encrypt every encrypted field again, with the newest key."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Row by row; values do not change."""
        count = 0
        for model in apps.get_models():
            names = [f.name for f in model._meta.local_fields if isinstance(f, EncryptedText)]
            for row in model._default_manager.select_for_update().only("pk", *names) if names else ():
                row.save(update_fields=names)
                count += 1
        self.stdout.write(f"{count} 行已用新密钥加密")
