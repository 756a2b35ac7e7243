"""Money that runs short, allotted over random claims: as counted one by one, whatever order they stand in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction
from random import Random

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiqi.limits.budgets import ORDERS, Shortage, allot

MOST = 10**15


@dataclass(frozen=True)
class Claim:
    id: int
    claim: int
    day: int | None
    rank: int | None


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    place = st.none() | st.integers(1, 3)
    amount = st.integers(1, 5) | st.integers(1, MOST)
    rows = draw(st.lists(st.tuples(amount, place, place), min_size=1, max_size=8))
    return [Claim(i, *row) for i, row in enumerate(rows)]


def late(place: int | None) -> tuple[bool, int]:
    return place is None, place or 0


BY: dict[str, Callable[[Claim], object]] = {
    "依据日期": lambda c: (late(c.day), c.id),
    "名次": lambda c: (late(c.rank), c.id),
    "金额从高到低": lambda c: (-c.claim, c.id),
    "金额从低到高": lambda c: (c.claim, c.id),
}


def by_hand(found: Sequence[Claim], budget: int, order: str, shortage: str) -> dict[int, int]:
    if shortage == Shortage.PRO_RATA:
        return shared(found, budget)
    paid, left, ended = {}, budget, False
    for claim in sorted(found, key=BY[order]):  # type: ignore[arg-type]
        fits = claim.claim <= left and not ended
        paid[claim.id] = claim.claim if fits else left if shortage == Shortage.PART and not ended else 0
        ended = ended or not fits
        left -= paid[claim.id]
    return paid


def shared(found: Sequence[Claim], budget: int) -> dict[int, int]:
    asked = sum(c.claim for c in found)
    exact = {c.id: Fraction(c.claim * min(asked, budget), asked) for c in found}
    paid = {id_: int(share) for id_, share in exact.items()}
    odd = min(asked, budget) - sum(paid.values())
    for id_ in sorted(exact, key=lambda i: (paid[i] - exact[i], i))[:odd]:
        paid[id_] += 1
    return paid


def by_sql(found: Sequence[Claim], budget: int, order: str, shortage: str) -> dict[int, int]:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE claims (id INTEGER, claim BIGINT, day INTEGER, rank INTEGER)")
        connection.executemany("INSERT INTO claims VALUES (?, ?, ?, ?)", [astuple(c) for c in found])
        allotted = allot("FROM claims", budget, order, shortage)
        return dict(connection.execute(f"SELECT id, paid FROM ({allotted})").fetchall())


@pytest.mark.parametrize("shortage", Shortage)
@given(
    claims(), st.integers(0, 12) | st.integers(0, 5 * MOST), st.sampled_from(sorted(ORDERS)), st.integers()
)
def test_it_is_as_counted_one_by_one(
    shortage: str, found: list[Claim], budget: int, order: str, seed: int
) -> None:
    paid = by_sql(found, budget, order, shortage)
    assert paid == by_hand(found, budget, order, shortage)
    mixed = Random(seed).sample(found, len(found))
    assert by_sql(mixed, budget, order, shortage) == paid


@given(claims(), st.integers(0, 5 * MOST))
def test_no_fen_is_lost_or_made(found: list[Claim], budget: int) -> None:
    asked = sum(c.claim for c in found)
    for shortage in Shortage:
        paid = by_sql(found, budget, "依据日期", shortage)
        assert all(0 <= paid[c.id] <= c.claim for c in found)
        total = sum(paid.values())
        assert total == min(asked, budget) if shortage != Shortage.WHOLE else total <= min(asked, budget)
