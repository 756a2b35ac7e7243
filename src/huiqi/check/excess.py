"""Can an amount exceed the cost it supports? The smallest example that shows it.

Facts of the amount and of the cost are tried at the edges of their ranges and a step above,
unset parameters stand at their bounds, and every reading the two use takes each of its options,
so that amount and cost are always those of one and the same case. Cases that a condition rules
out do not count. A reading is what allows an excess where some option of it never shows one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import islice, product

from ..errors import Place, Problem
from ..evaluate import Entity, Subject
from ..evaluate.facts import Stored
from ..evaluate.values import Evaluator
from ..literals import money_text, value_text
from ..policy.bind import Binder
from ..policy.model import Package
from ..policy.settings import BEGINNING, Origin, ReadingSetting, Settings
from ..tree import nodes as n
from ..tree.measure import Body, BoundBody, Measure
from ..types import DATE, Quantity
from ..vocabulary import Fact

AS_OF = date(2022, 12, 31)
DAYS = (date(2022, 6, 1), date(2022, 6, 2), date(2023, 6, 1))
MOST = 4000
ORIGIN = Origin(BEGINNING, BEGINNING, "", "", False, Place(""))


@dataclass(frozen=True)
class Excess:
    """A case in which ``paid`` (fen; None: unbounded) exceeds ``spent``, shown in words.

    ``reading`` names the readings that allow it, empty where none does.
    """

    reading: str
    shown: str
    paid: Fraction | None
    spent: Fraction

    def problem(self, measure: Measure) -> Problem:
        """C0501."""
        reading = f"（读法 {self.reading}）" if self.reading else ""
        paid = "不设上限" if self.paid is None else money_text(self.paid)
        amounts = f"{self.shown}时付{paid}，费用{money_text(self.spent)}"
        message = f"{measure.id}{reading} 的金额可以超过支持费用：{amounts}"
        hint = (
            "写成了读法：由有权机关写明可以超过，才可采用"
            if self.reading
            else "限制金额，或写成一种读法，由解释采用"
        )
        return Problem("C0501", message, hint, measure.place)


def find_excess(package: Package, measure: Measure) -> Iterator[Excess]:
    """The smallest excess of each body whose amount can exceed its cost."""
    for name, body in measure.alternatives.items() or [("", measure.body)]:
        if measure.cost is not None and body.amount is not None:
            combinations = list(every_option((body.amount, measure.cost)))
            found = [(x, s) for s in combinations for x in _in(package, measure, body, s)]
            if found:
                smallest, settings = min(found, key=lambda case: case[0].spent)
                allowed = _allowing(settings, [s for _, s in found], combinations)
                reading = "，".join(filter(None, (name, *allowed)))
                yield replace(smallest, reading=reading)


def _allowing(settings: Settings, found: Sequence[Settings], tried: Sequence[Settings]) -> Iterator[str]:
    """The readings of ``settings`` with an option under which nothing was found, as adopted there."""
    for adopted in settings.readings:
        with_excess, all_options = (
            {r.option for s in some for r in s.readings if r.reading == adopted.reading}
            for some in (found, tried)
        )
        if with_excess != all_options:
            yield f"{adopted.reading}：{adopted.option}"


def every_option(nodes: Sequence[n.Node]) -> Iterator[Settings]:
    """Each combination of options of the readings that the expressions use; none of no expression."""
    choices = {
        x.reading: [option for option, _ in x.options]
        for node in nodes
        for x in n.walk(node)
        if isinstance(x, n.Choice)
    }
    for options in product(*choices.values()) if nodes else ():
        pairs = zip(choices, options, strict=True)
        yield Settings(readings=tuple(ReadingSetting(r, o, ORIGIN) for r, o in pairs))


def _in(package: Package, measure: Measure, body: Body, settings: Settings) -> Iterator[Excess]:
    binder = Binder(package, settings, AS_OF)
    bound = binder.body(measure, body)
    assert measure.cost is not None and bound.amount is not None
    cost = binder.expression(measure, measure.cost)
    parts = (bound.amount, cost)
    if any(isinstance(x, n.Local | n.Aggregate) for node in parts for x in n.walk(node)):
        return
    refs = (x.fact for node in parts for x in n.walk(node) if isinstance(x, n.FactRef))
    facts = [f for f in dict.fromkeys(refs) if isinstance(f.type, Quantity) or f.type == DATE]
    for values in islice(product(*map(_grid, facts)), MOST):
        evaluator = _evaluator(measure, bound, facts, values)
        paid, spent = evaluator.num(bound.amount).high, evaluator.num(cost).low
        if spent is None or (paid is not None and (paid <= spent or paid < 1)):
            continue
        if all(evaluator.truth(c.node).value is not False for c in bound.conditions):
            yield Excess("", _shown(facts, values), paid, spent)


def _grid(fact: Fact) -> Sequence[Stored]:
    if fact.type == DATE:
        return DAYS
    assert fact.low is not None and fact.high is not None
    values = {fact.low, fact.low + 1, fact.low + (fact.step or 1), (fact.low + fact.high) // 2, fact.high}
    return sorted(v for v in values if fact.low <= v <= fact.high)


def _evaluator(
    measure: Measure, bound: BoundBody, facts: Sequence[Fact], values: Sequence[Stored]
) -> Evaluator:
    def entity(kind: str) -> Entity:
        own = {f.name: v for f, v in zip(facts, values, strict=True) if f.kind == kind}
        return Entity(kind, "例", own)

    record = None if measure.about_subject else entity(measure.kind.name)
    return Evaluator(Subject(entity(measure.subject.name)), record, bound.basis)


def _shown(facts: Sequence[Fact], values: Sequence[Stored]) -> str:
    parts = []
    for fact, value in zip(facts, values, strict=True):
        said = value if isinstance(value, date) else Fraction(int(value or 0), fact.scale)
        parts.append(f"{fact.name} {value_text(said, fact.type)}")
    return "，".join(parts)
