"""An updated run: only what depends on a change is determined again, and it all adds up."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huiqi.determine import duck
from huiqi.determine.compact import compact
from huiqi.determine.run import open_run
from huiqi.determine.update import Scope, update
from huiqi.errors import HuiqiError
from huiqi.export import export_run
from huiqi.report import write_report

from . import edits
from .edits import CHANGES, World, digests, make_world, rewrite

AWARD, LOCAL, INSURANCE = "4.4-设备奖补", "4.5-地方补贴", "11.2-首批次应用综合保险补偿"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Parts of 100 subjects, so that a change touches some and not others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duck, "PART", 100)
        yield make_world(tmp_path_factory.mktemp("made") / "world")


@pytest.fixture
def world(made: World, tmp_path: Path) -> World:
    return made.copy(tmp_path / "world")


@settings(max_examples=max(15, settings().max_examples // 20))
@given(
    st.lists(st.tuples(st.sampled_from(CHANGES), st.booleans()), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_overlays_folded_in_equal_a_full_run(
    made: World,
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[tuple[Callable[..., None], bool]],
    random: Random,
) -> None:
    world = made.copy(tmp_path_factory.mktemp("changed") / "world")
    for change, at_once in changes:
        change(world, random)
        if at_once:
            update(world.run, subjects=random.sample(world.codes(), random.randint(0, 3)))
    update(world.run)
    full = world.determine("full")
    written = open_run(world.run)
    assert (written.summary, written.manifest) == (full.summary, full.manifest)
    for measure in written.measures:
        assert rows(written.candidates(measure)) == rows(full.candidates(measure))
    assert rows(written.entitlements()) == rows(full.entitlements())
    compact(world.run)
    assert digests(world.run) == digests(full.folder)
    shutil.rmtree(world.folder)


def rows(relation: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT * FROM {relation} ORDER BY ALL").fetchall()


def test_one_setting_touches_one_measure(world: World) -> None:
    rewrite(world.settings, r"(设备奖补.奖补比例 \|) 10%", r"\1 20%")
    done = update(world.run)
    assert done.scope == Scope((AWARD,), (), ())
    written = {p.name for p in (world.run / "overlay" / "0001" / "candidates").iterdir()}
    assert written == {f"measure={AWARD}"}


def test_a_change_without_effect_determines_nothing_and_is_recorded(world: World) -> None:
    world.settings.write_text(world.settings.read_text("utf-8") + "\n一句说明。\n", encoding="utf-8")
    assert update(world.run).scope == Scope((), (), ())
    assert compact(world.run).manifest == world.determine("full").manifest


def test_nothing_changed_writes_nothing(world: World) -> None:
    before = digests(world.run)
    update(world.run)
    assert digests(world.run) == before
    assert compact(world.run).folder == world.run
    assert digests(world.run) == before


def test_a_shared_definition_touches_the_measures_that_use_it(world: World) -> None:
    rewrite(world.policy / "package.md", "企业.研发费用 ÷ 企业.营业收入", "企业.研发费用 ÷ 企业.资产总额")
    assert update(world.run).scope.whole == (LOCAL,)


def test_changed_facts_touch_the_subjects_they_are_about(world: World) -> None:
    edits.change_facts(world, Random(3))
    done = update(world.run)
    assert done.scope.whole == ()
    assert 1 <= len(done.scope.numbers) <= 5


def test_a_record_less_renumbers_its_kind_alone(world: World) -> None:
    def change(tables: edits.Tables) -> edits.Tables:
        kept = tables["保险"].slice(1)
        numbers = edits.pa.array(range(kept.num_rows), edits.pa.int32())
        return tables | {"保险": kept.set_column(kept.column_names.index("record"), "record", numbers)}

    world.publish(change)
    assert update(world.run).scope.whole == (INSURANCE,)


def test_without_the_earlier_snapshot_all_that_reads_a_changed_kind_is_determined_again(world: World) -> None:
    world.publish(lambda tables: tables | {"项目": edits.exchanged(tables["项目"], [0, 1])})
    shutil.rmtree(world.register / "snapshots" / "0001")
    assert update(world.run).scope == Scope((AWARD, LOCAL), (), ())
    compact(world.run)
    assert digests(world.run) == digests(world.determine("full").folder)


def test_a_list_of_subjects_rewrites_the_parts_in_which_they_stand(world: World) -> None:
    stands = {p: p.stat().st_mtime_ns for p in (world.run / "candidates").rglob("*.parquet")}
    update(world.run, subjects=world.codes()[:1])
    before = digests(world.run / "candidates")
    compact(world.run)
    assert digests(world.run / "candidates") == before
    moved = {p.name for p, time in stands.items() if p.stat().st_mtime_ns != time}
    assert moved == {"part-000.parquet"}


def test_readers_see_the_overlays(world: World, tmp_path: Path) -> None:
    rewrite(world.settings, r"(设备奖补.奖补比例 \|) 10%", r"\1 20%")
    update(world.run)
    update(world.run, subjects=world.codes()[:5])
    full = world.determine("full").folder
    for run, name in ((world.run, "updated"), (full, "full")):
        export_run(run, AWARD, "csv", tmp_path / f"{name}.csv")
    assert (tmp_path / "updated.csv").read_bytes() == (tmp_path / "full.csv").read_bytes()
    assert write_report(world.run).read_bytes() == write_report(full).read_bytes()


def test_an_unknown_subject_is_named(world: World) -> None:
    with pytest.raises(HuiqiError) as caught:
        update(world.run, subjects=["91360100XXXXXXXXXX"])
    assert caught.value.problems[0].code == "D0208"
    assert "91360100XXXXXXXXXX" in caught.value.problems[0].message


def test_the_law_of_a_day_and_the_register_of_a_day(world: World) -> None:
    """What was said on a day can be said again later, whatever was decided or learnt since."""
    day = date(2022, 10, 10)
    then = world.determine("then", day, day)
    rewrite(
        world.settings,
        r"(\| 4.4-设备奖补.奖补比例 \| 10%.*\n)",
        r"\1| 4.4-设备奖补.奖补比例 | 30% | | 2022-01-01 | 2022-11-01 | 省 | 演示 |\n",
    )
    world.publish(lambda tables: tables | {"保险": tables["保险"].slice(0, 1)}, date(2022, 11, 2))
    again, later = world.determine("again", day, day), world.determine("later", date(2022, 11, 3))
    for name in ("candidates", "entitlements.parquet", "summary.json"):
        one, other, third = (_digest(r.folder / name) for r in (then, again, later))
        assert one == other != third
    assert then.manifest["measures"] == again.manifest["measures"]


def _digest(path: Path) -> object:
    return digests(path) if path.is_dir() else path.read_bytes()


def test_files_of_many_row_groups_come_out_the_same(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duck, "WRITER", duck.WRITER.replace("122880", "2048"))
        world = make_world(tmp_path / "world", 5000)
        before = digests(world.run)
        update(world.run, subjects=Random(1).sample(world.codes(), 50), threads=1)
        compact(world.run)
    assert digests(world.run) == before
