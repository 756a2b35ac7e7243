"""The catalogue application."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Catalogue."""

    name = "huiqi.web.catalogue"
    label = "catalogue"
