"""All measures about one subject: verdict and amount, or these with every reason bit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..evaluate import Subject, evaluate
from ..tree.measure import BoundMeasure
from ..vocabulary import Vocabulary
from .definitions import Definitions
from .measure import Decision, NotCompiled

Answer = tuple[str, int | None]
"""Status, and the amount in fen where it is 符合."""
Reasoned = tuple[str, int | None, int, int, int]
"""The same, then the masks: what is false, what waits for a fact, what for the authority."""


class Decider:
    """Decides measures by generated Python, equal to the evaluator."""

    def __init__(self, bound: Sequence[BoundMeasure], vocabulary: Vocabulary) -> None:
        self._groups = {
            kind: _Group([b for b in bound if b.measure.subject.name == kind], kind, vocabulary)
            for kind in {b.measure.subject.name for b in bound}
        }

    def __call__(self, subject: Subject) -> dict[str, list[Answer]]:
        """Measure -> the answer of each candidate, in record order."""
        group = self._groups.get(subject.entity.kind)
        return group.decide(subject, False) if group is not None else {}

    def reasons(self, subject: Subject) -> dict[str, list[Reasoned]]:
        """Measure -> the answer of each candidate with its masks."""
        group = self._groups.get(subject.entity.kind)
        return group.decide(subject, True) if group is not None else {}


class _Group:
    """The measures about one kind of subject."""

    def __init__(self, bound: Sequence[BoundMeasure], kind: str, vocabulary: Vocabulary) -> None:
        definitions = Definitions(bound, kind, vocabulary)
        self.slots = 2 * len(definitions)
        self.decisions = [
            (
                b.id,
                None if b.measure.about_subject else b.measure.kind.name,
                Decision(b, vocabulary, definitions),
            )
            for b in bound
        ]

    def decide(self, subject: Subject, reasons: bool) -> dict[str, list[Any]]:
        """The answers of every measure."""
        facts, records, memo = subject.entity.facts, subject.records, [...] * self.slots
        found: dict[str, list[Any]] = {}
        for name, kind, decision in self.decisions:
            try:
                decide = decision.reasons if reasons else decision.verdict
                if kind is None:
                    found[name] = [decide(facts, facts, memo, records)]
                    continue
                own = records.get(kind)
                if not own:
                    found[name] = []
                elif len(own) > 1 and decision.across:
                    answers = decision.together(own, (facts, memo, records))
                    found[name] = answers if reasons else [a[:2] for a in answers]
                else:
                    found[name] = [decide(facts, r.facts, memo, records) for r in own]
            except NotCompiled:
                found[name] = evaluated(decision.bound, subject, reasons)
        return found


def evaluated(bound: BoundMeasure, subject: Subject, reasons: bool) -> list[Any]:
    """The same answers by the evaluator."""
    outcomes = evaluate(bound, subject)
    if reasons:
        return [(o.status.value, o.amount, o.false_mask, o.unknown_mask, o.unset_mask) for o in outcomes]
    return [(o.status.value, o.amount) for o in outcomes]
