"""The ui application."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Frame and front page."""

    name = "huiqi.web.ui"
    label = "ui"
