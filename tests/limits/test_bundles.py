"""Caps across awards and the best bundle: worked examples, and brute force on small cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from huiqi.limits.awards import EPOCH, Award, Cap, Membership, fold
from huiqi.limits.bundles import Component, Conflict, best_bundle
from huiqi.limits.solver import solve


def day(text: str) -> int:
    """Days since 1970-01-01."""
    return (date.fromisoformat(text) - EPOCH).days


def award(
    id: int, amount: int, when: str | None = "2022-06-01", *caps: tuple[int, int], **more: object
) -> Award:
    """A definite award of some fen under (cap, ceiling)."""
    held = tuple(Membership(cap, ceiling, ceiling) for cap, ceiling in caps)
    return Award(id, (id,), None if when is None else day(when), amount, amount, held, **more)  # type: ignore[arg-type]


def test_an_exclusive_150_of_which_a_cap_leaves_20_loses_against_90() -> None:
    """Exclusions choose among amounts after limits."""
    awards = (award(1, 150, "2022-01-01", (1, 20)), award(2, 90))
    conflict = Conflict("就高不重复", (frozenset({1}), frozenset({2})))
    bundle = best_bundle(Component(awards, {1: Cap("年度")}, (conflict,)))
    assert {i: g.low for i, g in bundle.grants.items()} == {1: 0, 2: 90}
    assert bundle.lost == {1: ("就高不重复", frozenset({2}))}


def test_a_loser_consumes_nothing() -> None:
    """A yearly 100 over r1 = 100, exclusive with N = 150, and a later r2 = 100: N and r2 win, 250."""
    awards = (award(1, 100, "2022-01-01", (1, 100)), award(2, 100, "2022-02-01", (1, 100)), award(3, 150))
    conflict = Conflict("同一项目", (frozenset({1}), frozenset({3})))
    bundle = best_bundle(Component(awards, {1: Cap("年度")}, (conflict,)))
    assert {i: g.low for i, g in bundle.grants.items()} == {1: 0, 2: 100, 3: 150}


def test_what_was_cut_does_not_consume() -> None:
    """The first takes 80 of the group's 100, a cap of its own lets 10 through: 90 are left."""
    awards = (award(1, 80, "2022-01-01", (1, 100), (2, 10)), award(2, 95, "2022-02-01", (1, 100)))
    grants = fold(awards, {1: Cap("关联企业年度"), 2: Cap("企业")})
    assert [grants[1].low, grants[2].low] == [10, 90]
    assert (grants[1].cut_by, grants[2].cut_by) == ("企业", "关联企业年度")


def test_a_commitment_consumes_first_and_is_never_shrunk() -> None:
    """A record paid in September keeps its 70 though one of March, seen later, comes before it."""
    awards = (award(1, 60, "2022-03-01", (1, 100)), award(2, 70, "2022-09-01", (1, 100), committed=70))
    grants = fold(awards, {1: Cap("年度", consumed=((day("2022-09-01"), 70),))})
    assert [grants[1].low, grants[2].low] == [30, 70]


def test_three_rolling_years() -> None:
    """100 in any three years: what was granted on 2019-06-01 is out of the way on 2022-06-01, not a day before."""
    awards = tuple(
        award(i, 60, d, (1, 100)) for i, d in enumerate(["2019-06-01", "2022-05-31", "2022-06-01"])
    )
    grants = fold(awards, {1: Cap("三年累计", 3)})
    assert [grants[i].low for i in range(3)] == [60, 40, 60]


def test_a_later_commitment_bounds_the_window_it_shares() -> None:
    """90 committed on 2023-01-01 leaves 10 of 100 in any three years that hold both."""
    caps = {1: Cap("三年累计", 3, ((day("2023-01-01"), 90),))}
    grants = fold((award(1, 60, "2022-01-01", (1, 100)), award(2, 60, "2019-12-31", (1, 100))), caps)
    assert [grants[1].low, grants[2].low] == [0, 60] or [grants[1].low, grants[2].low] == [10, 60]


def test_an_undated_award_may_come_before_all_others() -> None:
    """80 and an undated 50 under 100: the undated one may be the first, and the other gets at least 50."""
    grants = fold((award(1, 80, "2022-01-01", (1, 100)), award(2, 50, None, (1, 100))), {1: Cap("年度")})
    assert (grants[1].low, grants[1].high) == (50, 80)
    assert (grants[2].low, grants[2].high) == (0, 50)


def test_topping_up() -> None:
    """The city's 20 are paid in full and the province's 50 come to the 30 that are missing."""
    grants = fold((award(1, 20, tops=(7,)), award(2, 50, tops=(7,)), award(3, 40, tops=(7,))), {})
    assert [grants[i].low for i in (1, 2, 3)] == [20, 30, 0]


def test_an_undecided_contender_leaves_both_open() -> None:
    """100 against 80 to 120: each gets between nothing and its high."""
    awards = (award(1, 100), replace(award(2, 80), high=120))
    bundle = best_bundle(Component(awards, {}, (Conflict("就高", (frozenset({1}), frozenset({2}))),)))
    assert bundle.open == {1, 2}
    assert [(g.low, g.high) for g in bundle.grants.values()] == [(0, 100), (0, 120)]


