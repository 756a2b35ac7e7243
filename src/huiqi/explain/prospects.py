"""For a yes: what one more step of a fact would bring, and where the next threshold lies.

Answers come from evaluating the measure again with the fact moved, limits included.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..evaluate import Outcome, Subject, evaluate, numbers
from ..evaluate.facts import altered
from ..evaluate.values import Evaluator
from ..literals import money_text
from ..nearest import edges, movable_facts
from ..tree import nodes as n
from ..tree.measure import BoundMeasure, Status
from ..types import Quantity
from ..vocabulary import Fact
from .explanation import ProspectView
from .values import stored_of, stored_text


def prospects(
    bound: BoundMeasure, subject: Subject, outcomes: Sequence[Outcome], index: int
) -> tuple[ProspectView, ...]:
    """For each number the subject can move and the amount depends on. Only for 符合."""
    body, outcome = bound.body, outcomes[index]
    if outcome.status != Status.ELIGIBLE or body.amount is None or bound.alternatives:
        return ()
    nodes = [body.amount, *(x.ceiling for x in body.limits)]
    found = []
    for fact in movable_facts(bound, nodes).values():
        value = stored_of(fact, subject, outcome.record)
        if isinstance(fact.type, Quantity) and isinstance(value, int):
            what_if = _WhatIf(bound, subject, outcomes, index, fact, value)
            found.append(what_if.view([*nodes, *(c.node for c in body.conditions)]))
    return tuple(v for v in found if v.gain > 0 or v.threshold)


@dataclass(frozen=True)
class _Point:
    """The measure with the fact at a value: the sum of what is owed, and this candidate's part."""

    total: int
    status: Status
    cut_by: str | None


class _WhatIf:
    """One fact of one candidate, tried at other values. Values as stored, money in fen."""

    def __init__(
        self,
        bound: BoundMeasure,
        subject: Subject,
        outcomes: Sequence[Outcome],
        index: int,
        fact: Fact,
        value: int,
    ) -> None:
        self.bound, self.subject, self.index = bound, subject, index
        self.record, self.among = outcomes[index].record, numbers(outcomes)
        self.fact, self.value = fact, value
        self.sign = -1 if fact.influence == "减" else 1
        self.step = (fact.step or 1) * self.sign
        self._memo: dict[int, _Point] = {}

    def at(self, value: int) -> _Point:
        """The answer with the fact at that value."""
        if value not in self._memo:
            changed = altered(self.subject, self.record, {self.fact.path: value})
            outcomes = evaluate(self.bound, changed, among=self.among)
            mine = outcomes[self.index]
            self._memo[value] = _Point(sum(o.amount or 0 for o in outcomes), mine.status, mine.cut_by)
        return self._memo[value]

    def gain(self, value: int) -> int:
        """What one more step from there brings, in fen."""
        return self.at(value + self.step).total - self.at(value).total

    def inside(self, value: int) -> bool:
        """Whether the fact may have that value and one a step on."""
        low, high = self.fact.low, self.fact.high
        assert low is not None and high is not None
        return low <= value <= high and low <= value + self.step <= high

    def view(self, nodes: list[n.Node]) -> ProspectView:
        """The gain of one step and the first threshold on the way."""
        gain = self.gain(self.value) if self.inside(self.value) else 0
        step = stored_text(self.fact, abs(self.step))
        return ProspectView(self.fact.name, self._way, step, gain, self._threshold(nodes, gain))

    def _threshold(self, nodes: list[n.Node], gain: int) -> str:
        cut = self.at(self.value).cut_by
        if cut is not None and not gain:
            return f"已受限额“{cut}”封顶"
        for value in self._ahead(nodes):
            capped = self._cap(value - self.sign)
            if capped is not None:
                return f"{self._reached(capped)}，受限额“{self.at(capped).cut_by}”封顶"
            words = self._new_at(value, gain)
            if words:
                return words
        assert self.fact.low is not None and self.fact.high is not None
        capped = self._cap(self.fact.high if self.sign > 0 else self.fact.low)
        return "" if capped is None else f"{self._reached(capped)}，受限额“{self.at(capped).cut_by}”封顶"

    def _ahead(self, nodes: list[n.Node]) -> Iterator[int]:
        reader = Evaluator(self.subject, self.record, self.bound.body.basis, self.bound.local)
        found = edges(self.fact, nodes, self.bound.measure.kind.name, reader)
        if self.sign > 0:
            yield from (e for e in found if e > self.value)
        else:
            yield from (e - 1 for e in reversed(found) if e - 1 < self.value)

    def _new_at(self, value: int, gain: int) -> str:
        """What begins at an edge, in words; empty where nothing does."""
        here, before = self.at(value), self.at(value - self.sign)
        if here.status != before.status:
            return f"{self._way}过{stored_text(self.fact, value - self.sign)}，结论变为{here.status.value}"
        jump = here.total - before.total
        if abs(jump) > abs(gain) + 1:
            return f"{self._reached(value)}，合计由{money_text(before.total)}变为{money_text(here.total)}"
        later = self.gain(value) if self.inside(value) else gain
        if abs(later - gain) > 1:
            return self._from(value if jump else value - self.sign, later)
        return ""

    def _from(self, value: int, gain: int) -> str:
        """What each further step brings from there on."""
        if not gain:
            return f"{self._reached(value)}，此后不再多得"
        step = stored_text(self.fact, abs(self.step))
        return f"{self._reached(value)}，此后每{self._way}{step}多得{money_text(gain)}"

    def _cap(self, end: int) -> int | None:
        """The first value up to ``end`` at which a limit cuts; None where none does."""
        if self.at(self.value).cut_by is not None or self.at(end).cut_by is None:
            return None
        low, high = self.value, end
        while abs(high - low) > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.at(middle).cut_by is not None else (middle, high)
        return high

    def _reached(self, value: int) -> str:
        return f"{self._way}至{stored_text(self.fact, value)}"

    @property
    def _way(self) -> str:
        return "增" if self.sign > 0 else "减"
