"""The documents application."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents."""

    name = "huiqi.web.documents"
    label = "documents"
