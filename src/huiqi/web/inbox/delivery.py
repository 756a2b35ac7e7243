"""Mail, sent after the commit that caused it: at least once, and under one Message-ID.

Whoever takes a mail first moves its due time on. A worker that dies between the server's yes and the
row's *sent* leaves it due again: it goes out a second time under the same Message-ID, by which mail
servers and readers know it.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from ..actor import CLOCK
from ..core.clock import now
from .models import Mail
from .queries import due_mail
from .services import give_up, mark_sent

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720, 1440))
BATCH = 100
logger = logging.getLogger(__name__)


def deliver_at_once() -> None:
    """In a demo, whose mail stays on the site, send what is due; elsewhere the worker does."""
    if settings.DEMO:
        deliver()


def deliver() -> int:
    """Send everything that is due; how many were sent."""
    count = 0
    while batch := _taken():
        count += sum(_sent(mail) for mail in batch)
    return count


@transaction.atomic
def _taken() -> list[Mail]:
    rows = list(due_mail().select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for mail in rows:
        mail.due, mail.tries = now() + LEASE, mail.tries + 1
    Mail.objects.bulk_update(rows, ["due", "tries"])
    return rows


def _sent(mail: Mail) -> bool:
    try:
        _message(mail).send()
    except (OSError, SMTPException, ValueError) as error:
        logger.warning("mail %s, try %d: %s", mail.key, mail.tries, type(error).__name__)
        _try_again(mail)
        return False
    mark_sent(CLOCK, mail=mail)
    return True


def _try_again(mail: Mail) -> None:
    if mail.tries > len(PAUSES):
        give_up(CLOCK, mail=mail)
    else:
        Mail.objects.filter(pk=mail.pk).update(due=now() + PAUSES[mail.tries - 1])


def _message(mail: Mail) -> EmailMessage:
    notice = mail.notice
    shown = {"notice": notice, "person": mail.person, "origin": settings.ORIGIN, "demo": settings.DEMO}
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return EmailMessage(
        subject=f"{'【演示】' if settings.DEMO else ''}{notice.title}",
        body=render_to_string("inbox/mail.txt", shown),
        to=[mail.person.email],
        headers={"Message-ID": f"<notice.{mail.key.hex}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
