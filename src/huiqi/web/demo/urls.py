"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("", views.demo, "demo", GET="demo.use"),
    page("advance/", views.advance_day, "advance-day", POST="clock.move"),
    page("as/<slug:login>/", views.act_as, "act-as", POST="demo.use"),
]
