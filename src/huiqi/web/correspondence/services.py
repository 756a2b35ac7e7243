"""Issuing a letter: number, wording, PDF and row in one transaction."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model

from ...errors import HuiqiError
from ...letters import Letter, LetterKind, official_number, render_pdf
from ..actor import Actor
from ..audit.queries import roots
from ..audit.recording import create
from ..authorities.models import Authority
from ..authorities.queries import one, under
from ..core.clock import now, today
from ..core.service import Failed, NotThere, Refused, service
from ..terms.queries import office, remedies
from ..terms.values import Office
from . import storage
from .checking import verification
from .contents import REMEDIES, SERIES, Addressed, Contents
from .models import IssuedLetter, Series


@service("letter.issue")
def issue(
    actor: Actor, *, kind: LetterKind, subject_object: Addressed, letter_fields: Contents
) -> IssuedLetter:
    """Issue a letter today, about a row of the site.

    Who files for a firm causes nothing but the receipt for what was filed. The series stays locked until the transaction ends, so
    that a number which came to nothing is given again.

    Raises:
        Refused, NotThere: not the actor's to issue.
        Failed: something is missing, as remedies outside a demo, or no office is set.
    """
    authority = letter_fields.authority or subject_object.authority
    department = letter_fields.department or subject_object.department
    _require_own(actor, kind, authority, subject_object.credit_code)
    desk = office(authority, department)
    letter = _worded(kind, desk, authority, letter_fields)
    assert isinstance(subject_object, Model)
    return create(
        IssuedLetter,
        kind=kind.value,
        authority=authority,
        department=department,
        subject=subject_object._meta.label_lower,
        subject_id=str(subject_object.pk),
        at=now(),
        sha256=_printed(letter),
        **_stated(letter),
    )


def _require_own(actor: Actor, kind: LetterKind, authority: Authority, credit_code: str) -> None:
    if actor.firm and kind is not LetterKind.FILED:
        raise Refused("letter.issue")
    if actor.firm and actor.firm != credit_code:
        raise NotThere
    if actor.staff and not actor.firm:
        one(under(actor.authority), pk=authority.pk)


def _worded(kind: LetterKind, desk: Office, authority: Authority, fields: Contents) -> Letter:
    day = today()
    wording = REMEDIES.get(kind)
    return Letter(
        kind=kind,
        number=_number(desk.abbreviation + SERIES[kind], day.year),
        issued=day,
        authority=desk.organ,
        department=desk.desk,
        matter=fields.matter,
        demo=settings.DEMO,
        addressee=fields.addressee,
        earlier=fields.earlier,
        amounts=fields.amounts,
        findings=fields.findings,
        listing=fields.listing,
        deadlines=fields.deadlines,
        remedies=remedies(wording, day, authority=authority.code) if wording else None,
        contact="，".join(filter(None, (desk.desk, desk.phone, desk.address))),
        root=_root(),
    )


def _number(abbreviation: str, year: int) -> str:
    Series.objects.get_or_create(abbreviation=abbreviation, year=year)
    series = Series.objects.select_for_update().get(abbreviation=abbreviation, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return official_number(abbreviation, year, series.last)


def _root() -> str:
    last = roots().first()
    return f"{last.day} {last.number} {last.digest}" if last else ""


def _printed(letter: Letter) -> str:
    try:
        return storage.keep(render_pdf(letter, verification(letter)))
    except HuiqiError as error:
        problems = error.problems
        hints = [p.hint for p in problems if p.hint]
        if any(p.code == "W0101" for p in problems):
            hints = ["由政策专员在“规定”页录入权利告知，另一人确认"]
        raise Failed("；".join(p.message for p in problems), "；".join(hints)) from error


def _stated(letter: Letter) -> dict[str, Any]:
    whom = letter.addressee
    return {
        "number": letter.number,
        "issued": letter.issued,
        "organ": letter.authority,
        "addressee": whom.name if whom else "",
        "credit_code": whom.code if whom else "",
        "measure": letter.matter.measure,
        "earlier": letter.earlier,
        "amounts": [[amount.label, amount.fen] for amount in letter.amounts],
        "demo": letter.demo,
    }
