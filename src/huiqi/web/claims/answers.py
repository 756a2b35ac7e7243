"""What a firm writes for a fact: a field of the fact's type, and the stored value that it makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ...errors import HuiqiError
from ...evaluate import evaluate
from ...evaluate.facts import Stored
from ...explain.questions import unknown_facts
from ...explain.values import stored_text
from ...literals import parse_literal
from ...types import BOOL, DATE, MONEY, NUMBER, Enumeration, Quantity
from ...vocabulary import Fact
from .canonical import stored_from_json
from .freezing import Frozen
from .models import Claim

UNIT = 100
YES, NO = "是", "否"


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
        return f"answer {self.record} {self.fact.path}"

    @property
    def label(self) -> str:
        """The question in words, and which record it is about."""
        about = f"记录 {self.record}：" if self.record else ""
        return f"{about}{self.fact.question or self.fact.name}"


def questions(claim: Claim, frozen: Frozen) -> list[Question]:
    """What the register does not know and the claim's lines rest on, answered or not."""
    bound, subject = frozen.bound(claim.measure), frozen.subject
    vocabulary = frozen.rules.package.vocabulary
    found: dict[tuple[str, str], Question] = {}
    for item in frozen.declared:
        kind, _, name = item.fact.partition(".")
        fact = vocabulary.kinds[kind].facts[name]
        text = stored_text(fact, stored_from_json(item.fact, item.value, vocabulary))
        found[item.record, item.fact] = Question(item.record, fact, text, item.verified)
    records = {line.record for line in claim.lines.all()}
    for outcome in evaluate(bound, subject, among=records):
        for fact in unknown_facts(bound, subject, outcome):
            own = outcome.record is not None and fact.kind == outcome.record.kind
            record = outcome.record.code if own and outcome.record else ""
            found.setdefault((record, fact.path), Question(record, fact, "", False))
    return list(found.values())


def field(question: Question) -> forms.Field:
    """The field that asks it."""
    fact, type_ = question.fact, question.fact.type
    given: dict[str, Any] = {"label": question.label, "required": False, "initial": question.answer}
    if type_ == BOOL:
        return forms.ChoiceField(choices=[("", "——"), (YES, YES), (NO, NO)], **given)
    if isinstance(type_, Enumeration):
        return forms.ChoiceField(choices=[("", "——"), *((m, m) for m in type_.members)], **given)
    if type_ == DATE:
        return forms.DateField(widget=forms.DateInput({"type": "date"}), **given)
    if isinstance(type_, Quantity):
        return forms.CharField(max_length=40, help_text=_hint(fact), **given)
    return forms.CharField(max_length=80, **given)


def _hint(fact: Fact) -> str:
    if fact.type == MONEY:
        return "如 120万元；只写数字时按元"
    low = stored_text(fact, fact.low)
    return f"如 {low or '0'}"


def stored(fact: Fact, given: object) -> Stored:
    """The stored value of what was written.

    Raises:
        ValidationError: not of the fact's type, or out of its range.
    """
    if given in (None, ""):
        return None
    if fact.type == BOOL:
        return given == YES
    if not isinstance(fact.type, Quantity):
        return given  # type: ignore[return-value]
    try:
        literal = parse_literal(str(given))
    except HuiqiError as error:
        raise ValidationError(f"{error.problems[0].message}，{error.problems[0].hint}") from None
    plain = literal.type == NUMBER
    if (not plain and literal.type != fact.type) or isinstance(literal.value, str):
        raise ValidationError(f"单位不对，{_hint(fact)}")
    scale = fact.scale * (UNIT if plain and fact.type == MONEY else 1)
    value = literal.value * scale  # type: ignore[operator]
    if value.denominator != 1 or not (fact.low or 0) <= value <= (fact.high or value):
        raise ValidationError(f"应在 {stored_text(fact, fact.low)} 至 {stored_text(fact, fact.high)} 之间")
    return int(value)


def changed(questions: Iterable[Question], cleaned: dict[str, object]) -> dict[tuple[str, str], Stored]:
    """The answers that were given, by record and fact."""
    found = {}
    for question in questions:
        value = cleaned.get(question.name)
        if value not in (None, ""):
            found[question.record, question.fact.path] = stored(question.fact, value)
    return found
