"""Firms within jurisdiction; what is known of each fact, from where, since when; what is contested."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet

from ...evaluate.facts import Entity, Stored
from ...vocabulary import Fact
from ..actor import Actor
from ..authorities.queries import one, within
from ..core.service import NotThere
from .models import Conflict, Correction, Firm, Import, Standing
from .sources import current, fact_of, vocabulary
from .subjects import answers, declared_records, holding, registered, with_records
from .values import from_json, text

Key = tuple[str, str, str]


class Rank(StrEnum):
    """How well a value is known; the first outweighs the others."""

    VERIFIED = "已核实"
    CORRECTED = "已更正"
    DECLARED = "自报"
    UNKNOWN = "不详"


@dataclass(frozen=True)
class Known:
    """One fact: its value, where it is from, and of which day; ``record`` is empty for the firm's own."""

    fact: Fact
    record: str
    value: Stored
    rank: Rank
    source: str = ""
    day: date | None = None
    contested: bool = False

    @property
    def text(self) -> str:
        """The value in words."""
        return text(self.fact, self.value)


def firm(credit_code: str) -> Firm | None:
    """The firm of that code."""
    return Firm.objects.select_related("authority").filter(credit_code=credit_code).first()


def firms(actor: Actor, action: str = "register.read") -> QuerySet[Firm]:
    """Officers: those of their jurisdiction; who acts for a firm: that one."""
    rows = Firm.objects.select_related("authority")
    return within(rows, actor, action, authority="authority", firm="credit_code")


def firm_for(actor: Actor, credit_code: str, action: str = "register.read") -> Firm:
    """One firm.

    Raises:
        NotThere: there is none of that code for this actor.
    """
    return one(firms(actor, action), credit_code=credit_code)


def imports(actor: Actor, action: str = "import.read") -> QuerySet[Import]:
    """What the actor has delivered; auditors see everything."""
    rows = Import.objects.select_related("person", "department", "job")
    return within(rows, actor, action, person="person")


def corrections(actor: Actor, action: str = "correction.decide") -> QuerySet[Correction]:
    """Corrections of firms in the actor's jurisdiction, or of the firm acted for."""
    rows = Correction.objects.select_related("firm__authority", "asked_by", "decided_by")
    return within(rows, actor, action, authority="firm__authority", firm="firm__credit_code")


def contests(actor: Actor, action: str = "conflict.decide") -> QuerySet[Conflict]:
    """Conflicts in the actor's jurisdiction."""
    rows = Conflict.objects.select_related("correction__firm__authority", "correction__decided_by")
    return within(rows, actor, action, authority="correction__firm__authority")


def conflicts(credit_code: str, facts: Collection[str] | None = None) -> list[Conflict]:
    """Conflicts not decided yet about facts (by path: 企业.从业人员) of a firm; None: about any.

    While there is one, a claim that rests on the fact is not approved.
    """
    rows = Conflict.objects.select_related("correction__firm")
    found = rows.filter(correction__firm__credit_code=credit_code, kept=None)
    return [c for c in found if facts is None or c.correction.path in facts]


def provenance(credit_code: str) -> list[Known]:
    """Every fact of a firm and of its records, in the order of the vocabulary, with its source.

    Raises:
        NotThere: the register does not have the firm.
    """
    snapshot = current()
    if snapshot is None:
        raise NotThere
    subject = with_records(registered(credit_code, snapshot.number), declared_records(credit_code))
    layers = _Layers(credit_code, snapshot.known_at)
    found = list(layers.of(subject.entity, ""))
    for kind, records in subject.records.items():
        for record in records:
            assert record.kind == kind
            found += layers.of(record, record.code)
    return found


class _Layers:
    """What lies over a snapshot for one firm."""

    def __init__(self, credit_code: str, known_at: date) -> None:
        self.known_at = known_at
        self.held = {(c.kind, c.record, c.fact): c for c in holding(credit_code)}
        self.answers = {(a.kind, a.record, a.fact): a for a in answers(credit_code)}
        self.contested = {c.correction_id for c in conflicts(credit_code)}

    def of(self, entity: Entity, record: str) -> Iterator[Known]:
        """The facts of a subject or record."""
        for fact in vocabulary().kinds[entity.kind].facts.values():
            yield self._known(fact, record, entity.get(fact.name))

    def _known(self, fact: Fact, record: str, value: Stored) -> Known:
        key: Key = (fact.kind, record, fact.name)
        if (correction := self.held.get(key)) is not None:
            rank = Rank.VERIFIED if correction.verified else Rank.CORRECTED
            meant = from_json(fact, correction.value)
            contested = correction.pk in self.contested
            return Known(fact, record, meant, rank, "更正", correction.decided, contested)
        if value is not None:
            return Known(fact, record, value, Rank.VERIFIED, fact.owner, self.known_at)
        if (answer := self.answers.get(key)) is not None:
            return Known(fact, record, from_json(fact, answer.value), Rank.DECLARED, "企业自报", answer.day)
        return Known(fact, record, None, Rank.UNKNOWN, fact.owner)


def waiting(actor: Actor) -> QuerySet[Correction]:
    """Corrections asked for that an officer of this jurisdiction is to decide, oldest first."""
    return corrections(actor).filter(standing=Standing.ASKED).order_by("id")


def known(credit_code: str, path: str, record: str) -> Known | None:
    """One fact of a firm; None where there is no such fact or record."""
    wanted = fact_of(path)
    return next((k for k in provenance(credit_code) if k.fact == wanted and k.record == record), None)
