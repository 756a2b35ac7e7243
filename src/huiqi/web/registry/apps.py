"""The registry application."""

from __future__ import annotations

from django.apps import AppConfig


class FirmsConfig(AppConfig):
    """Firms and their facts."""

    name = "huiqi.web.registry"
    label = "registry"
