"""Stored values of one candidate, in words."""

from __future__ import annotations

from fractions import Fraction

from ..evaluate import Subject
from ..evaluate.facts import Entity, Stored
from ..literals import decimal_text, value_text
from ..prose.names import NATIONAL, Names
from ..types import RATIO_SCALE
from ..vocabulary import Fact


def stored_of(fact: Fact, subject: Subject, record: Entity | None) -> Stored:
    """A fact of the record or its subject; None where unknown, or where it is another kind's."""
    if record is not None and fact.kind == record.kind:
        return record.get(fact.name)
    if fact.kind == subject.entity.kind:
        return subject.entity.get(fact.name)
    return None


def stored_text(fact: Fact, value: Stored, names: Names = NATIONAL) -> str:
    """A stored value in words, a code by its name; 不详 where unknown."""
    if value is None:
        return "不详"
    if isinstance(value, int) and not isinstance(value, bool):
        exact = Fraction(value, fact.scale)
        if fact.scale == RATIO_SCALE:
            return decimal_text(exact * 100) + "%"
        return value_text(exact, fact.type)
    if isinstance(value, str):
        return names.of(fact.type, value)
    return value_text(value, fact.type)
