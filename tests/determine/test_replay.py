"""A replay gives the same bytes, or says what is no longer what it was."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from huiqi.determine.duck import DuckEngine
from huiqi.determine.replay import replay
from huiqi.determine.update import update
from huiqi.errors import HuiqiError, Problem

from .edits import World, drop_record, make_world, rewrite

FILES = 11


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("made") / "world", 200)


@pytest.fixture
def world(made: World, tmp_path: Path) -> World:
    return made.copy(tmp_path / "world")


def problems(world: World, **given: object) -> list[Problem]:
    with pytest.raises(HuiqiError) as caught:
        replay(world.run, **given)  # type: ignore[arg-type]
    return list(caught.value.problems)


def test_same_inputs_same_bytes(world: World) -> None:
    assert replay(world.run).files == FILES
    assert sorted(p.name for p in world.folder.iterdir() if p.name.startswith(".")) == []


def test_a_later_snapshot_changes_nothing(world: World) -> None:
    drop_record(world, Random(1))
    assert replay(world.run).software == ()


def test_inputs_that_moved_are_given_again(world: World) -> None:
    moved = world.settings.rename(world.folder / "elsewhere.md")
    found = problems(world)
    assert [p.code for p in found] == ["P0101"]
    shutil.copyfile(moved, world.settings)
    moved.rename(world.folder / "moved.md")
    assert replay(world.run, settings=[world.settings]).files == FILES


def test_a_setting_that_changed_is_named_with_both_values(world: World) -> None:
    rewrite(world.settings, r"(设备奖补.奖补比例 \|) 10%", r"\1 20%")
    setting, measures = problems(world)
    assert (setting.code, measures.code) == ("D0205", "D0206")
    assert "4.4-设备奖补.奖补比例" in setting.message and "10% → 20%" in setting.message
    assert measures.message == "因此与当时算法不同的措施有 1 条：4.4-设备奖补"


def test_a_settings_file_with_other_words_alone_says_so(world: World) -> None:
    world.settings.write_text(world.settings.read_text("utf-8") + "\n一句说明。\n", encoding="utf-8")
    (found,) = problems(world)
    assert found.code == "D0205" and "所定的内容相同：settings.md" in found.message


def test_a_measure_that_was_rewritten_is_named(world: World) -> None:
    rewrite(world.policy / "04-项目.md", "项目.总投资 ≥ 200万元", "项目.总投资 ≥ 300万元")
    file, measures = problems(world)
    assert file.code == "D0204" and "sample/04-项目.md 与当时不同" in file.message
    assert "4.4-设备奖补" in measures.message


def test_a_vocabulary_that_changed_is_named(world: World) -> None:
    rewrite(
        world.folder / "policies" / "vocabulary" / "保险.md",
        r"(\| 保费 \|.*?) 0元 至 [^|]*\|",
        r"\1 0元 至 2亿元 |",
    )
    assert "词汇表与当时不同" in [p.message for p in problems(world)]


def test_a_snapshot_that_is_gone_or_damaged_is_named(world: World) -> None:
    file = world.snapshot().path("保险")
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert problems(world)[0].code == "R0103"
    shutil.rmtree(world.register / "snapshots")
    (found,) = problems(world)
    assert found.code == "D0203" and "0001" in found.message


def test_results_that_were_touched_are_named(world: World) -> None:
    shutil.copyfile(world.run / "subjects.parquet", world.run / "entitlements.parquet")
    shutil.copyfile(world.run / "manifest.json", world.run / "extra.json")
    assert [(p.code, p.message) for p in problems(world)] == [
        ("D0207", "结果中的 entitlements.parquet 与重算不同"),
        ("D0207", "结果中的 extra.json 重算时没有"),
    ]


def test_an_update_must_be_folded_in_first(world: World) -> None:
    update(world.run, subjects=world.codes()[:1])
    (found,) = problems(world)
    assert found.code == "D0202" and "huiqi compact" in found.hint


def test_under_another_version_of_the_software_results_are_compared(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DuckEngine, "version", "99")
    assert replay(world.run).software == ("引擎 duckdb 2.0.0 → duckdb 99",)
    file = world.run / "entitlements.parquet"
    table = pq.read_table(file)
    pq.write_table(table.slice(1), file)
    (found,) = problems(world)
    assert found.code == "D0207" and "99" in found.hint
    assert found.message == "结果中的 entitlements 不同：原来多 0 行，重算多 1 行"
