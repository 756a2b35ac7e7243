"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("", views.home, "home", GET="site.read"),
    page("language/", views.language, "language", POST="site.read"),
    page("demo/", views.demo, "demo", GET="demo.use"),
    page("demo/advance/", views.advance_day, "advance-day", POST="clock.move"),
]
