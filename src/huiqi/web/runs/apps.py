"""The runs application."""

from __future__ import annotations

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Runs."""

    name = "huiqi.web.runs"
    label = "runs"
