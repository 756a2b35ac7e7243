"""What firms and departments are told about corrections."""

from __future__ import annotations

from django.urls import reverse

from ..actor import Actor
from ..authorities.models import Department
from ..inbox.notifying import notify
from .models import Conflict, Correction
from .sources import fact_of


def tell_firm(actor: Actor, row: Correction, title: str, basis: str) -> None:
    """The firm is told what became of a correction."""
    body = f"{row.path}{row.record and f'（{row.record}）'}：{basis}"
    notify(actor, kind="correction", title=title, body=body, link=reverse("own-facts"), firm=row.credit_code)


def ask_department(actor: Actor, row: Correction) -> None:
    """The department in charge, at the firm's authority, is told that a correction waits."""
    link = reverse("decide-correction", args=[row.pk])
    _to_department(actor, row, f"待核实的更正：{row.path}", row.reason, link)


def tell_of_conflict(actor: Actor, row: Conflict) -> None:
    """The department in charge is told that new data contradict a correction."""
    link = reverse("decide-conflict", args=[row.pk])
    title = f"新数据与更正冲突：{row.correction.path}"
    _to_department(actor, row.correction, title, "裁定之前更正继续有效。", link)


def _to_department(actor: Actor, row: Correction, title: str, body: str, link: str) -> None:
    fact, authority = fact_of(row.path), row.firm.authority
    owner = Department.objects.filter(code=fact.owner).first() if fact else None
    if owner is not None and authority is not None:
        notify(actor, kind="task", title=title, body=body, link=link, office=(authority, owner))
