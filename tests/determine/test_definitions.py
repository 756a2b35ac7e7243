"""Definitions are worked out once in a process, and never taken for those of other rows or rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest

from huiqi.determine import duck
from huiqi.determine.definitions import Definitions
from huiqi.sql.shared import SubjectRelation

from .edits import World, change_definition, change_facts, digests, make_world


class Counting(Definitions):
    """Counts what had to be worked out."""

    worked_out = 0

    def keep(self, key: tuple[SubjectRelation, str], table: pa.Table) -> None:
        self.worked_out += 1
        super().keep(key, table)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Counting:
    kept = Counting()
    monkeypatch.setattr(duck, "KEPT", kept)
    return kept


@pytest.fixture
def world(tmp_path: Path, kept: Counting) -> World:
    return make_world(tmp_path / "world", 200)


def test_a_second_run_takes_them_over_and_is_the_same(world: World, kept: Counting) -> None:
    first = digests(world.run)
    worked_out = kept.worked_out
    assert worked_out > 0
    assert digests(world.determine("again").folder) == first
    assert kept.worked_out == worked_out


@pytest.mark.parametrize("change", [change_facts, change_definition])
def test_other_rows_and_other_rules_have_their_own(
    world: World, kept: Counting, monkeypatch: pytest.MonkeyPatch, change: Callable[[World, Random], None]
) -> None:
    random = Random(3)
    for _ in range(4):
        change(world, random)
    after = digests(world.determine("after").folder)
    monkeypatch.setattr(duck, "KEPT", Definitions())
    assert digests(world.determine("fresh").folder) == after


def test_no_more_is_kept_than_the_limit() -> None:
    table = pa.table({"def.a": pa.array([1, 2, 3], pa.int32())})
    relation = object.__new__(SubjectRelation)
    kept = Definitions(limit=2 * table.nbytes)
    for rows in "xyz":
        kept.keep((relation, rows), table)
    assert kept.get((relation, "x"), ["def.a"]) is None
    assert kept.get((relation, "z"), ["def.a"]) == table
    assert kept.get((relation, "z"), ["def.b"]) is None
