"""The core application."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Core."""

    name = "huiqi.web.core"
    label = "core"
