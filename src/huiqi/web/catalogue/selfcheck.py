"""The self-check: measures tried on what a visitor types, in memory, kept nowhere.

About a record (a project, an insurance policy) it supposes one record. What is not answered is unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...evaluate import Entity, Subject, evaluate
from ...evaluate.facts import Stored
from ...explain import explain_subject
from ...explain.explanation import MeasureView
from ...tree.measure import NO, STATUS_ORDER, BoundMeasure
from ..registry.sources import names
from .queries import Listed
from .questions import Question

SUPPOSED = "1"


@dataclass(frozen=True)
class Tried:
    """How a measure answers; ``low`` and ``high`` in fen, ``high`` None where unbounded."""

    listed: Listed
    status: str
    low: int | None
    high: int | None


def questions(rows: Sequence[Listed]) -> Mapping[str, Question]:
    """What to ask for one measure, or for all: then of the subject alone, the most wanted first."""
    if len(rows) == 1:
        return rows[0].questions
    subject = _main_subject(rows)
    asked = [(path, q) for row in rows for path, q in row.questions.items() if q.fact.kind == subject]
    known = dict(asked)
    return {path: known[path] for path, _ in Counter(path for path, _ in asked).most_common()}


def _main_subject(rows: Sequence[Listed]) -> str:
    return Counter(row.bound.measure.subject.name for row in rows).most_common(1)[0][0]


def supposed(bound: BoundMeasure, answers: Mapping[str, Stored]) -> Subject:
    """A subject of the answers, with one record of the measure's kind."""

    def entity(kind: str) -> Entity:
        own = {p.partition(".")[2]: v for p, v in answers.items() if p.partition(".")[0] == kind}
        return Entity(kind, SUPPOSED, own)

    kind = bound.measure.kind
    records = {} if kind.is_subject else {kind.name: (entity(kind.name),)}
    return Subject(entity(bound.measure.subject.name), records)


def try_one(listed: Listed, answers: Mapping[str, Stored]) -> MeasureView:
    """One measure with its reasons."""
    bound = listed.bound
    found = explain_subject(
        [bound],
        supposed(bound, answers),
        listed.edition.package.name,
        bound.as_of.isoformat(),
        names=names(),
    )
    return found.measures[0]


def try_all(rows: Sequence[Listed], answers: Mapping[str, Stored]) -> list[Tried]:
    """Every measure about enterprises that is not ruled out, the best first."""
    subject = _main_subject(rows)
    found = [_tried(row, answers) for row in rows if row.bound.measure.subject.name == subject]
    ranks = {status.value: rank for rank, status in enumerate(STATUS_ORDER)}
    no = {status.value for status in NO}
    return sorted((t for t in found if t.status not in no), key=lambda t: -ranks[t.status])


def _tried(row: Listed, answers: Mapping[str, Stored]) -> Tried:
    outcome = evaluate(row.bound, supposed(row.bound, answers))[0]
    return Tried(row, outcome.status.value, outcome.low, outcome.high)
