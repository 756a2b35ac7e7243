"""Telling somebody something, inside the service that makes it true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from ..actor import Actor
from ..audit.recording import create, create_all
from ..authorities.models import Authority, Department
from ..core.clock import now, today
from .delivery import deliver_at_once
from .kinds import KINDS
from .models import Mail, Notice
from .queries import recipients, recipients_of


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


@dataclass(frozen=True)
class Message:
    """What one of many firms is told."""

    firm: str
    title: str
    body: str
    link: str = ""


def notify_all(actor: Actor, *, kind: str, messages: Sequence[Message]) -> list[Notice]:
    """A notice for each of many firms, and their mail: as :func:`notify`, in few statements.

    Raises:
        KeyError, ValueError, RuntimeError: as :func:`notify`.
    """
    for message in messages:
        _check(message.title, message.link)
    told = {"kind": KINDS[kind].code, "day": today(), "at": now()}
    made = create_all(
        Notice,
        ({**told, "credit_code": m.firm, "title": m.title, "body": m.body, "link": m.link} for m in messages),
    )
    people = recipients_of(kind, {m.firm for m in messages})
    mail = ((notice, person) for notice in made for person in people.get(notice.credit_code, ()))
    create_all(Mail, ({"notice": notice, "person_id": person, "due": now()} for notice, person in mail))
    transaction.on_commit(deliver_at_once, robust=True)
    return made


def _check(title: str, link: str) -> None:
    if link and (not link.startswith("/") or link.startswith(("//", "/\\"))):
        raise ValueError(f"{link}: a path of this site")
    if "\n" in title or "\r" in title:
        raise ValueError("a title is one line")
