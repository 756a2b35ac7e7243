"""A URL that names no action."""

from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("stray/", lambda request: HttpResponse("open")),
    path("", include("huiqi.web.config.urls")),
]
