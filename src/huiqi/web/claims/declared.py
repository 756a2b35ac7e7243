"""What a firm has declared, as a claim rests on it: the one place where claims meet its answers.

A draft follows the firm's answers as they are; what was submitted keeps the answers frozen then, until
the firm answers in the claim again. What an officer has found counts in either case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from ...evaluate.facts import Stored
from ...vocabulary import Fact, Kind, Vocabulary
from ..actor import Actor
from ..core.service import Failed
from ..registry.answering import add_record, keep_answer
from ..registry.models import Answer, Firm
from ..registry.queries import firm
from ..registry.subjects import answers, declared_records
from ..registry.values import from_json, to_json
from .models import Claim, Verification

Asked = tuple[str, str]
"""A record, empty for the firm itself, and the path of a fact."""


@dataclass(frozen=True)
class Declared:
    """An answer as a claim rests on it; ``verified`` once an officer has looked, with the value found."""

    answer: int
    record: str
    fact: str
    value: Any
    day: str
    verified: bool


def declared_now(claim: Claim, facts: Collection[str]) -> tuple[Declared, ...]:
    """What the firm says today of those facts, of itself and of the records claimed."""
    records = {"", *claim.lines.values_list("record", flat=True)}
    return _looked_at(
        claim, (a for a in answers(claim.credit_code) if a.record in records and a.path in facts)
    )


def declared_then(claim: Claim, frozen: Iterable[Declared]) -> tuple[Declared, ...]:
    """The same answers with what officers have found by now."""
    return _looked_at(claim, Answer.objects.select_related("firm").filter(pk__in=[d.answer for d in frozen]))


def answers_to(claim: Claim) -> QuerySet[Answer]:
    """Everything the firm has ever said of itself and of the records claimed."""
    records = {"", *claim.lines.values_list("record", flat=True)}
    return Answer.objects.filter(firm__credit_code=claim.credit_code, record__in=records)


def _looked_at(claim: Claim, rows: Iterable[Answer]) -> tuple[Declared, ...]:
    said = [a for a in rows if a.value is not None]
    found = verifications(claim) if said else {}
    return tuple(_declared(a, found.get(a.pk)) for a in said)


def _declared(answer: Answer, found: Verification | None) -> Declared:
    value = found.value if found else answer.value
    day = found.day if found else answer.day
    return Declared(answer.pk, answer.record, answer.path, value, day.isoformat(), found is not None)


def said_of(claim: Claim, asked: Collection[Asked]) -> Mapping[Asked, list[Answer]]:
    """Everything the firm has ever said to those questions, oldest first."""
    found: dict[Asked, list[Answer]] = {key: [] for key in asked}
    for row in answers_to(claim).select_related("person"):
        if (row.record, row.path) in found:
            found[row.record, row.path].append(row)
    return found


def verifications(claim: Claim) -> Mapping[int, Verification]:
    """What officers have found in this claim, by answer."""
    rows = Verification.objects.filter(claim=claim).select_related("person").order_by("id")
    return {v.answer_id: v for v in rows}


def entered_records(claim: Claim, kind: Kind) -> list[tuple[str, Mapping[str, Stored]]]:
    """The records of a kind that the firm has entered itself, with what it says of each."""
    said: dict[str, dict[str, Stored]] = {}
    for a in answers(claim.credit_code):
        if a.kind == kind.name and a.fact in kind.facts:
            said.setdefault(a.record, {})[a.fact] = from_json(kind.facts[a.fact], a.value)
    own = (r.record for r in declared_records(claim.credit_code) if r.kind == kind.name)
    return [(record, said.get(record, {})) for record in own]


def keep(
    actor: Actor,
    claim: Claim,
    given: Mapping[Asked, Stored],
    held: Iterable[Declared],
    vocabulary: Vocabulary,
) -> None:
    """Write down what differs from what was shown; None takes an answer back."""
    shown = {(d.record, d.fact): d.value for d in held}
    for (record, path), value in given.items():
        if shown.get((record, path)) != to_json(value):
            fact = fact_in(vocabulary, path)
            keep_answer(actor, firm=_firm(claim), fact=fact, record=record, value=value)


def enter(actor: Actor, claim: Claim, kind: Kind, values: Mapping[str, Stored]) -> str:
    """Write a record down that the register lacks, by its facts' names; its number."""
    facts = {fact: values.get(name) for name, fact in kind.facts.items()}
    return add_record(actor, firm=_firm(claim), kind=kind.name, values=facts).record


def fact_in(vocabulary: Vocabulary, path: str) -> Fact:
    """The fact of a path that rules name."""
    kind, _, name = path.partition(".")
    return vocabulary.kinds[kind].facts[name]


def _firm(claim: Claim) -> Firm:
    found = firm(claim.credit_code)
    if found is None:
        raise Failed(f"登记库中没有 {claim.credit_code}", "核对统一社会信用代码，或等下一次登记数据导入")
    return found
