"""The nearest change is the cheapest of all: compared with every combination on random measures."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from huiqi.evaluate.values import Evaluator
from huiqi.nearest import NotComputed, OutOfReach, grouped, nearest

from ..equivalence.registers import random_subject
from ..equivalence.trees import random_measure
from .grid import changed, cheapest, dense_measure, only

MOST = 3000
SUBJECTS = 3


def compare(seed: int, seen: Counter[str]) -> None:
    """Every refused candidate of a random measure: the answer against the grid."""
    rng = Random(seed)
    bound = dense_measure(rng) if rng.random() < 0.7 else only(random_measure(rng, Counter()))
    groups = grouped(bound)
    subjects = [random_subject(rng) for _ in range(SUBJECTS)]
    for subject in subjects:
        records = [None] if bound.measure.about_subject else subject.of(bound.measure.kind.name)
        for record in records:
            here = Evaluator(subject, record, bound.body.basis, bound.local)
            if all(here.truth(c.node).value is not False for c in bound.body.conditions):
                continue
            found = nearest(groups, here)
            expected = cheapest(bound, groups.movable, here, MOST)
            seen[f"{type(found).__name__} {type(expected).__name__}"] += 1
            if expected == "too many" or isinstance(found, NotComputed):
                continue
            if isinstance(found, OutOfReach):
                assert expected is None, (seed, found, expected)
                continue
            assert found.cost == expected, (seed, found, expected)
            after = changed(subject, record, {m.fact.path: m.after for m in found.moves})
            after.basis, after.local = bound.body.basis, bound.local
            assert all(after.truth(c.node).value is not False for c in bound.body.conditions), seed


@given(st.integers(0, 2**48))
def test_nothing_cheaper_is_on_the_grid(seed: int) -> None:
    compare(seed, Counter())


def test_most_answers_are_computed() -> None:
    seen: Counter[str] = Counter()
    for seed in range(300):
        compare(seed, seen)
    assert seen["Change tuple"] > 50
    assert seen["OutOfReach NoneType"] > 100
    assert seen["NotComputed tuple"] < seen["Change tuple"], seen
