"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("", views.list_jobs, "jobs", GET="job.list"),
    page("<int:pk>/", views.show, "job", GET="job.read"),
    page("<int:pk>/retry/", views.retry, "retry-job", POST="job.retry"),
    page("<int:pk>/cancel/", views.cancel, "cancel-job", POST="job.cancel"),
]
