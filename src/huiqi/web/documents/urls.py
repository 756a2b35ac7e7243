"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("", views.library, "documents", GET="document.read", POST="document.keep"),
    page("<int:pk>/", views.download, "document", GET="document.read"),
    page("<int:pk>/remove/", views.remove, "remove-document", POST="document.keep"),
]
