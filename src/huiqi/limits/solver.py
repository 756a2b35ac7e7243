"""The best choice of a large component, by mixed-integer programming.

Whether each option is taken is 0 or 1; what each award gets is between nothing and its amount; each
cap bounds a sum. Amounts are fen in floating point, so the choice is only proposed: the caller folds it
in integers and compares with the bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Any

import highspy

from .awards import Award
from .bundles import Component


def solve(component: Component, choices: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], int]:
    """A choice of options, and a total in fen that no choice exceeds."""
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("random_seed", 1)
    model.setOptionValue("threads", 1)
    taken = [{o: model.addBinary() for o in allowed} for allowed in choices]
    for options in taken:
        model.addConstr(sum(options.values()) == 1)
    grants = {a.id: model.addVariable(lb=0, ub=_amount(a)) for a in component.awards}
    for award in component.awards:
        _only_if_taken(model, component, award, grants[award.id], taken)
    _caps(model, component, grants)
    model.maximize(sum(grants.values()))
    values = [{o: model.variableValue(x) for o, x in options.items()} for options in taken]
    choice = tuple(max(options, key=lambda o: options[o]) for options in values)
    found = model.getInfo()
    return choice, floor(max(found.mip_dual_bound, found.objective_function_value) + 0.5)


def _amount(award: Award) -> int:
    return award.low if award.committed is None else award.committed


def _only_if_taken(
    model: Any,
    component: Component,
    award: Award,
    grant: Any,
    taken: Sequence[dict[int, Any]],
) -> None:
    if award.committed is not None:
        model.addConstr(grant == award.committed)
        return
    for conflict, options in zip(component.conflicts, taken, strict=True):
        holding = [o for o, ids in enumerate(conflict.options) if award.id in ids]
        if holding:
            model.addConstr(grant <= _amount(award) * sum(options[o] for o in holding if o in options))


def _caps(model: Any, component: Component, grants: dict[int, Any]) -> None:
    """Each cap over all it holds; one that looks back so many years is left out, which only loosens the bound."""
    under: dict[int, list[tuple[int, int]]] = {}
    for award in component.awards:
        for member in award.caps:
            if member.high is not None and award.committed is None:
                under.setdefault(member.cap, []).append((award.id, member.high))
    for key, members in under.items():
        cap = component.caps[key]
        if cap.years is None:
            room = max(0, max(high for _, high in members) - sum(fen for _, fen in cap.consumed))
            model.addConstr(sum(grants[i] for i, _ in members) <= room)
