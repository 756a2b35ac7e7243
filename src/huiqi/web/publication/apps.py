"""The publication application."""

from __future__ import annotations

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """Publication."""

    name = "huiqi.web.publication"
    label = "publication"
