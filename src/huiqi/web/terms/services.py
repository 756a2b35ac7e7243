"""Provisions: proposed by one person, confirmed by another, withdrawn while they wait; a demo's are seeded."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from ..actor import Actor
from ..audit.recording import change, create
from ..authorities.models import Authority, Department
from ..authorities.queries import one, under
from ..core.service import Failed, service
from .models import Provision
from .permissions import can_confirm_provision
from .queries import shared_abbreviation
from .values import Office, Value


@service("term.propose")
def propose_provision(
    actor: Actor,
    *,
    name: str,
    authority: Authority,
    value: Value,
    reference: str,
    reason: str,
    since: date,
    department: Department | None = None,
    measure: str = "",
) -> Provision:
    """Ask for a value to hold from a day on; it counts once a second person confirms it.

    Raises:
        NotThere: an authority outside the actor's.
        Failed: an office that would number its letters like another.
    """
    one(under(actor.authority), pk=authority.pk)
    if isinstance(value, Office):
        _refuse_office(value, authority, department)
    return create(
        Provision,
        name=name,
        authority=authority,
        department=department,
        measure=measure,
        value=asdict(value),
        reference=reference,
        reason=reason,
        since=since,
        proposed_by_id=actor.person,
    )


def _refuse_office(office: Office, authority: Authority, department: Department | None) -> None:
    if department is None and not office.pattern:
        raise Failed("请选择部门", "不选部门时，机关代字须含 {机关} 和 {部门}，适用于下级各机关各部门")
    if shared_abbreviation(office.abbreviation, authority, department):
        raise Failed("这个机关代字已由另一机关或部门使用", "换一个机关代字，文号才不会重复")


@service("term.confirm")
def confirm_provision(actor: Actor, *, provision: Provision) -> Provision:
    """Put it into force.

    Raises:
        Failed: the actor proposed it, or it does not wait any longer.
    """
    row = Provision.objects.select_for_update().get(pk=provision.pk)
    if not can_confirm_provision(actor, row):
        raise Failed("不能确认这项规定", "须由提出者以外的另一人确认；已确认或撤回的不能再确认")
    return change(row, confirmed_by_id=actor.person)


@service("term.propose")
def withdraw_provision(actor: Actor, *, provision: Provision) -> Provision:
    """Take a proposal back.

    Raises:
        Failed: it is in force, or taken back already.
    """
    row = Provision.objects.select_for_update().get(pk=provision.pk)
    if row.demo or row.confirmed_by_id is not None or row.withdrawn:
        raise Failed("不能撤回这项规定", "已生效的规定由新的规定替代")
    return change(row, withdrawn=True)


@service("term.seed")
def seed_provision(
    actor: Actor, *, name: str, authority: Authority, value: Value, since: date, measure: str = ""
) -> Provision:
    """A value of a demo, marked 演示, which nobody has set."""
    values = {"authority": authority, "value": asdict(value), "since": since, "reference": "演示设定"}
    return create(Provision, name=name, measure=measure, demo=True, **values)
