"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("", views.list_measures, "measures", GET="measure.read"),
    page("check/", views.check_all, "self-check", GET="measure.try", POST="measure.try"),
    page("<str:measure>/", views.show_measure, "measure", GET="measure.read"),
    page("<str:measure>/check/", views.check_measure, "check-measure", GET="measure.try", POST="measure.try"),
]
