"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("posts/", views.list_posts, "posts", GET="post.read"),
    page("posts/propose/", views.propose, "propose-post", POST="post.propose"),
    page("posts/<int:pk>/confirm/", views.confirm, "confirm-post", POST="post.confirm"),
    page("posts/<int:pk>/end/", views.end, "end-post", POST="post.end"),
]
