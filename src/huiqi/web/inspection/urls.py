"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [page("", views.search, "audit", GET="audit.read")]
