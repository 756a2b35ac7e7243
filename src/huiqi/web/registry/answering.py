"""What a firm declares: answers to what nobody else knows, and records that the register lacks.

Both are written here alone, inside a service, whichever page asked. Until an officer has found them so
they count in a trial and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...evaluate.facts import Stored
from ...vocabulary import Fact
from ..actor import Actor
from ..audit.recording import create
from ..core.clock import today
from ..core.service import Failed
from .models import Answer, DeclaredRecord, Firm
from .values import to_json

OWN = "自报"
MOST = 200


def keep_answer(actor: Actor, *, firm: Firm, fact: Fact, record: str, value: Stored) -> Answer:
    """Write an answer down; ``record`` is empty for the firm's own facts, None takes an answer back."""
    return create(
        Answer,
        firm=firm,
        kind=fact.kind,
        record=record,
        fact=fact.name,
        value=to_json(value),
        day=today(),
        person_id=actor.person,
    )


def add_record(actor: Actor, *, firm: Firm, kind: str, values: Mapping[Fact, Stored]) -> DeclaredRecord:
    """Write a record down that the register lacks, under a number of its own, with what is known of it.

    Raises:
        Failed: nothing is said of it, or the firm has entered too many.
    """
    known = {fact: value for fact, value in values.items() if value is not None}
    if not known:
        raise Failed("这条记录还没有内容", "至少填写一项")
    Firm.objects.select_for_update().get(pk=firm.pk)
    held = DeclaredRecord.objects.filter(firm=firm, kind=kind).count()
    if held >= MOST:
        raise Failed(f"自行申报的记录已有 {MOST} 条", "请联系主管部门补登")
    named = {"firm": firm, "kind": kind, "record": f"{OWN}{held + 1}"}
    row = create(DeclaredRecord, **named, person_id=actor.person, day=today())
    for fact, value in known.items():
        keep_answer(actor, firm=firm, fact=fact, record=row.record, value=value)
    return row
