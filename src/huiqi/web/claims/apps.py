"""The claims application: its clocks run as each business day begins, its hook after each publication."""

from __future__ import annotations

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Claims."""

    name = "huiqi.web.claims"
    label = "claims"

    def ready(self) -> None:
        """Join the daily clock, what follows a publication, and case files."""
        from . import casefile, clocks, hook  # noqa: F401

        clocks.join()
