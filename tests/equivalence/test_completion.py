"""Whatever is answered later lands inside what was said before, and never contradicts a verdict."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from huiqi.evaluate import Outcome, evaluate
from huiqi.tree.measure import NO, Status

from .completion import Completion, complete_subject
from .registers import random_subject
from .trees import random_measure

TRIES = 6


def contradiction(before: Outcome, after: Outcome) -> str | None:
    """How an answer on complete facts and law breaks what was said before."""
    if before.status == Status.INELIGIBLE:
        return None if after.status in NO else f"不符合 became {after.status}"
    if before.status in {Status.NOT_IN_FORCE, Status.NOT_ADOPTED}:
        return None if after.status in NO else f"{before.status} became {after.status}"
    if before.status == Status.ELIGIBLE and after.status != Status.ELIGIBLE:
        return f"符合 became {after.status}"
    if before.low is None:
        return None
    paid = after.amount if after.amount is not None else 0
    if paid < before.low or (before.high is not None and paid > before.high):
        return f"{paid} outside {before.low}..{before.high}"
    return None


def broken(seed: int) -> str | None:
    """A contradiction on the measure and register of a seed."""
    rng = Random(seed)
    bound = random_measure(rng, Counter())
    for _ in range(TRIES):
        subject = random_subject(rng)
        before = evaluate(bound, subject)
        for _ in range(TRIES):
            settled = Completion(rng).measure(bound)
            after = evaluate(settled, complete_subject(rng, subject))
            for i, (a, b) in enumerate(zip(before, after, strict=True)):
                found = contradiction(a, b)
                if found is not None:
                    return f"seed {seed}, candidate {i}: {found}"
    return None


@given(st.integers(0, 2**48))
def test_any_completion_lands_inside_what_was_said(seed: int) -> None:
    assert broken(seed) is None
