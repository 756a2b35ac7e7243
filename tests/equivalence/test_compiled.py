"""The generated Python and the evaluator agree on random measures: verdict, amount and masks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiqi.compiled import Decider, aggregates, decider, python, writer
from huiqi.evaluate import evaluate
from huiqi.tree.measure import BoundMeasure

from .registers import random_subject
from .trees import random_measure
from .words import VOCABULARY

SUBJECTS = 12
MOST = 400
Plant = Callable[[pytest.MonkeyPatch], None]


def twin(bound: BoundMeasure) -> BoundMeasure:
    """The same measure under another name: what the two have in common is computed once."""
    return replace(bound, measure=replace(bound.measure, id="孪生"))


def disagreement(seed: int) -> str | None:
    """What differs on the measure and register of a seed; None where nothing does."""
    rng = Random(seed)
    bound = random_measure(rng, Counter())
    decide = Decider([bound, twin(bound)], VOCABULARY)
    for i in range(SUBJECTS):
        subject = random_subject(rng)
        expected = [
            (o.status.value, o.amount, o.false_mask, o.unknown_mask, o.unset_mask)
            for o in evaluate(bound, subject)
        ]
        short = [answer[:2] for answer in expected]
        for name in (bound.id, "孪生"):
            if decide.reasons(subject)[name] != expected:
                return f"seed {seed}, subject {i}: {decide.reasons(subject)[name]} for {expected}"
            if decide(subject)[name] != short:
                return f"seed {seed}, subject {i}: {decide(subject)[name]} for {short}"
    return None


@given(st.integers(0, 2**48))
def test_generated_code_and_evaluator_agree(seed: int) -> None:
    assert disagreement(seed) is None


def test_most_random_measures_need_no_evaluator(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []
    monkeypatch.setattr(decider, "evaluated", lambda bound, subject, reasons: left.append(bound.id))
    for seed in range(60):
        rng = Random(seed)
        Decider([random_measure(rng, Counter())], VOCABULARY)(random_subject(rng))
    assert len(left) < 10


def open_answers_kept(m: pytest.MonkeyPatch) -> None:
    m.setattr(writer.Writer, "leave", lambda self, masks, way: None)


def undecided_parts_forgotten(m: pytest.MonkeyPatch) -> None:
    m.setattr(python.Expressions, "_or", lambda self, a, b: a)


def others_forgotten(m: pytest.MonkeyPatch) -> None:
    m.setattr("huiqi.compiled.measure.reaches_across", lambda bound: False)


def perhaps_counted_for_certain(m: pytest.MonkeyPatch) -> None:
    for op in ("count", "any"):
        m.setitem(aggregates.FOLDS, op, lambda rows: (len(rows), len(rows)))


def dates_shifted(m: pytest.MonkeyPatch) -> None:
    m.setattr("huiqi.compiled.inputs.FROM_ORDINAL", 719162)


PLANTS: list[Plant] = [
    open_answers_kept,
    undecided_parts_forgotten,
    others_forgotten,
    perhaps_counted_for_certain,
    dates_shifted,
]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda p: p.__name__)
def test_a_planted_bug_is_caught(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    assert any(disagreement(seed) is not None for seed in range(MOST))
