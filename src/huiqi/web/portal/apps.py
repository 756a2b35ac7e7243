"""The portal application."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal."""

    name = "huiqi.web.portal"
    label = "portal"
