"""What was said of one fact, over snapshots, corrections and answers, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ...evaluate.facts import Stored
from ...vocabulary import Fact
from ..core.service import NotThere
from .models import Answer, Correction, Firm
from .sources import loaded
from .subjects import registered, said
from .values import from_json, text

MOST = 24


@dataclass(frozen=True)
class Statement:
    """Somebody said it on a day; ``standing`` is that of a correction."""

    day: date
    source: str
    text: str
    standing: str = ""
    why: str = ""


def history(firm: Firm, fact: Fact, record: str) -> list[Statement]:
    """Everything said of a fact; of equal snapshots in a row, the first."""
    about = {"firm": firm, "kind": fact.kind, "record": record, "fact": fact.name}
    found = list(_snapshots(firm, fact, record))
    for c in Correction.objects.filter(**about):
        meant = text(fact, from_json(fact, c.value))
        found.append(Statement(c.day, "更正", meant, c.get_standing_display(), c.basis or c.reason))
    for a in Answer.objects.filter(**about):
        found.append(Statement(a.day, "企业自报", text(fact, from_json(fact, a.value))))
    return sorted(found, key=lambda s: s.day, reverse=True)


def _snapshots(firm: Firm, fact: Fact, record: str) -> Iterator[Statement]:
    before: Stored = None
    for row in reversed(loaded()[:MOST]):
        try:
            value = said(registered(firm.credit_code, row.number), fact.kind, record, fact.name)
        except NotThere:
            continue
        if value != before:
            yield Statement(row.known_at, f"{fact.owner} · 快照 {row.number:04d}", text(fact, value))
        before = value
