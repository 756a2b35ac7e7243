"""An explanation arranged for a page: every condition with its facts and where each comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...explain.explanation import CandidateView, ConditionView, MeasureView
from ...tree.measure import BoundMeasure
from .wording import CHINESE, parts

Told = Callable[[str, str, str], tuple[str, str]]
"""From a fact's name, its record's number and its value in words: the value to show, and its source."""
RANK = {"不满足": 0, "待补充": 1, "待明确": 2, "满足": 3}


@dataclass(frozen=True)
class Shown:
    """A condition, its sentence, and (fact, value, source) for each fact it looked at."""

    condition: ConditionView
    sentence: str
    facts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Candidate:
    """A candidate; what fails or waits stands first."""

    view: CandidateView
    conditions: tuple[Shown, ...]


def plainly(fact: str, record: str, value: str) -> tuple[str, str]:
    """The value as it is, from nowhere."""
    return value, ""


def arranged(view: MeasureView, bound: BoundMeasure, told: Told = plainly) -> list[Candidate]:
    """The candidates of a measure as a page lists them; conditions in the readings adopted."""
    sentences = {name: said for part in parts(bound, CHINESE) for name, said in part.conditions}
    return [_candidate(candidate, sentences, told) for candidate in view.candidates]


def _candidate(view: CandidateView, sentences: Mapping[str, str], told: Told) -> Candidate:
    ordered = sorted(view.conditions, key=lambda c: RANK[c.outcome])
    return Candidate(view, tuple(_shown(c, view.record, sentences, told) for c in ordered))


def _shown(condition: ConditionView, record: str, sentences: Mapping[str, str], told: Told) -> Shown:
    facts = ((name, *told(name, record, value)) for name, value in condition.facts)
    return Shown(condition, sentences.get(condition.name, condition.sentence), tuple(facts))
