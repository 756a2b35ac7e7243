"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("", views.list_letters, "letters", GET="letter.read"),
    page("check/", views.check, "check-letter", GET="letter.check"),
    page("<int:pk>/", views.download, "letter", GET="letter.read"),
]
