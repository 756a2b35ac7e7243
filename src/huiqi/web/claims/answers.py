"""What a claim asks its firm: a field of each fact's type, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...evaluate import evaluate
from ...evaluate.facts import Stored
from ...explain.questions import unknown_facts
from ...vocabulary import Fact
from ..catalogue.questions import Question as Asking
from ..catalogue.questions import field_of, written
from ..registry.values import ValueField
from .declared import fact_in
from .freezing import Frozen
from .models import Claim


def slot(*parts: str) -> str:
    """A field's name from what it is about; without blanks, so that it can be an element's identifier."""
    return ":".join("_".join(part.split()) for part in parts)


@dataclass(frozen=True)
class Question:
    """A fact that only the firm can state, of the firm or of one record, with its latest answer."""

    record: str
    fact: Fact
    answer: str
    verified: bool

    @property
    def name(self) -> str:
        """The field's name."""
        return slot("answer", self.record, self.fact.path)


def questions(claim: Claim, frozen: Frozen) -> list[Question]:
    """What the register does not know and the claim's lines rest on, answered or not."""
    bound, subject = frozen.bound(claim.measure), frozen.subject
    found: dict[tuple[str, str], Question] = {}
    for item in frozen.counted:
        fact = fact_in(frozen.rules.package.vocabulary, item.fact)
        found[item.record, item.fact] = Question(
            item.record, fact, written(fact, frozen.stored(item)), item.verified
        )
    records = {line.record for line in claim.lines.all()}
    for outcome in evaluate(bound, subject, among=records):
        for fact in unknown_facts(bound, subject, outcome):
            own = outcome.record is not None and fact.kind == outcome.record.kind
            record = outcome.record.code if own and outcome.record else ""
            found.setdefault((record, fact.path), Question(record, fact, "", False))
    return list(found.values())


def field(question: Question) -> ValueField:
    """The field that asks it."""
    asking = field_of(Asking(question.fact))
    asking.initial = question.answer
    return asking


def given(questions: Iterable[Question], cleaned: Mapping[str, Stored]) -> dict[tuple[str, str], Stored]:
    """What was answered, by record and fact; None where nothing was."""
    return {(q.record, q.fact.path): cleaned.get(q.name) for q in questions}
