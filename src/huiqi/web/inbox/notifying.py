"""Telling somebody something, inside the service that makes it true."""

from __future__ import annotations

from django.db import transaction

from ..actor import Actor
from ..audit.recording import create
from ..authorities.models import Authority, Department
from ..core.clock import now, today
from .delivery import deliver_at_once
from .kinds import KINDS
from .models import Mail, Notice
from .queries import recipients


def notify(
    actor: Actor,
    *,
    kind: str,
    title: str,
    body: str,
    link: str = "",
    firm: str = "",
    person: int | None = None,
    office: tuple[Authority, Department] | None = None,
) -> Notice:
    """A notice for a firm (credit code), a person (key) or an office; mail for those who act for it.

    It is recorded by the service it is called in, whose transaction it shares: what is rolled back
    tells nobody.

    Raises:
        KeyError: no such kind.
        ValueError: a link that leaves the site, or a title of more than one line.
        RuntimeError: called outside a service.
    """
    _check(title, link)
    authority, department = office or (None, None)
    notice = create(
        Notice,
        kind=KINDS[kind].code,
        title=title,
        body=body,
        link=link,
        credit_code=firm,
        person_id=person,
        authority=authority,
        department=department,
        day=today(),
        at=now(),
    )
    for recipient in recipients(notice):
        create(Mail, notice=notice, person=recipient, due=now())
    transaction.on_commit(deliver_at_once, robust=True)
    return notice


def _check(title: str, link: str) -> None:
    if link and (not link.startswith("/") or link.startswith(("//", "/\\"))):
        raise ValueError(f"{link}: a path of this site")
    if "\n" in title or "\r" in title:
        raise ValueError("a title is one line")
