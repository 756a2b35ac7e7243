"""A process that has compiled before: nothing is compiled twice, and no change goes unnoticed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from huiqi.determine.inputs import Inputs, Sources, load_inputs
from huiqi.determine.kept import mark
from huiqi.errors import Place
from huiqi.tree import nodes as n
from huiqi.types import MONEY, Enumeration
from tests.sample import ROOT

from . import edits
from .edits import World, make_world, rewrite

AWARD = "4.4-设备奖补"
FRESH = "from tests.determine.test_warm import *; print(json.dumps(said(World(Path(sys.argv[1])))))"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    return make_world(tmp_path_factory.mktemp("warm") / "world", 100)


@pytest.fixture
def world(made: World, tmp_path: Path) -> World:
    return made.copy(tmp_path / "world")


def loaded(world: World) -> Inputs:
    return load_inputs(Sources(world.policy, world.register, edits.AS_OF, None, (world.settings,)))


def said(world: World) -> dict[str, object]:
    """Everything a run would rest on, with the queries it would ask."""
    inputs = loaded(world)
    plan = inputs.plan
    relations = [x.sql("duckdb") for x in (*plan.subjects.values(), *plan.records.values())]
    queries = {m.id: [m.query.sql, sorted(m.query.inputs), m.query.unordered] for m in plan.measures}
    return {"manifest": inputs.manifest(), "queries": queries, "relations": relations}


def change_range(world: World, random: Random) -> None:
    """A fact of the vocabulary may be larger."""
    vocabulary = world.policy.parent / "vocabulary"
    rewrite(vocabulary / "企业.md", r"至 1000000人", f"至 {random.randint(2, 9)}000000人")


def add_definition(world: World, random: Random) -> None:
    """A definition takes the place of what it says, for one measure alone."""
    rewrite(world.policy / "package.md", "  年度:", "  大项目: 项目.总投资 ≥ 7万元\n  年度:")
    rewrite(world.policy / "04-项目.md", r"项目.总投资 ≥ \d+万元", "大项目")


@pytest.mark.parametrize(
    "change",
    [
        edits.change_value,
        edits.change_local_value,
        edits.change_list,
        edits.change_reading,
        edits.change_measure,
        edits.change_definition,
        edits.change_title,
        edits.drop_record,
        change_range,
        add_definition,
    ],
)
def test_a_change_is_noticed_as_a_new_process_would(
    change: Callable[[World, Random], None], world: World
) -> None:
    before = said(world)
    random = Random(2)
    while (now := said(world)) == before:
        change(world, random)
    fresh = subprocess.run(
        [sys.executable, "-c", FRESH, world.folder], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(fresh.stdout) == json.loads(json.dumps(now))


def test_only_what_is_bound_otherwise_is_compiled_again(world: World) -> None:
    before = {m.id: m.query for m in loaded(world).plan.measures}
    rewrite(world.settings, r"(设备奖补.奖补比例 \|) 10%", r"\1 20%")
    after = {m.id: m.query for m in loaded(world).plan.measures}
    assert [m for m in after if after[m] is not before[m]] == [AWARD]


def test_a_text_that_says_the_same_elsewhere_compiles_to_the_same(world: World) -> None:
    before = [m.query for m in loaded(world).plan.measures]
    rewrite(world.policy / "04-项目.md", r"\A", "一句说明。\n\n")
    assert all(m.query is old for m, old in zip(loaded(world).plan.measures, before, strict=True))


def test_marks_tell_one_node_from_two_alike() -> None:
    one, other = n.Const(MONEY, Fraction(1)), n.Const(MONEY, Fraction(1))
    assert mark(n.Add(MONEY, one, one)) != mark(n.Add(MONEY, one, other))
    assert mark(one) == mark(other) == mark(n.Const(MONEY, Fraction(1), place=Place("a.md", 3)))


def test_marks_are_of_what_a_value_says_not_of_what_it_has_worked_out() -> None:
    fresh, used = Enumeration("规模", ("小", "大"), True), Enumeration("规模", ("小", "大"), True)
    assert used.ranks
    assert mark(fresh) == mark(used) != mark(Enumeration("规模", ("小", "大")))
