"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

urlpatterns = [
    page("", views.list_notices, "inbox", GET="notice.read"),
    page("read/", views.mark_read, "mark-read", POST="notice.read"),
    page("mail/", views.choose_mail, "choose-mail", GET="notice.mute", POST="notice.mute"),
    page("<int:pk>/", views.open_notice, "notice", GET="notice.read"),
]
