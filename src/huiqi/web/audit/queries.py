"""Roots that were set, for everybody to keep."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Root


def roots() -> QuerySet[Root]:
    """The root of each day, newest first."""
    return Root.objects.order_by("-day")
