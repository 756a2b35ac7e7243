"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("", views.home, "home", GET="site.read"),
    page("language/", views.language, "language", POST="site.read"),
]
