"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("", views.search, "audit", GET="audit.read"),
    page("roots/", views.list_roots, "roots", GET="site.read"),
    page("roots.txt", views.roots_file, "roots-file", GET="site.read"),
    page(
        "cases/<str:subject>/<str:subject_id>/",
        views.case_file,
        "case-file",
        GET="casefile.read",
        POST="casefile.export",
    ),
]
