"""A killed run: nothing of it looks finished, and the same command takes up what was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import duckdb
import pytest

from huiqi.determine import duck
from huiqi.determine.compact import compact
from huiqi.determine.duck import Duck
from huiqi.determine.run import determine, open_run
from huiqi.determine.sums import Found
from huiqi.determine.update import update
from huiqi.errors import HuiqiError

from .edits import AS_OF, World, digests, make_world, rewrite

SLOW = """
import sys, time
from datetime import date
from pathlib import Path
from huiqi.determine.duck import Duck
from huiqi.determine.run import determine
def slowly(step):
    def slow(*given):
        print("begun", flush=True)
        time.sleep(0.3)
        found = step(*given)
        time.sleep(0.3)
        return found
    return slow
Duck.run, Duck.write_entitlements = slowly(Duck.run), slowly(Duck.write_entitlements)
world = Path(sys.argv[1])
determine(world / "policies" / "sample", world / "register", date(2022, 10, 10), world / "killed",
          settings=[world / "settings.md"])
"""
KILLS = 6


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("made") / "world")


def start(world: World, out: Path) -> None:
    determine(world.policy, world.register, AS_OF, out, settings=[world.settings], threads=1)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The measures an engine has written; it is stopped at the third."""
    written: list[str] = []
    write = duck._Candidates.write

    def stopped(self: duck._Candidates, draft: Path) -> Found:
        found = write(self, draft)
        written.append(self.plan.id)
        if len(written) == 3:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(duck._Candidates, "write", stopped)
    return written


def test_finished_measures_are_taken_over(world: World, written: list[str], tmp_path: Path) -> None:
    out = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        start(world, out)
    assert not out.exists()
    assert len(written) == 3
    start(world, out)
    assert written[3:] == written[2:3]
    assert digests(out) == digests(world.run)
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_what_has_changed_meanwhile_is_determined_again(
    world: World, written: list[str], tmp_path: Path
) -> None:
    other = world.copy(tmp_path / "world")
    out = other.folder / "again"
    with pytest.raises(KeyboardInterrupt):
        start(other, out)
    rewrite(other.settings, r"(设备奖补.奖补比例 \|) 10%", r"\1 20%")
    start(other, out)
    assert set(written[3:]) == {"4.4-设备奖补", written[2]}
    assert digests(out) == digests(other.determine("whole").folder)


def test_a_stopped_update_leaves_the_run_as_it_was(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.copy(tmp_path / "world")
    rewrite(other.settings, r"(设备奖补.奖补比例 \|) 10%", r"\1 20%")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Duck, "industries", stopped)
        with pytest.raises(KeyboardInterrupt):
            update(other.run)
    before = open_run(world.run)
    assert (open_run(other.run).summary, open_run(other.run).manifest) == (before.summary, before.manifest)
    update(other.run)
    compact(other.run)
    assert digests(other.run) == digests(other.determine("whole").folder)


def test_a_stopped_compaction_shows_the_same_run_and_can_be_taken_up(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for stop in range(1, 9):
        other = world.copy(tmp_path / f"world{stop}")
        update(other.run, subjects=other.codes()[:7])
        calls = 0
        replace = Path.replace

        def stopped(self: Path, target: Path) -> Path:
            nonlocal calls
            calls += 1
            if calls == stop:  # noqa: B023
                raise KeyboardInterrupt
            return replace(self, target)  # noqa: B023

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", stopped)
            try:
                compact(other.run)
            except KeyboardInterrupt:
                assert entitled(other.run) == entitled(world.run)
        compact(other.run)
        assert digests(other.run) == digests(world.run)


def entitled(run: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT * FROM {open_run(run).entitlements()} ORDER BY ALL").fetchall()


@pytest.mark.slow
def test_killed_at_any_moment(world: World) -> None:
    """``kill -9``, again and again; then the same command, and all is as if it had never been."""
    out, random = world.folder / "killed", Random(7)
    partial = out.with_name(".killed.partial")
    taken: dict[Path, int] = {}
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", SLOW, str(world.folder)], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None and child.stdout.readline()
            time.sleep(random.uniform(0.0, 1.5))
            os.kill(child.pid, signal.SIGKILL)
        if out.exists():
            break
        with pytest.raises(HuiqiError):
            open_run(out)
        now = _finished(partial)
        assert taken.items() <= now.items()
        taken = now
    else:
        start(world, out)
    assert taken and taken.items() <= _moments(out, partial).items()
    assert digests(out) == digests(world.run)
    assert not partial.exists()


def _finished(partial: Path) -> dict[Path, int]:
    """The files of measures that are called finished: all are whole."""
    found = {}
    for mark in (partial / "work").glob("[!.]*.json"):
        for file in partial.glob(f"*/measure={mark.stem}/*"):
            with duckdb.connect() as connection:
                connection.execute(f"SELECT count(*) FROM read_parquet('{file}')").fetchall()
            found[file] = file.stat().st_mtime_ns
    return found


def _moments(run: Path, before: Path) -> dict[Path, int]:
    """When the files of a run were written, by the name they had before the run was whole."""
    return {before / f.relative_to(run): f.stat().st_mtime_ns for f in run.rglob("*.parquet")}
