"""The best lawful bundle: which of mutually exclusive awards to take, after caps.

Exclusions choose among amounts *after* caps: a loser consumes nothing, so the caps are folded over
the winners alone, for every choice there is. A component is what conflicts and shared caps connect;
each is decided alone. Small ones are tried exhaustively; large ones go to a solver, whose choice is
folded again in integers and called best only if it reaches the solver's bound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from .awards import Award, Cap, Grant, fold

TRIED = 2000


@dataclass(frozen=True)
class Conflict:
    """Options of which one may be taken: each a set of awards (their ids)."""

    name: str
    options: tuple[frozenset[int], ...]


@dataclass(frozen=True)
class Component:
    """Awards that conflicts and caps connect."""

    awards: tuple[Award, ...]
    caps: Mapping[int, Cap]
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Bundle:
    """Grants by award; ``lost`` names for each loser the conflict and the winners.

    ``open``: awards whose conflict undecided amounts leave open. ``proved``: no better choice exists.
    """

    grants: Mapping[int, Grant]
    lost: Mapping[int, tuple[str, frozenset[int]]]
    open: frozenset[int] = frozenset()
    proved: bool = True


Choice = tuple[int, ...]
Solver = Callable[[Component, Sequence[Sequence[int]]], tuple[Choice, int]]


def best_bundle(component: Component, solver: Solver | None = None) -> Bundle:
    """The choice with the greatest total; among equals the first, options in the order given."""
    choices = _choices(component)
    if prod(map(len, choices)) <= TRIED:
        return _tried(component, choices)
    if not all(a.definite for a in component.awards if _contends(component, a)):
        return _all_open(component)
    choice, bound = (solver or _solve)(component, choices)
    bundle = _taken(component, choice)
    return replace(bundle, proved=_low(bundle) >= bound)


def _solve(component: Component, choices: Sequence[Sequence[int]]) -> tuple[Choice, int]:
    from .solver import solve

    return solve(component, choices)


def _choices(component: Component) -> list[Sequence[int]]:
    """The options of each conflict that may be taken: one that holds a committed award is."""
    committed = {a.id for a in component.awards if a.committed is not None}
    found: list[Sequence[int]] = []
    for conflict in component.conflicts:
        settled = [i for i, o in enumerate(conflict.options) if o & committed]
        found.append(settled[:1] or range(len(conflict.options)))
    return found


def _contends(component: Component, award: Award) -> bool:
    return any(award.id in o for c in component.conflicts if len(c.options) > 1 for o in c.options)


def _tried(component: Component, choices: Sequence[Sequence[int]]) -> Bundle:
    tried = [(_taken(component, choice), choice) for choice in product(*choices)]
    best = max(tried, key=lambda t: (_low(t[0]), [-i for i in t[1]]))
    if all(a.definite for a in component.awards if _contends(component, a)):
        return best[0]
    safe = [t for t in tried if all(o is t or _beats(_low(t[0]), _high(o[0])) for o in tried)]
    return safe[0][0] if safe else _all_open(component)


def _low(bundle: Bundle) -> int:
    return sum(g.low for g in bundle.grants.values())


def _high(bundle: Bundle) -> int | None:
    highs = [g.high for g in bundle.grants.values()]
    return None if any(h is None for h in highs) else sum(h for h in highs if h is not None)


def _beats(low: int, high: int | None) -> bool:
    return high is not None and low >= high


def _taken(component: Component, choice: Sequence[int]) -> Bundle:
    """The grants when each conflict takes the option chosen."""
    lost: dict[int, tuple[str, frozenset[int]]] = {}
    committed = {a.id for a in component.awards if a.committed is not None}
    for conflict, index in zip(component.conflicts, choice, strict=True):
        won = conflict.options[index]
        for option in conflict.options:
            for loser in option - won - committed:
                lost.setdefault(loser, (conflict.name, won))
    grants = fold([a for a in component.awards if a.id not in lost], component.caps)
    return Bundle(grants | {i: Grant(0, 0) for i in lost}, lost)


def _all_open(component: Component) -> Bundle:
    """Nobody can say who wins: each contender gets something between nothing and its high."""
    contenders = frozenset(a.id for a in component.awards if _contends(component, a))
    widened = [replace(a, low=0) if a.id in contenders else a for a in component.awards]
    return Bundle(fold(widened, component.caps), {}, contenders)
