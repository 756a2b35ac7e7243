"""The entitlements application."""

from __future__ import annotations

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    """Entitlements."""

    name = "huiqi.web.entitlements"
    label = "entitlements"
