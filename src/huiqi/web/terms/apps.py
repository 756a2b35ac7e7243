"""The terms application."""

from __future__ import annotations

from django.apps import AppConfig


class TermsConfig(AppConfig):
    """Terms."""

    name = "huiqi.web.terms"
    label = "terms"
