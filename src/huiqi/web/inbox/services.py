"""Notices read and opened, mail sent or given up, kinds of mail switched off and on."""

from __future__ import annotations

from ..actor import Actor
from ..audit.recording import change, create, note
from ..core.clock import now, today
from ..core.service import Failed, service
from .kinds import OPTIONAL
from .models import Mail, Mute, Notice
from .queries import mutes, notices


@service("notice.read")
def open_notice(actor: Actor, *, notice: Notice) -> Notice:
    """Somebody looked at it: it is read, and its firm reached."""
    row = notices(actor).select_for_update(of=("self",)).get(pk=notice.pk)
    if row.opened is not None:
        note(row, looked=today())
        return row
    return change(row, read=row.read or now(), opened=today())


@service("notice.read")
def mark_read(actor: Actor) -> int:
    """Empty the counter without opening; how many notices that were.

    Raises:
        Failed: there is nothing unread.
    """
    unread = list(notices(actor).select_for_update(of=("self",)).filter(read=None))
    if not unread:
        raise Failed("没有未读通知", "刷新页面看现在的状态")
    for notice in unread:
        change(notice, read=now())
    return len(unread)


@service("notice.mute")
def choose_mail(actor: Actor, *, person: int, wanted: set[str]) -> None:
    """Mail of these kinds, and of those that are always sent; no other."""
    note(Mute(person_id=person), wanted="、".join(sorted(wanted)))
    off = mutes(person)
    for kind in OPTIONAL:
        muted = kind.code not in wanted
        if muted != (kind.code in off):
            row = Mute.objects.filter(person=person, kind=kind.code).first()
            if row is None:
                create(Mute, person_id=person, kind=kind.code, muted=muted)
            else:
                change(row, muted=muted)


@service("mail.deliver")
def mark_sent(actor: Actor, *, mail: Mail) -> Mail:
    """The server has taken it."""
    return change(mail, sent=now())


@service("mail.deliver")
def give_up(actor: Actor, *, mail: Mail) -> Mail:
    """It was tried often enough; the notice in the inbox stays."""
    return change(mail, given_up=True)
