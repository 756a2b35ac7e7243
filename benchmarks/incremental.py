"""What it costs to keep a run up to date, as ratios to a full run, all in one warm process.

* one changed setting, for the measure with the fewest rows and the one with the most, and one changed
  measure: beside a full run, and beside what is allowed (a tenth, or 1.25 × the share of the rows);
* 1,000 enterprises determined again: on the same snapshot, and as a newer one has changed them;
* folding the overlay in.

Files are edited and the functions called that the commands call, loading and compiling with them;
no file says twice the same. ``python -m benchmarks.incremental [ENTERPRISES]``; nothing is asserted.
"""

from __future__ import annotations

import itertools
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.measuring import AS_OF, POLICY, WORK, Spent, once, register
from huiqi.determine.compact import compact
from huiqi.determine.layers import OVERLAYS
from huiqi.determine.run import RunInfo, determine
from huiqi.determine.update import update
from huiqi.register.store import Snapshot, open_store
from huiqi.register.writing import new_snapshot
from huiqi.vocabulary import Vocabulary, load_vocabulary

CHANGED = 1000
TIMES = 5
MEASURE = ("04-支持企业创新发展.md", r"项目\.总投资 ≥ ([\d.]+)万元")
SETTING = r"\| {}\.\S+ \| ([\d.]+)(?:%|万元) "
figures = itertools.count(1)


@dataclass(frozen=True)
class World:
    """Copies of everything a run rests on, and the run."""

    folder: Path

    @property
    def policy(self) -> Path:
        """The package."""
        return self.folder / "policies" / POLICY.name

    @property
    def settings(self) -> list[Path]:
        """The files of settings."""
        return sorted((self.policy / "settings").glob("demo*.md"))

    @property
    def store(self) -> Path:
        """The register."""
        return self.folder / "register"

    @property
    def run(self) -> Path:
        """The run that is kept up to date."""
        return self.folder / "run"

    def determine(self) -> RunInfo:
        """A full run."""
        shutil.rmtree(self.run, ignore_errors=True)
        return determine(self.policy, self.store, AS_OF, self.run, settings=self.settings)

    def clear(self) -> None:
        """The run without overlays."""
        shutil.rmtree(self.run / OVERLAYS, ignore_errors=True)


def made(enterprises: int) -> World:
    """A world of that size."""
    world = World(WORK / "incremental")
    shutil.rmtree(world.folder, ignore_errors=True)
    shutil.copytree(POLICY.parent, world.policy.parent)
    shutil.copytree(register(enterprises), world.store)
    return world


def least(job: Callable[[], object], before: Callable[[], object]) -> Spent:
    """The least of several runs; ``before`` each is not timed."""
    runs = []
    for _ in range(TIMES):
        before()
        runs.append(once(job))
    return Spent(min(r.wall for r in runs), min(r.cpu for r in runs))


def edited(file: Path, pattern: str) -> Callable[[], None]:
    """Puts a figure that never stood there in the place of the first one the pattern names."""
    text = file.read_text("utf-8")
    found = re.search(pattern, text)
    assert found is not None, (file, pattern)

    def edit() -> None:
        figure = float(found[1]) * (1 - next(figures) / 1000)
        file.write_text(f"{text[: found.start(1)]}{figure:.4f}{text[found.end(1) :]}", encoding="utf-8")

    return edit


def changed_texts(world: World, info: RunInfo, full: Spent) -> None:
    """The cost of one setting, and of one measure."""
    rows = {m["id"]: m["rows"]["written"] for m in info.summary["measures"]}
    found = (
        (f, set(re.findall(r"\| (\S+)\.\S+ \| [\d.]+(?:%|万元) ", f.read_text("utf-8"))))
        for f in world.settings
    )
    files = {measure: file for file, measures in found for measure in measures}
    by_rows = sorted(files, key=lambda m: rows[m])
    for measure in (by_rows[0], by_rows[-1]):
        said(f"one setting of {measure}", world, files[measure], SETTING.format(measure), rows, full)
    said("one measure", world, world.policy / MEASURE[0], MEASURE[1], rows, full)


def said(what: str, world: World, file: Path, pattern: str, rows: dict[str, int], full: Spent) -> None:
    """One change, made several times over."""
    text, edit = file.read_text("utf-8"), edited(file, pattern)

    def before() -> None:
        world.clear()
        edit()

    before()
    scope = update(world.run).scope.whole
    spent = least(lambda: update(world.run), before)
    world.clear()
    file.write_text(text, encoding="utf-8")
    share = sum(rows[m] for m in scope) / sum(rows.values())
    print(
        f"{what} ({len(scope)} measure, {share:.1%} of rows): {spent} = {(spent / full).times} a full run, "
        f"allowed {max(0.1, 1.25 * share):.3f}"
    )


def publish_newer(world: World, old: Snapshot, vocabulary: Vocabulary) -> None:
    """The next snapshot: some enterprises know one fact more."""
    day = date(AS_OF.year, AS_OF.month, AS_OF.day + 1)
    with new_snapshot(world.store, vocabulary, day, {"made_by": "benchmark"}) as pending:
        pending.draft.write_subjects(pq.read_table(old.subjects_path))
        for kind in vocabulary.kinds:
            table = pq.read_table(old.path(kind))
            if kind == "企业":
                table = _changed(table)
            pending.draft.write(kind, table)


def _changed(table: pa.Table) -> pa.Table:
    picked = np.random.default_rng(1).choice(table.num_rows, CHANGED, replace=False)
    values = table["从业人员"].to_numpy(zero_copy_only=False).copy()
    values[picked] = np.nan_to_num(values[picked]) + 1
    column = pa.array(values, pa.int64(), from_pandas=True)
    return table.set_column(table.column_names.index("从业人员"), "从业人员", column)


def subjects(world: World, full: Spent) -> None:
    """The cost of some subjects."""
    snapshot = open_store(world.store).at(None)
    table = pq.read_table(snapshot.subjects_path)
    picked = np.random.default_rng(2).choice(table.num_rows, CHANGED, replace=False)
    codes = table["code"].take(pa.array(np.sort(picked))).to_pylist()
    same = least(lambda: update(world.run, subjects=codes), world.clear)
    print(f"{CHANGED:,} subjects again, same snapshot: {same} = {(same / full).times} a full run")
    world.clear()
    publish_newer(world, snapshot, load_vocabulary(world.policy.parent / "vocabulary"))
    seen = len(update(world.run).scope.numbers)
    found = least(lambda: update(world.run), world.clear)
    print(f"{seen:,} subjects changed by a newer snapshot: {found} = {(found / full).times} a full run")
    print(f"folding them in: {once(lambda: compact(world.run))}")


def main() -> None:
    """All of it."""
    enterprises = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    world = made(enterprises)
    info = world.determine()
    full = least(world.determine, lambda: None)
    rows = sum(m["rows"]["written"] for m in info.summary["measures"])
    print(f"full run of {rows:,} candidates: {full}")
    changed_texts(world, info, full)
    subjects(world, full)


if __name__ == "__main__":
    main()