def test_an_undecided_loser_changes_nothing() -> None:
    """100 against 0 to 90: the 100 has won whatever is answered."""
    awards = (award(1, 100), replace(award(2, 0), high=90))
    bundle = best_bundle(Component(awards, {}, (Conflict("就高", (frozenset({1}), frozenset({2}))),)))
    assert {i: g.low for i, g in bundle.grants.items()} == {1: 100, 2: 0}


def test_an_award_already_paid_has_won_its_conflict() -> None:
    """50 were paid: the better 90 of the same project comes too late."""
    awards = (award(1, 50, committed=50), award(2, 90))
    bundle = best_bundle(Component(awards, {}, (Conflict("同一项目", (frozenset({1}), frozenset({2}))),)))
    assert {i: g.low for i, g in bundle.grants.items()} == {1: 50, 2: 0}


# -- against brute force -------------------------------------------------------------------------
@st.composite
def components(draw: st.DrawFn) -> Component:
    """A few definite awards under a few caps, in conflicts of two or three options."""
    count = draw(st.integers(2, 6))
    keys = draw(st.integers(0, 3))
    ceilings = {k: draw(st.integers(0, 200)) for k in range(keys)}
    awards = []
    for i in range(count):
        held = [(k, ceilings[k]) for k in range(keys) if draw(st.booleans())]
        when = draw(st.sampled_from(["2021-03-01", "2022-01-01", "2022-06-01", "2024-02-29"]))
        awards.append(award(i, draw(st.integers(0, 150)), when, *held))
    caps = {k: Cap(f"c{k}", draw(st.sampled_from([None, 2]))) for k in range(keys)}
    conflicts = []
    for number in range(draw(st.integers(0, 3))):
        ids = draw(st.permutations(range(count)))
        cut = draw(st.integers(1, count - 1))
        conflicts.append(Conflict(f"x{number}", (frozenset(ids[:cut]), frozenset(ids[cut : cut + 2]))))
    return Component(tuple(awards), caps, tuple(c for c in conflicts if all(c.options)))


def naive(awards: list[Award], caps: dict[int, Cap]) -> int:
    """The total granted, said another way: each in order gets what every stretch of its caps has left."""
    given: list[tuple[Award, int]] = []
    for item in sorted(awards, key=lambda a: a.order):
        amount = item.low
        for member in item.caps:
            assert member.low is not None and item.day is not None
            years = caps[member.cap].years
            earlier = [(a, g) for a, g in given if any(m.cap == member.cap for m in a.caps)]
            if years is not None:
                now = date.fromordinal(EPOCH.toordinal() + item.day)
                start = now.replace(
                    year=now.year - years, day=min(now.day, 28) if now.month == 2 else now.day
                )
                earlier = [(a, g) for a, g in earlier if (a.day or 0) > (start - EPOCH).days]
            amount = min(amount, max(0, member.low - sum(g for _, g in earlier)))
        given.append((item, amount))
    return sum(g for _, g in given)


def ordered(component: Component) -> Component:
    """The same with orders that follow the days, as awards have them."""
    return replace(component, awards=tuple(replace(a, order=(a.day or 0, a.id)) for a in component.awards))


def brute(component: Component) -> int:
    """The best total over every choice of options."""
    best = 0
    for choice in product(*(c.options for c in component.conflicts)):
        out = {
            loser
            for conflict, won in zip(component.conflicts, choice, strict=True)
            for option in conflict.options
            for loser in option - won
        }
        best = max(best, naive([a for a in component.awards if a.id not in out], dict(component.caps)))
    return best


@given(components())
def test_the_best_bundle_is_the_best_of_all(component: Component) -> None:
    """No choice of winners has a greater total."""
    component = ordered(component)
    bundle = best_bundle(component)
    assert bundle.proved
    assert sum(g.low for g in bundle.grants.values()) == brute(component)


@given(components())
def test_the_solver_never_claims_more_than_it_proves(component: Component) -> None:
    """Its bound is no less than the best, and what its choice comes to is no more."""
    component = ordered(component)
    every = [range(len(c.options)) for c in component.conflicts]
    choice, bound = solve(component, every)
    best = brute(component)
    assert bound >= best
    taken = best_bundle(component, solver=lambda c, choices: (choice, bound))
    assert sum(g.low for g in taken.grants.values()) <= best


@given(components(), st.data())
def test_grants_hold_whatever_is_answered(component: Component, data: st.DataObject) -> None:
    """Amounts and dates drawn within what is known give grants within what was said."""
    component = ordered(component)
    blurred, actual = [], []
    for item in component.awards:
        spread = data.draw(st.integers(0, 40))
        undated = data.draw(st.booleans())
        low = data.draw(st.sampled_from([0, item.low]))
        blurred.append(replace(item, low=low, high=item.low + spread, day=None if undated else item.day))
        actual.append(replace(item, low=(x := data.draw(st.integers(low, item.low + spread))), high=x))
    said = fold(blurred, component.caps)
    real = fold(actual, component.caps)
    for item in actual:
        grant = said[item.id]
        assert grant.low <= real[item.id].low
        assert grant.high is None or real[item.id].low <= grant.high
