"""The inspection application."""

from __future__ import annotations

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    """Inspection."""

    name = "huiqi.web.inspection"
    label = "inspection"
