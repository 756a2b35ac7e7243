"""A demo's mail: kept on the site instead of sent."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from ..core.clock import now
from .models import Message


class Outbox(BaseEmailBackend):
    """Django's mail, into :class:`~.models.Message`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each, once per recipient."""
        kept = [
            Message(recipient=to, subject=str(message.subject), body=str(message.body), at=now())
            for message in email_messages
            for to in message.recipients()
        ]
        Message.objects.bulk_create(kept)
        return len(kept)
