"""What a firm puts into a claim: records chosen, numbers, answers, documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...evaluate import evaluate
from ..actor import Actor
from ..audit.recording import change, create, note
from ..core.service import Failed
from ..documents.models import Document
from . import freezing
from .declared import keep
from .models import Attachment, Claim, Line, Mark
from .moves import Given
from .rules import rules_of
from .states import State


def fill(actor: Actor, claim: Claim, given: Given) -> None:
    """Take over what a form holds; only a draft changes its records and numbers.

    ``form`` has ``records`` (chosen), ``marks`` (record → kind and number), ``answers`` ((record, fact) →
    stored value) and ``documents`` (title → document).
    """
    form = given.form or {}
    if claim.state == State.DRAFT and "records" in form:
        choose(claim, form["records"])
        _mark(claim, form.get("marks", {}))
    if answered := form.get("answers"):
        held = freezing.declared_in(claim) if claim.state == State.DRAFT else freezing.renewed(claim).declared
        keep(actor, claim, answered, held, rules_of(claim.package).package.vocabulary)
    _attach(claim, form.get("documents", {}))
    if claim.state == State.DRAFT:
        preview(claim)
    note(claim, filled=sorted(form))


def choose(claim: Claim, records: Any) -> None:
    """The lines of a claim: those records and no others; the firm itself where the measure is about firms."""
    kind = rules_of(claim.package).measure(claim.measure).kind
    wanted = {""} if kind.is_subject else set(records)
    held = {line.record: line for line in claim.lines.all()}
    for record, line in held.items():
        if record not in wanted:
            line.delete()
    for record in sorted(wanted - set(held)):
        line = create(Line, claim=claim, record=record)
        if not kind.is_subject:
            value = f"{claim.credit_code}/{kind.name}/{record}"
            create(Mark, line=line, kind=Mark.Kind.RECORD, value=value)


def _mark(claim: Claim, marks: Mapping[str, tuple[str, str]]) -> None:
    for line in claim.lines.all():
        kind, number = marks.get(line.record, ("", ""))
        value = "".join(number.split()).upper()
        line.marks.exclude(kind=Mark.Kind.RECORD).delete()
        if kind and value:
            create(Mark, line=line, kind=kind, value=value)


def _attach(claim: Claim, documents: Mapping[str, Document]) -> None:
    for title, document in documents.items():
        if document.credit_code != claim.credit_code:
            raise Failed("这份材料不在本企业的材料库里", "从材料库选择，或重新上传")
        held = claim.attachments.filter(title=title).first()
        if held is None:
            create(Attachment, claim=claim, document=document, title=title)
        else:
            change(held, document=document)


def preview(claim: Claim) -> None:
    """What each line would come to as things stand; shown, and frozen only on submission."""
    frozen = freezing.now_known(claim.package, claim.credit_code, freezing.declared_in(claim))
    bound, subject = frozen.bound(claim.measure), frozen.subject
    lines = {line.record: line for line in claim.lines.all()}
    for outcome in evaluate(bound, subject, among=set(lines)):
        line = lines.get(outcome.record.code if outcome.record else "")
        if line is not None:
            day = freezing.outcome_days(bound, subject, outcome)
            change(line, status=outcome.status.value, asked=outcome.amount, day=day, year=outcome.year)
