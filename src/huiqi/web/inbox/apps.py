"""The inbox application."""

from __future__ import annotations

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Inbox."""

    name = "huiqi.web.inbox"
    label = "inbox"
