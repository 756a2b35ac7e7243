"""The demo application."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo."""

    name = "huiqi.web.demo"
    label = "demo"
