"""What is known of one subject: its own facts and its records', as stored.

Values are stored integers (fen, ratio × 10^6, counts, days), ``date``, ``bool`` or ``str``;
None or a missing key is *unknown*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Stored = int | bool | str | date | None


@dataclass(frozen=True)
class Entity:
    """A subject or a record: its kind, its code or record number, and its facts."""

    kind: str
    code: str
    facts: Mapping[str, Stored] = field(default_factory=dict)

    def get(self, name: str) -> Stored:
        """A fact's stored value, None where unknown."""
        return self.facts.get(name)


@dataclass(frozen=True)
class Subject:
    """A subject with its records by kind, in record order."""

    entity: Entity
    records: Mapping[str, tuple[Entity, ...]] = field(default_factory=dict)
    name: str = ""

    def of(self, kind: str) -> tuple[Entity, ...]:
        """The records of a kind."""
        return self.records.get(kind, ())


def altered(subject: Subject, record: Entity | None, values: Mapping[str, Stored]) -> Subject:
    """The subject with facts of its own or of one record, by path (项目.总投资), set otherwise."""

    def with_values(entity: Entity) -> Entity:
        own = {p.partition(".")[2]: v for p, v in values.items() if p.partition(".")[0] == entity.kind}
        return Entity(entity.kind, entity.code, {**entity.facts, **own}) if own else entity

    records = dict(subject.records)
    if record is not None:
        records[record.kind] = tuple(with_values(r) if r is record else r for r in subject.of(record.kind))
    return Subject(with_values(subject.entity), records, subject.name)
