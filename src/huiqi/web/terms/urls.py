"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("", views.list_provisions, "terms", GET="term.read"),
    page("propose/", views.propose, "propose-term", GET="term.propose", POST="term.propose"),
    page("<int:pk>/confirm/", views.confirm, "confirm-term", POST="term.confirm"),
    page("<int:pk>/withdraw/", views.withdraw, "withdraw-term", POST="term.propose"),
]
