"""Corrections, conflicts, what firms declare, and files delivered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db.models import Q

from ...evaluate.facts import Stored
from ...register.importing import ImportReport
from ...register.store import Snapshot
from ..actor import Actor
from ..audit.recording import change, create, note
from ..authorities.models import Department
from ..core.clock import today
from ..core.service import Failed, NotThere, service
from ..jobs.services import enqueue
from . import files
from .answering import keep_answer
from .models import Answer, Conflict, Correction, Firm, Import, Loaded, Standing
from .notices import ask_department, tell_firm, tell_of_conflict
from .permissions import can_decide_conflict, can_decide_correction, can_deliver, has_owner, owns
from .sources import current, fact_of
from .subjects import declared_records, read_subject, registered, said, with_records
from .values import to_json


@service("correction.ask")
def ask_correction(
    actor: Actor, *, firm: Firm, path: str, record: str, value: Stored, reason: str
) -> Correction:
    """Say what a fact of a firm, or of one of its records, really is; it waits for another person.

    Raises:
        NotThere: no such fact or record.
        Failed: it is what is known already, or such a correction waits.
    """
    kind, name = _named(path)
    if said(read_subject(firm.credit_code), kind, record, name) == value:
        raise Failed("与现有登记相同", "只需更正不一样的内容")
    waiting = Correction.objects.filter(
        firm=firm, kind=kind, record=record, fact=name, standing=Standing.ASKED
    )
    if waiting.exists():
        raise Failed("这项事实已有更正在等待核实", "等核实以后再提")
    before = said(registered(firm.credit_code), kind, record, name)
    row = create(
        Correction,
        firm=firm,
        kind=kind,
        record=record,
        fact=name,
        value=to_json(value),
        before=to_json(before),
        day=today(),
        reason=reason,
        asked_by_id=actor.person,
    )
    ask_department(actor, row)
    return row


@service("correction.decide")
def decide_correction(actor: Actor, *, row: Correction, confirm: bool, basis: str) -> Correction:
    """Confirm a correction, which then holds at once, or refuse it; ``basis`` says what was seen.

    Raises:
        Failed: not theirs to decide; the register knows better and another department is in charge.
    """
    row = Correction.objects.select_for_update(of=("self",)).select_related("firm").get(pk=row.pk)
    if not can_decide_correction(actor, row):
        raise Failed("不能核实这项更正", "须由提出者和企业人员以外的另一人核实，且尚未核实过")
    standing = Standing.CONFIRMED if confirm else Standing.REFUSED
    verified = confirm and owns(actor, row.path)
    if confirm and not verified:
        _require_unknown(row)
    if confirm:
        _end_earlier(row)
    tell_firm(actor, row, "更正已生效" if confirm else "更正未采纳", basis)
    return change(
        row,
        standing=standing.value,
        verified=verified,
        decided_by_id=actor.person,
        decided=today(),
        basis=basis,
    )


def _require_unknown(row: Correction) -> None:
    """Only the department in charge outweighs what a register says."""
    before = said(registered(row.credit_code), row.kind, row.record, row.fact)
    if before is not None and has_owner(row.path):
        fact = fact_of(row.path)
        assert fact is not None
        raise Failed(f"登记库已有这项事实，只能由{fact.owner}部门核实", "请转该部门办理")


def _end_earlier(row: Correction) -> None:
    about = Q(firm=row.firm, kind=row.kind, record=row.record, fact=row.fact)
    for earlier in Correction.objects.filter(about, standing=Standing.CONFIRMED):
        _end(earlier)


def _end(row: Correction) -> Correction:
    for conflict in row.conflicts.filter(kept=None):
        change(conflict, kept=False, decided=today(), basis="更正已失效")
    return change(row, standing=Standing.ENDED.value, ended=today())


@service("conflict.decide")
def decide_conflict(actor: Actor, *, row: Conflict, keep: bool, basis: str) -> Conflict:
    """The correction stays, or what the snapshot says holds.

    Raises:
        Failed: not theirs to decide, or decided.
    """
    rows = Conflict.objects.select_for_update(of=("self",)).select_related("correction__firm")
    row = rows.get(pk=row.pk)
    if not can_decide_conflict(actor, row):
        raise Failed("不能裁定这项冲突", "须由主管这项事实的部门裁定，且尚未裁定过")
    change(row, kept=keep, decided_by_id=actor.person, decided=today(), basis=basis)
    if keep:
        change(row.correction, before=row.value)
    else:
        _end(row.correction)
    tell_firm(actor, row.correction, "更正继续有效" if keep else "更正失效，以新数据为准", basis)
    return row


@service("fact.declare")
def declare(actor: Actor, *, firm: Firm, path: str, record: str, value: Stored) -> Answer:
    """Answer for a fact that nobody knows; it counts in a trial only, and is shown as declared.

    Raises:
        NotThere: no such fact or record.
        Failed: the register knows it: then it is corrected, not declared.
    """
    fact = fact_of(path)
    if fact is None:
        raise NotThere
    known = with_records(read_subject(firm.credit_code), declared_records(firm.credit_code))
    if said(known, fact.kind, record, fact.name) is not None:
        raise Failed("登记库已有这项事实", "如果不对，请提出更正")
    return keep_answer(actor, firm=firm, fact=fact, record=record, value=value)


def _named(path: str) -> tuple[str, str]:
    fact = fact_of(path)
    if fact is None:
        raise NotThere
    return fact.kind, fact.name


@service("register.import")
def deliver(actor: Actor, *, file: Path, known_at: date) -> Import:
    """Take a file that was checked, and have it imported in the background.

    Raises:
        Failed: the actor's department does not deliver for the whole register, or a day that cannot be.
        HuiqiError: what the checks of a file raise.
    """
    if actor.staff and not can_deliver(actor):
        raise Failed("本机关不报送登记数据", "由省级主管部门报送")
    latest = current()
    if known_at > today() or (latest is not None and known_at < latest.known_at):
        raise Failed("数据截至日应在最近一次快照与今天之间", "核对数据截至日")
    files.check(file, actor.department)
    row = create(
        Import,
        person_id=actor.person,
        department=Department.objects.filter(code=actor.department).first(),
        known_at=known_at,
        day=today(),
        files=[files.described(file)],
    )
    files.keep(file, row.pk)
    job = enqueue(actor, name="import-register", arguments={"number": row.pk}, page=f"/imports/{row.pk}/")
    return change(row, job=job)


@service("register.import")
def record_import(actor: Actor, *, row: Import, report: ImportReport) -> Import:
    """What became of the rows."""
    return change(
        row,
        sheets=files.sheets(report),
        read=report.read,
        accepted=report.accepted,
        rejected=report.rejected,
        snapshot=report.snapshot.number if report.snapshot else None,
    )


@service("register.load")
def take_over(actor: Actor, *, snapshot: Snapshot) -> Loaded:
    """Go by this snapshot from now on, and open what contradicts a correction that holds."""
    values = {"sha256": snapshot.manifest["sha256"], "known_at": snapshot.known_at, "ready": True}
    row, _ = Loaded.objects.update_or_create(number=snapshot.number, defaults=values)
    note(row, **values)
    for held in Correction.objects.select_related("firm").filter(standing=Standing.CONFIRMED):
        _compare(actor, held, snapshot)
    return row


def _compare(actor: Actor, held: Correction, snapshot: Snapshot) -> None:
    """A correction that is fulfilled ends; one that is contradicted by something new is contested."""
    try:
        value = to_json(
            said(registered(held.credit_code, snapshot.number), held.kind, held.record, held.fact)
        )
    except NotThere:
        return
    if value == held.value:
        _end(held)
    elif value != held.before:
        contested = held.conflicts.filter(kept=None).first()
        if contested is not None:
            change(contested, snapshot=snapshot.number, value=value)
        else:
            opened = {"snapshot": snapshot.number, "value": value, "opened": today()}
            tell_of_conflict(actor, create(Conflict, correction=held, **opened))
