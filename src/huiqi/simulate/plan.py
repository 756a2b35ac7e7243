"""One plan for all sides: the baseline whole, and of each reform the measures that differ.

A measure differs where its bound tree or its local settings do; all others share the baseline's
answers. All are compiled into one plan, so that relations are made once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from ..determine.plan import Plan, plan_measures
from ..errors import Place
from ..policy.bind import Binder
from ..tree.measure import BoundMeasure, Mode
from .variants import Variant


@dataclass(frozen=True)
class Side:
    """A side's measures: id -> (place in the plan, bound). ``changed``: ids decided anew."""

    variant: Variant
    measures: Mapping[str, tuple[int, BoundMeasure]]
    changed: tuple[str, ...] = ()

    def owed(self, id_: str) -> bool:
        """Whether what the measure comes to is money owed: it has an amount and is not competitive."""
        bound = self.measures[id_][1] if id_ in self.measures else None
        return bound is not None and bound.has_money and bound.mode != Mode.COMPETITIVE


@dataclass(frozen=True)
class Sides:
    """All of a simulation, planned."""

    plan: Plan
    baseline: Side
    reforms: tuple[Side, ...]


def plan_sides(baseline: Variant, reforms: Sequence[Variant], as_of: date) -> Sides:
    """Bind every side, and compile what differs.

    Raises:
        HuiqiError: T0215, T0216 where an expression cannot be computed exactly.
    """
    digests = _Digests()
    binder, bound = _bound(baseline, as_of)
    known = {b.id: digests.of(b) for b in bound}
    every = list(bound)
    base = Side(baseline, {b.id: (i, b) for i, b in enumerate(bound)})
    named = binder.shared_definitions()
    sides = []
    for number, reform in enumerate(reforms, 1):
        other, theirs = _bound(reform, as_of)
        measures: dict[str, tuple[int, BoundMeasure]] = {}
        changed = []
        for item in theirs:
            if known.get(item.id) == digests.of(item):
                measures[item.id] = base.measures[item.id]
                continue
            measures[item.id] = (len(every), item)
            every.append(item)
            changed.append(item.id)
        changed += [id_ for id_ in base.measures if id_ not in measures]
        if changed:
            named |= {f"{k}~{number}": v for k, v in other.shared_definitions().items()}
        sides.append(Side(reform, measures, tuple(changed)))
    plan = plan_measures(baseline.package.vocabulary, every, named)
    return Sides(plan, base, tuple(sides))


def _bound(variant: Variant, as_of: date) -> tuple[Binder, list[BoundMeasure]]:
    binder = Binder(variant.package, variant.settings, as_of)
    return binder, [binder.measure(m) for m in variant.package.measures.values()]


class _Digests:
    """A hash of what a bound measure means; nodes that occur many times are read once."""

    def __init__(self) -> None:
        self._memo: dict[int, tuple[object, bytes]] = {}

    def of(self, bound: BoundMeasure) -> bytes:
        """The digest of a measure: whom it is about, every body, and its local settings."""
        kinds = (bound.measure.kind.name, bound.measure.subject.name)
        parts = (kinds, bound.body, bound.alternatives, bound.reading_bit, bound.local)
        return self._digest(parts)

    def _digest(self, value: object) -> bytes:
        found = self._memo.get(id(value))
        if found is None or found[0] is not value:
            found = (value, self._new(value))
            self._memo[id(value)] = found
        return found[1]

    def _new(self, value: object) -> bytes:
        if is_dataclass(value) and not isinstance(value, type):
            parts: list[object] = [type(value).__name__]
            read = [getattr(value, f.name) for f in fields(value)]
            parts += [x for x in read if not isinstance(x, Place)]
        elif isinstance(value, Mapping):
            parts = ["map", *(x for pair in value.items() for x in pair)]
        elif isinstance(value, tuple | list):
            parts = ["list", *value]
        else:
            return hashlib.sha256(f"{type(value).__name__} {value!r}".encode()).digest()
        return hashlib.sha256(b"".join(map(self._digest, parts))).digest()
