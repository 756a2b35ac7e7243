"""Ten planted bugs, each of which a property must catch within a few hundred cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest

from huiqi import semantics
from huiqi.evaluate import outcome as outcomes
from huiqi.evaluate import values
from huiqi.limits import fold
from huiqi.semantics import Cause, Num, Truth
from huiqi.sql import cases, expr, limits, numbers, truths
from huiqi.sql import outcome as sql_outcome
from huiqi.tree import nodes as n

from .test_agreement import disagreement
from .test_completion import broken

MOST = 400
Plant = Callable[[pytest.MonkeyPatch], None]


def round_down(m: pytest.MonkeyPatch) -> None:
    m.setattr(outcomes, "round_half_up", lambda v: v.numerator // v.denominator)


def strict_for_loose(m: pytest.MonkeyPatch) -> None:
    original = numbers.ordering
    swap = {expr.exp.GTE: expr.exp.GT}
    m.setattr(truths, "ordering", lambda kind, a, b: original(swap.get(kind, kind), a, b))


def null_as_false(m: pytest.MonkeyPatch) -> None:
    m.setattr(truths, "_three", lambda yes, no, flip: (expr.case([(yes, expr.true())], expr.false()), False))


def open_list_as_closed(m: pytest.MonkeyPatch) -> None:
    original = values.membership

    def closed(item: semantics.Some, listed: n.Members, coded: bool) -> Truth:
        return original(item, n.Members(listed.members, False, listed.name), coded)

    m.setattr(values, "membership", closed)


def undated_forgotten(m: pytest.MonkeyPatch) -> None:
    original = fold._may_precede
    m.setattr(
        fold,
        "_may_precede",
        lambda o, j, i, k, y: o.day is not None and original(o, j, i, k, y),
    )


def default_forgotten(m: pytest.MonkeyPatch) -> None:
    original = semantics.hull

    def hull(found: Sequence[Any], causes: Cause) -> Any:
        return original(found[:-1] if len(found) > 2 else found, causes)

    m.setattr(semantics, "hull", hull)


def null_is_skipped_as_zero(m: pytest.MonkeyPatch) -> None:
    m.setattr(cases.q, "least", lambda parts: expr.exp.Least(this=parts[0], expressions=list(parts[1:])))


def causes_lost(m: pytest.MonkeyPatch) -> None:
    m.setattr(truths, "causes_of", lambda operands: (True, False))


def ceiling_forgotten(m: pytest.MonkeyPatch) -> None:
    m.setattr(limits, "_subject", lambda *_: None)


def amount_bit_forgotten(m: pytest.MonkeyPatch) -> None:
    m.setattr(sql_outcome, "_with_bit", lambda program, mask, condition, hint: mask)


def corners_forgotten(m: pytest.MonkeyPatch) -> None:
    def multiply(a: Num, b: Num) -> Num:
        if None in (a.low, b.low, a.high, b.high):
            return Num(None, None, a.causes | b.causes)
        ends = sorted((a.low * b.low, a.high * b.high))  # type: ignore[operator]
        return semantics.between(Fraction(ends[0]), Fraction(ends[1]), a.causes | b.causes)

    m.setattr(semantics, "multiply", multiply)


PLANTS: list[Plant] = [
    round_down,
    strict_for_loose,
    null_as_false,
    open_list_as_closed,
    undated_forgotten,
    default_forgotten,
    null_is_skipped_as_zero,
    causes_lost,
    ceiling_forgotten,
    amount_bit_forgotten,
    corners_forgotten,
]


def caught(seed: int) -> bool:
    return disagreement(seed) is not None or broken(seed) is not None


@pytest.mark.parametrize("plant", PLANTS, ids=lambda p: p.__name__)
def test_a_planted_bug_is_caught(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    assert any(caught(seed) for seed in range(MOST))
