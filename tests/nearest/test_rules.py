"""The rules of the nearest change, one by one, on measures small enough to check by eye."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from huiqi.evaluate import Entity, Subject
from huiqi.evaluate.facts import Stored
from huiqi.evaluate.values import Evaluator
from huiqi.nearest import (
    TOO_LARGE,
    TWO_FACTS,
    UNDECIDED,
    Change,
    Nearest,
    NotComputed,
    OutOfReach,
    grouped,
    nearest,
)
from huiqi.tree import nodes as n
from huiqi.tree.measure import Condition
from huiqi.types import BOOL, INDUSTRY, MONEY, NUMBER
from huiqi.vocabulary import Kind

from ..equivalence.trees import AS_OF
from ..equivalence.words import KINDS, LEVEL, PEOPLE
from .grid import with_conditions

FIRM, PROJECT = KINDS["企业"], KINDS["项目"]


def fact(name: str, kind: Kind = FIRM) -> n.FactRef:
    found = kind.facts[name]
    return n.FactRef(found.type, found)


def people(count: int) -> n.Const:
    return n.Const(PEOPLE, Fraction(count))


def money(fen: int) -> n.Const:
    return n.Const(MONEY, Fraction(fen))


def compare(left: n.Node, operator: str, right: n.Node) -> n.Compare:
    return n.Compare(BOOL, operator, left, right)


def any_of(*parts: n.Node) -> n.Junction:
    return n.Junction(BOOL, False, parts)


def all_of(*parts: n.Node) -> n.Junction:
    return n.Junction(BOOL, True, parts)


def solve(*nodes: n.Node, kind: Kind = FIRM, **facts: Stored) -> Nearest:
    conditions = tuple(Condition(f"条件{i}", node, bit=16 + i) for i, node in enumerate(nodes))
    firm = Entity("企业", "E", facts if kind is FIRM else {})
    record = None if kind is FIRM else Entity(kind.name, "1", facts)
    subject = Subject(firm, {kind.name: (record,)} if record is not None else {})
    return nearest(grouped(with_conditions(conditions, kind)), Evaluator(subject, record))


def moves(found: Nearest) -> dict[str, Stored]:
    assert isinstance(found, Change), found
    return {m.fact.name: m.after for m in found.moves}


def test_one_fact_far_off_costs_less_than_two_close_by() -> None:
    far = compare(fact("收入"), "≥", money(900))
    close = all_of(compare(fact("人数"), "≥", people(2)), fact("停产"))
    found = solve(any_of(close, far), 收入=0, 人数=1, 停产=False)
    assert moves(found) == {"收入": 900} and isinstance(found, Change) and found.cost == (1, 9)


def test_of_single_facts_the_fewer_steps_win() -> None:
    found = solve(
        any_of(compare(fact("收入"), "≥", money(900)), compare(fact("人数"), "≥", people(9))), 收入=0, 人数=1
    )
    assert moves(found) == {"人数": 9}


def test_equals_are_settled_by_the_order_of_the_rule() -> None:
    parts = fact("停产"), compare(fact("人数"), "≥", people(2))
    assert moves(solve(any_of(*parts), 停产=False, 人数=1)) == {"停产": True}
    assert moves(solve(any_of(*reversed(parts)), 停产=False, 人数=1)) == {"人数": 2}


@pytest.mark.parametrize(("operator", "after"), [("≥", 300), (">", 400)])
def test_a_number_lands_on_a_whole_step_past_the_bound(operator: str, after: int) -> None:
    assert moves(solve(compare(fact("收入"), operator, money(300)), 收入=120)) == {"收入": after}


def test_a_fact_does_not_move_against_its_direction() -> None:
    assert solve(compare(fact("收入"), "≤", money(300)), 收入=400) == OutOfReach(("条件0",))


def test_a_fact_does_not_leave_its_range() -> None:
    assert solve(compare(fact("人数"), ">", people(9)), 人数=5) == OutOfReach(("条件0",))


def test_conditions_that_share_a_fact_are_met_together() -> None:
    low, high = compare(fact("人数"), "≥", people(4)), compare(fact("人数"), "<", people(6))
    assert moves(solve(low, high, 人数=9)) == {"人数": 5}
    assert isinstance(solve(low, compare(fact("人数"), "<", people(4)), 人数=9), OutOfReach)


def test_a_ratio_of_two_facts_is_met_by_one_of_them() -> None:
    ratio = n.MulDiv(NUMBER, (fact("盈亏"),), (fact("收入"),))
    money_ratio = n.MulDiv(NUMBER, (fact("巨额"),), (fact("收入"),))
    assert moves(solve(compare(money_ratio, "≤", n.number(Fraction(1, 2))), 巨额=130, 收入=100)) == {
        "收入": 300
    }
    assert solve(compare(ratio, "≥", n.number(1)), 盈亏=50, 收入=100) == OutOfReach(("条件0",))


def test_two_facts_that_must_move_together_are_not_computed() -> None:
    """People and level bound by a product: neither alone is enough."""
    product = n.MulDiv(PEOPLE, (fact("人数"), fact("系数")))
    found = solve(compare(product, "≤", people(0)), compare(fact("人数"), "≥", people(1)), 人数=3, 系数=250)
    assert moves(found) == {"系数": 0}
    found = solve(compare(n.Add(PEOPLE, fact("人数"), fact("系数")), "=", people(12)), 人数=9, 系数=250)
    assert found == NotComputed(TWO_FACTS)


def test_a_level_is_reached_by_the_nearest_rank() -> None:
    level = compare(fact("级别"), "≥", n.Const(LEVEL, "中"))
    found = solve(level, 级别="不适用")
    assert moves(found) == {"级别": "中"} and isinstance(found, Change) and found.cost == (1, 2)


def test_a_division_of_industry_covers_what_lies_below() -> None:
    movable = replace(FIRM.facts["行业"], influence="改")
    kind = replace(FIRM, facts={**FIRM.facts, "行业": movable})
    listed = n.Member(BOOL, n.FactRef(INDUSTRY, movable), n.Members(("39", "C")))
    conditions = (Condition("行业", listed, bit=16),)
    groups = grouped(with_conditions(conditions, kind))
    found = nearest(groups, Evaluator(Subject(Entity("企业", "E", {"行业": "5111"})), None))
    assert moves(found) == {"行业": "39"}


def test_a_date_moves_to_the_as_of_day_or_later() -> None:
    finished = fact("竣工", PROJECT)
    within = compare(finished, "≥", n.Const(finished.type, date(2022, 1, 1)))
    assert moves(solve(within, kind=PROJECT, 竣工=date(2021, 9, 1))) == {"竣工": AS_OF}
    ended = compare(finished, "≤", n.Const(finished.type, date(2022, 1, 1)))
    assert isinstance(solve(ended, kind=PROJECT, 竣工=date(2023, 9, 1)), OutOfReach)


def test_what_is_unknown_is_not_assumed() -> None:
    either = any_of(
        all_of(compare(fact("人数"), "≥", people(5)), fact("出口")), compare(fact("收入"), "≥", money(500))
    )
    assert solve(either, 人数=4, 收入=0, 出口=None) == NotComputed(UNDECIDED)
    assert moves(solve(either, 人数=4, 收入=0, 出口=True)) == {"人数": 5}
    assert moves(solve(either, 人数=4, 收入=0, 出口=False)) == {"收入": 500}


def test_a_condition_that_waits_may_go_on_waiting() -> None:
    assert moves(solve(fact("停产"), fact("出口"), 停产=False, 出口=None)) == {"停产": True}


def test_a_form_past_the_stated_size_is_not_computed() -> None:
    pairs = [
        any_of(compare(fact("人数"), "=", people(i)), compare(fact("收入"), "=", money(100 * i)))
        for i in range(12)
    ]
    assert solve(all_of(*pairs), 人数=9, 收入=0) == NotComputed(TOO_LARGE)
