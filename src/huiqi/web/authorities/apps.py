"""The authorities application."""

from __future__ import annotations

from django.apps import AppConfig


class AuthoritiesConfig(AppConfig):
    """Authorities."""

    name = "huiqi.web.authorities"
    label = "authorities"
