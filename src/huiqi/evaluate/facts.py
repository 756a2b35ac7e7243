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
