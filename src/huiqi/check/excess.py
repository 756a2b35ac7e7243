"""Can an amount exceed the cost it supports? The smallest example that shows it.

Facts of the amount and of the cost are tried at the edges of their ranges and at one step above
zero, unset parameters at their bounds: the readings of a clause that pay more than was spent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import product

from ..errors import Problem
from ..evaluate import Entity, Subject
from ..evaluate.facts import Stored
from ..evaluate.values import Evaluator
from ..literals import money_text, value_text
from ..policy.bind import Binder
from ..policy.model import Package
from ..policy.settings import Settings
from ..tree import nodes as n
from ..tree.measure import BoundMeasure, Measure
from ..types import Quantity
from ..vocabulary import Fact

ALLOWED = "支持费用"
AS_OF = date(2022, 12, 31)
MOST = 4000


def check_excess(package: Package, measure: Measure) -> Iterator[Problem]:
    """C0501 where an amount can exceed its cost and no interpretation says so."""
    if measure.cost is None or any(ALLOWED in r for r in measure.readings.values()):
        return
    binder = Binder(package, Settings(), AS_OF)
    bound = binder.measure(measure)
    cost = binder.expression(measure, measure.cost)
    for name, amount in _amounts(bound):
        found = _smallest(amount, cost, measure)
        if found is not None:
            shown, paid, spent = found
            reading = f"（读法 {name}）" if name else ""
            message = f"{measure.id}{reading} 的金额可以超过支持费用：{shown}时付{money_text(paid)}，费用{money_text(spent)}"
            yield Problem("C0501", message, "在“解释”中引用说明这一点的解释", measure.place)


def _amounts(bound: BoundMeasure) -> Iterator[tuple[str, n.Node]]:
    bodies = [*bound.alternatives] or [("", bound.body)]
    for name, body in bodies:
        if body.amount is not None:
            yield name, body.amount


def _smallest(amount: n.Node, cost: n.Node, measure: Measure) -> tuple[str, Fraction, Fraction] | None:
    facts = {x.fact.path: x.fact for node in (amount, cost) for x in n.walk(node) if isinstance(x, n.FactRef)}
    numeric = [f for f in facts.values() if isinstance(f.type, Quantity)]
    grids = [_grid(f) for f in numeric]
    best: tuple[Fraction, str, Fraction, Fraction] | None = None
    for count, values in enumerate(product(*grids)):
        if count > MOST:
            break
        stored: dict[str, Stored] = dict(zip((f.path for f in numeric), values, strict=True))
        paid, spent = _values(amount, cost, stored, measure, facts)
        if paid is not None and spent is not None and paid > spent and (best is None or spent < best[0]):
            best = spent, _shown(numeric, values), paid, spent
    return best[1:] if best else None


def _grid(fact: Fact) -> list[int]:
    assert fact.low is not None and fact.high is not None
    step = fact.step or 1
    values = {fact.low, fact.low + 1, fact.low + step, (fact.low + fact.high) // 2, fact.high}
    return sorted(v for v in values if fact.low <= v <= fact.high)


def _values(
    amount: n.Node, cost: n.Node, stored: Mapping[str, Stored], measure: Measure, facts: Mapping[str, Fact]
) -> tuple[Fraction | None, Fraction | None]:
    def entity(kind: str) -> Entity:
        own = {facts[p].name: v for p, v in stored.items() if facts[p].kind == kind}
        return Entity(kind, "例", own)

    record = None if measure.about_subject else entity(measure.kind.name)
    evaluator = Evaluator(Subject(entity(measure.subject.name)), record, n.Const(n.AS_OF.type, AS_OF))
    if any(isinstance(x, n.Local | n.Aggregate) for x in (*n.walk(amount), *n.walk(cost))):
        return None, None
    return evaluator.num(amount).high, evaluator.num(cost).low


def _shown(facts: list[Fact], values: tuple[int, ...]) -> str:
    parts = (
        f"{f.name} {value_text(Fraction(v, f.scale), f.type)}" for f, v in zip(facts, values, strict=True)
    )
    return "，".join(parts)
