"""The correspondence application."""

from __future__ import annotations

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    """Correspondence."""

    name = "huiqi.web.correspondence"
    label = "correspondence"

    def ready(self) -> None:
        """Letters belong to the case file of what they are about."""
        from . import casefile  # noqa: F401
