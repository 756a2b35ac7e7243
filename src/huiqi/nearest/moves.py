"""Where one fact has to go: the nearest value that atoms allow, in whole steps.

A number lands on a whole multiple of its step, within its declared range, in a direction it can
be moved; a member on the nearest in order, or on the first of those allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Protocol

from ..codes.hierarchy import prefixes
from ..semantics import Num, Truth
from ..tree.nodes import Node
from ..types import BOOL, CODED, Enumeration
from ..vocabulary import Fact
from ..vocabulary.model import epoch_day, from_epoch_day, is_numeric
from .atoms import Among, Reaches
from .groups import step_of

Stored = int | bool | str | date | None
UP, DOWN = frozenset({"增", "增减", "改"}), frozenset({"减", "增减", "改"})


class Reader(Protocol):
    """What is known of one candidate."""

    def truth(self, node: Node) -> Truth:
        """The value of a condition as things are."""

    def num(self, node: Node) -> Num:
        """The value of a number or date as things are."""

    def stored(self, fact: Fact) -> Stored:
        """The stored value of a fact, None where unknown."""


@dataclass(frozen=True)
class Move:
    """One fact changed, and in how many steps. Values as stored."""

    fact: Fact
    before: Stored
    after: Stored
    steps: int


@dataclass(frozen=True)
class Target:
    """Where a fact has to go: ``move`` None: it may stay. Not ``certain``: no more is known."""

    move: Move | None
    certain: bool = True


STAY, PERHAPS = Target(None), Target(None, False)


def target(fact: Fact, atoms: Sequence[Reaches | Among], reader: Reader) -> Target | None:
    """The nearest value of the fact that every atom allows; None where there is none."""
    truths = [reader.truth(a.now).value for a in atoms]
    if all(truths):
        return STAY
    before = reader.stored(fact)
    if before is None:
        return None if False in truths else PERHAPS
    if is_numeric(fact.type):
        return _number(fact, before, [a for a in atoms if isinstance(a, Reaches)], reader)
    if None in truths:
        return PERHAPS
    after = named_target(fact, before, [a.allowed for a in atoms if isinstance(a, Among)])
    return None if after is None else Target(Move(fact, before, *after))


def _number(fact: Fact, before: Stored, atoms: Sequence[Reaches], reader: Reader) -> Target | None:
    stored = epoch_day(before) if isinstance(before, date) else int(before)  # type: ignore[arg-type]
    step = step_of(fact)
    assert fact.low is not None and fact.high is not None
    lowest, highest = ceil(Fraction(fact.low, step)), floor(Fraction(fact.high, step))
    up = down = False
    values = [reader.num(a.bound) for a in atoms]
    if any(v.undefined is True for v in values):
        return None
    for atom, value in zip(atoms, values, strict=True):
        if not value.point or value.low is None:
            return PERHAPS
        bound = value.low * fact.scale
        if atom.operator in "≥>":
            lowest = max(lowest, _first(bound / step, atom.operator == ">"))
            up = up or not (stored > bound or (stored == bound and atom.operator == "≥"))
        else:
            highest = min(highest, -_first(-bound / step, atom.operator == "<"))
            down = down or not (stored < bound or (stored == bound and atom.operator == "≤"))
    if lowest > highest or (up and fact.influence not in UP) or (down and fact.influence not in DOWN):
        return None
    after = step * (lowest if up else highest)
    steps = -(-abs(after - stored) // step)
    return Target(Move(fact, before, from_epoch_day(after) if isinstance(before, date) else after, steps))


def _first(bound: Fraction, strict: bool) -> int:
    """The first whole number from the bound on, or past it."""
    return floor(bound) + 1 if strict else ceil(bound)


def named_target(
    fact: Fact, before: Stored, allowed: Iterable[tuple[str | bool, ...]]
) -> tuple[str | bool, int] | None:
    """The nearest of the values every atom allows, and its steps; None where there is none."""
    sets = list(allowed)
    common = [v for v in sets[0] if all(_covered(fact, v, s) for s in sets[1:])]
    if fact.type == BOOL or not isinstance(fact.type, Enumeration):
        return (common[0], 1) if common else None
    members = fact.type.members
    if not fact.type.ordered:
        found = [(1, members.index(str(v)), str(v)) for v in common if v != before]
    else:
        ranks = fact.type.ranks
        here = ranks.get(str(before), -1)
        moved = [(ranks.get(str(v), -1) - here, str(v)) for v in common]
        found = [
            (abs(by), by, v)
            for by, v in moved
            if (by > 0 and fact.influence in UP) or (by < 0 and fact.influence in DOWN)
        ]
    return (min(found)[2], min(found)[0]) if found else None


def _covered(fact: Fact, value: str | bool, by: tuple[str | bool, ...]) -> bool:
    if fact.type not in CODED:
        return value in by
    above = prefixes(tuple(str(v) for v in by))
    return all(code.startswith(above) for code in prefixes((str(value),)))
