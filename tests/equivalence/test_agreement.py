"""The evaluator and DuckDB agree on random measures and registers, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huiqi.determine.memory import answer as by_duckdb
from huiqi.errors import HuiqiError
from huiqi.evaluate import Outcome, Subject, evaluate
from huiqi.tree.measure import BoundMeasure
from huiqi.vocabulary import Vocabulary

from .registers import random_subject
from .trees import random_measure
from .words import VOCABULARY

Answer = Callable[[BoundMeasure, list[Subject], Vocabulary], list[dict[str, Any]]]
SUBJECTS = 12
REFUSED = {"T0215", "T0216"}
KINDS_OF_NODE = [
    "Const",
    "Unset",
    "FactRef",
    "BasisDate",
    "Local",
    "Adopted",
    "Compare",
    "Junction",
    "Not",
    "Member",
    "Add",
    "MulDiv",
    "Extreme",
    "Cases",
    "Choice",
    "Aggregate",
    "DaysBetween",
    "Shift",
    "YearOf",
]


def columns(number: int, record: int | None, o: Outcome) -> dict[str, Any]:
    return {
        "number": number,
        "record": record,
        "year": o.year,
        "status": o.status.value,
        "amount_before_limits": o.amount_before_limits,
        "amount": o.amount,
        "amount_low": o.low,
        "amount_high": o.high,
        "false_mask": o.false_mask,
        "unknown_mask": o.unknown_mask,
        "unset_mask": o.unset_mask,
        "cut_by": o.cut_by,
    }


def by_evaluator(bound: BoundMeasure, subjects: list[Subject]) -> list[dict[str, Any]]:
    return [
        columns(i, j if o.record is not None else None, o)
        for i, subject in enumerate(subjects)
        for j, o in enumerate(evaluate(bound, subject))
    ]


def disagreement(seed: int, seen: Counter[str] | None = None, answer: Answer = by_duckdb) -> str | None:
    """What differs on the measure and register of a seed; None where nothing does."""
    rng = Random(seed)
    bound = random_measure(rng, seen if seen is not None else Counter())
    subjects = [random_subject(rng) for _ in range(SUBJECTS)]
    expected = by_evaluator(bound, subjects)
    try:
        found = answer(bound, subjects, VOCABULARY)
    except HuiqiError as error:
        assert {p.code for p in error.problems} <= REFUSED
        return None
    if len(expected) != len(found):
        return f"{len(expected)} candidates, {len(found)} rows"
    for a, b in zip(expected, found, strict=True):
        if a != b:
            return f"seed {seed}: { ({k: (a[k], b[k]) for k in a if a[k] != b[k]}) } in {a}"
    return None


@given(st.integers(0, 2**48))
def test_evaluator_and_duckdb_agree(seed: int) -> None:
    assert disagreement(seed) is None


def test_every_kind_of_node_is_drawn_often() -> None:
    seen: Counter[str] = Counter()
    for seed in range(300):
        random_measure(Random(seed), seen)
    assert not {kind: seen[kind] for kind in KINDS_OF_NODE if seen[kind] < 20}
