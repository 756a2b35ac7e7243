"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("", views.list_runs, "runs", GET="run.read"),
    page("start/", views.start, "start-run", POST="run.start"),
    page("<int:pk>/", views.show, "run", GET="run.read"),
    page("<int:pk>/compare/", views.compare, "compare-run", GET="run.read"),
]
