"""The audit application; after every migration the triggers of append-only tables are set."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """Audit."""

    name = "huiqi.web.audit"
    label = "audit"

    def ready(self) -> None:
        """A rebuilt SQLite table loses its triggers, so they are set after every migration."""
        from .triggers import protect

        post_migrate.connect(protect, dispatch_uid="append-only")
