"""A firm's facts as rules read them: the current snapshot, corrections over it, answers in a trial."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ...errors import HuiqiError
from ...evaluate import Entity, Subject
from ...explain import Reader, corrected
from ...register import corrections as core
from ...register.groups import Group
from ...register.store import Snapshot
from ..core.service import NotThere
from .models import About, Answer, Correction, DeclaredRecord, Standing
from .sources import current, fact_of, snapshot_of, vocabulary
from .values import from_json


def read_subject(credit_code: str, *, declared: bool = False) -> Subject:
    """The facts of the current snapshot with the corrections that hold.

    ``declared``: also what the firm has declared, where nothing else is known: for a trial only.

    Raises:
        NotThere: the register does not have the firm.
    """
    known = corrected(registered(credit_code), map(as_core, holding(credit_code)))
    if not declared:
        return known
    known = with_records(known, declared_records(credit_code))
    return corrected(known, (as_core(a) for a in answers(credit_code) if _open(known, a)))


def with_records(subject: Subject, rows: Iterable[DeclaredRecord]) -> Subject:
    """The subject with records that its firm has entered, of which nothing is known yet."""
    records = dict(subject.records)
    for row in rows:
        records[row.kind] = (*records.get(row.kind, ()), Entity(row.kind, row.record))
    return Subject(subject.entity, records, subject.name)


def registered(credit_code: str, number: int | None = None) -> Subject:
    """What a snapshot says, by default the current one.

    Raises:
        NotThere: it does not have the firm.
    """
    snapshot = current() if number is None else snapshot_of(number)
    if snapshot is None:
        raise NotThere
    return _registered(_store(snapshot), snapshot.number, credit_code)


def group(snapshot: Snapshot, subject: Subject) -> Group | None:
    """The enterprises of a snapshot that are one with a subject; None where it stands alone."""
    return _reader(_store(snapshot), snapshot.number).group(subject.entity.kind, subject.entity.code)


def _store(snapshot: Snapshot) -> Path:
    return Path(str(snapshot.folder)).parents[1]


@lru_cache(maxsize=2048)
def _registered(store: Path, number: int, credit_code: str) -> Subject:
    try:
        return _reader(store, number).read(credit_code)
    except HuiqiError as error:
        if error.problems[0].code == "E0101":
            raise NotThere from None
        raise


@lru_cache(maxsize=2)
def _reader(store: Path, number: int) -> Reader:
    """Of the current snapshot and the one before; ``store`` tells stores apart."""
    return Reader(snapshot_of(number), vocabulary())


def holding(credit_code: str) -> Iterable[Correction]:
    """The corrections that hold."""
    rows = Correction.objects.select_related("firm", "decided_by")
    return rows.filter(firm__credit_code=credit_code, standing=Standing.CONFIRMED)


def answers(credit_code: str) -> list[Answer]:
    """What the firm has declared, the newest answer to each question."""
    rows = Answer.objects.select_related("firm").filter(firm__credit_code=credit_code)
    return list({(a.kind, a.record, a.fact): a for a in rows}.values())


def declared_records(credit_code: str) -> list[DeclaredRecord]:
    """The records that the firm has entered, oldest first."""
    return list(DeclaredRecord.objects.filter(firm__credit_code=credit_code))


def as_core(row: About) -> core.Correction:
    """A row as the engine takes it."""
    fact = fact_of(row.path)
    value = from_json(fact, row.value) if fact else None
    return core.Correction(row.credit_code, row.kind, row.record, row.fact, value)


def _open(subject: Subject, answer: Answer) -> bool:
    try:
        return said(subject, answer.kind, answer.record, answer.fact) is None
    except NotThere:
        return False


def said(subject: Subject, kind: str, record: str, fact: str) -> core.Value:
    """A fact of the subject or of one of its records.

    Raises:
        NotThere: it has no such record.
    """
    if kind == subject.entity.kind and not record:
        return subject.entity.get(fact)
    found = next((r for r in subject.of(kind) if r.code == record), None)
    if found is None:
        raise NotThere
    return found.get(fact)
