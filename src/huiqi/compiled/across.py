"""Limits that reach across a subject's records: each record's function pauses where they are folded.

The generated function of a record yields its claim, is sent what the limit leaves of it, and
goes on; the fold is that of :mod:`huiqi.limits`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..evaluate import Entity
from ..limits.fold import Ceiling, Claimed, limit_subject
from ..semantics import Cause
from ..sql import expr as q
from ..sql import numbers as num
from ..sql import truths
from ..sql.expr import Sql
from ..sql.measure import Compiled, Shared
from ..sql.outcome import Draft
from ..sql.source import Source
from ..sql.values import flag_and, flag_sql
from ..tree.measure import BoundMeasure, Limit
from ..vocabulary.model import from_epoch_day

LEFT = ("low", "own_low", "high", "amount_k", "amount_s")
"""What a limit may change of a draft."""


@dataclass(frozen=True)
class Step:
    """A limit across records: what each of them claims, and the columns of what is left."""

    limit: Limit
    claim: tuple[Sql, ...]
    left: tuple[str, ...]


class Across(Compiled):
    """A measure whose candidates share limits: these become steps between columns."""

    def __init__(self, bound: BoundMeasure, source: Source, shared: Shared) -> None:
        super().__init__(bound, source, shared)
        self.steps: list[Step] = []

    def limited(self, draft: Draft, limits: Sequence[Limit]) -> Draft:
        """Limits on a record as SQL has them, limits across records as steps."""
        for limit in limits:
            if limit.per == "record":
                super().limited(draft, [limit])
            elif draft.has_amount:
                self._step(draft, limit)
        return draft

    def _step(self, draft: Draft, limit: Limit) -> None:
        ceiling = self.lowering.number(limit.ceiling)
        low = q.null() if ceiling.low is None else num.floored(ceiling.low).num
        high = q.null() if ceiling.high is None else num.floored(ceiling.high).num
        is_open = truths.open_number(ceiling)
        flags = [flag_sql(flag_and(is_open, f)) for f in (ceiling.k, ceiling.s)]
        own = (draft.alive, draft.low, draft.own_low, draft.high, draft.day, draft.year)
        waits = (draft.unknown, draft.unset, draft.amount_k, draft.amount_s)
        left = tuple(f"left.{len(self.steps)}.{part}" for part in LEFT)
        self.steps.append(Step(limit, (*own, *waits, low, high, *flags), left))
        for part, name in zip(LEFT, left, strict=True):
            setattr(draft, part, self.program.input(name, "left"))


def reaches_across(bound: BoundMeasure) -> bool:
    """Whether several records of a subject may share a limit."""
    bodies = [b for _, b in bound.alternatives] or [bound.body]
    return not bound.measure.about_subject and any(x.per != "record" for b in bodies for x in b.limits)


def decide_together(
    decide: Callable[..., Any], steps: Sequence[Step], records: Iterable[Entity], given: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """The answers of all records of a subject; ``given`` is what else the function takes."""
    facts, *others = given
    running = [decide(facts, r.facts, *others) for r in records]
    found = [next(r) for r in running]
    for step in steps:
        left = _fold(step.limit, found)
        found = [r.send(x) for r, x in zip(running, left, strict=True)]
    return found


def _fold(limit: Limit, claims: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    items, ceilings = [], []
    for alive, low, own, high, day, year, unknown, unset, k, s, c_low, c_high, c_k, c_s in claims:
        dated = None if day is None else from_epoch_day(day)
        causes, amount = _cause(unknown, unset), _cause(k, s)
        items.append(Claimed(low, own, high, dated, year, alive, causes, amount))
        ceilings.append(Ceiling(limit.name, c_low, c_high, _cause(c_k, c_s)))
    return [
        (x.low, x.own_low, x.high, Cause.UNKNOWN in x.amount_causes, Cause.UNSET in x.amount_causes)
        for x in limit_subject(items, ceilings, limit.per == "subject-year")
    ]


def _cause(unknown: object, unset: object) -> Cause:
    return (Cause.UNKNOWN if unknown else Cause.NONE) | (Cause.UNSET if unset else Cause.NONE)
