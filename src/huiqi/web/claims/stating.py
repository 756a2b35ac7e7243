"""What a firm has declared in a claim, beside everything it said before and what an officer found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.forms.boundfield import BoundField

from ...explain.values import stored_text
from ...vocabulary import Fact
from ..registry.models import Answer
from .canonical import stored_from_json
from .declared import Declared, fact_in, said_of, verifications
from .forms import FoundForm
from .freezing import Frozen
from .models import Claim, Verification


@dataclass(frozen=True)
class Said:
    """One answer: what, by whom and when; ``after``: since the claim froze what it rests on."""

    text: str
    person: str
    day: date
    after: bool


@dataclass(frozen=True)
class Stated:
    """A fact that rests on the firm's word: every value it has had, and what an officer found."""

    item: Declared
    fact: Fact
    text: str
    said: tuple[Said, ...]
    found: Verification | None

    @property
    def field(self) -> BoundField:
        """The field in which an officer writes what they found, if it is another value."""
        return FoundForm(self.fact, self.item.answer)["value"]


@dataclass(frozen=True)
class Group:
    """What was declared of one record, or of the firm; ``entered``: the register lacks the record."""

    record: str
    entered: bool
    facts: tuple[Stated, ...]

    @property
    def open(self) -> int:
        """How many an officer has not looked at."""
        return sum(1 for s in self.facts if not s.item.verified)


def stated_of(claim: Claim, frozen: Frozen) -> list[Group]:
    """What the claim rests on by the firm's word alone: of the firm first, then record by record."""
    if not frozen.counted:
        return []
    rows = sorted(_stated(claim, frozen), key=lambda s: s.item.record)
    return [
        Group(record, bool(record) and not frozen.registered(record), tuple(group))
        for record, found in groupby(rows, key=lambda s: s.item.record)
        for group in [list(found)]
    ]


def _stated(claim: Claim, frozen: Frozen) -> Iterator[Stated]:
    vocabulary = frozen.rules.package.vocabulary
    said = said_of(claim, [(d.record, d.fact) for d in frozen.counted])
    found = verifications(claim)
    for item in frozen.counted:
        fact = fact_in(vocabulary, item.fact)
        text = stored_text(fact, frozen.stored(item))
        history = tuple(_said(a, fact, item, frozen) for a in said[item.record, item.fact])
        yield Stated(item, fact, text, history, found.get(item.answer))


def _said(answer: Answer, fact: Fact, item: Declared, frozen: Frozen) -> Said:
    value = stored_from_json(item.fact, answer.value, frozen.rules.package.vocabulary)
    return Said(stored_text(fact, value), answer.person.name, answer.day, answer.pk > item.answer)
