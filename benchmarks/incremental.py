"""What it costs to keep a run up to date, as ratios to a full run, all in one warm process.

* one changed setting, for the measure with the fewest rows and the one with the most: beside a
  full run, and beside what is allowed (a tenth, or 1.25 × the measure's share of the rows);
* 1,000 enterprises determined again: on the same snapshot, and as a newer one has changed them;
* folding the overlay in.

``python -m benchmarks.incremental [ENTERPRISES]``; nothing here is asserted.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.measuring import AS_OF, POLICY, WORK, register
from huiqi.determine.compact import compact
from huiqi.determine.inputs import Inputs, Sources, load_inputs
from huiqi.determine.layers import OVERLAYS
from huiqi.determine.plan import make_plan
from huiqi.determine.run import RunInfo, open_run, write_run
from huiqi.determine.update import apply
from huiqi.policy.load import load_package
from huiqi.register.places import Place, local
from huiqi.register.store import Snapshot, open_store
from huiqi.register.writing import new_snapshot

CHANGED = 1000
TIMES = 3


def median(job: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """The median of several runs, in seconds; ``before`` each is not timed."""
    taken = []
    for _ in range(TIMES):
        before()
        started = time.perf_counter()
        job()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def clear(run: Place) -> None:
    """A run without overlays."""
    shutil.rmtree(local(run) / OVERLAYS, ignore_errors=True)


def reset(inputs: Inputs, measure: str) -> Inputs:
    """The same inputs, but for one setting of a measure."""
    settings = inputs.settings
    changed = [
        replace(p, value=p.value * Fraction(9, 10))
        if p.measure == measure and isinstance(p.value, Fraction)
        else p
        for p in settings.parameters
    ]
    settings = replace(settings, parameters=tuple(changed))
    plan = make_plan(inputs.package, settings, inputs.sources.as_of)
    return Inputs(inputs.sources, inputs.package, settings, inputs.snapshot, plan, inputs.engine)


def one_setting(run: RunInfo, inputs: Inputs, full: float) -> None:
    """The cost of one changed setting."""
    rows = {m["id"]: m["rows"]["written"] for m in run.summary["measures"]}
    set_ = sorted({p.measure for p in inputs.settings.parameters}, key=lambda m: rows[m])
    for measure in dict.fromkeys((set_[0], set_[-1])):
        changed = reset(inputs, measure)
        scope = apply(run, changed).scope.whole
        warm = median(lambda c=changed: apply(run, c), lambda: clear(run.folder))  # type: ignore[misc]
        compiled = median(lambda m=measure: apply(run, reset(inputs, m)), lambda: clear(run.folder))  # type: ignore[misc]
        clear(run.folder)
        share = sum(rows[m] for m in scope) / sum(rows.values())
        allowed = max(0.1, 1.25 * share)
        print(
            f"one setting of {measure} ({rows[measure]:,} rows, {share:.1%}): {warm:.2f} s = {warm / full:.3f} of a "
            f"full run, allowed {allowed:.3f}; with compiling the package {compiled:.2f} s = {compiled / full:.3f}"
        )


def newer(store: Path, inputs: Inputs) -> Snapshot:
    """The next snapshot: some enterprises know one fact more."""
    old, day = inputs.snapshot, date(AS_OF.year, AS_OF.month, AS_OF.day + 1)
    vocabulary = inputs.package.vocabulary
    with new_snapshot(store, vocabulary, day, {"made_by": "benchmark"}) as pending:
        pending.draft.write_subjects(pq.read_table(old.subjects_path))
        for kind in vocabulary.kinds:
            table = pq.read_table(old.path(kind))
            if kind == "企业":
                table = _changed(table)
            pending.draft.write(kind, table)
    return pending.finished()


def _changed(table: pa.Table) -> pa.Table:
    picked = np.random.default_rng(1).choice(table.num_rows, CHANGED, replace=False)
    values = table["从业人员"].to_numpy(zero_copy_only=False).copy()
    values[picked] = np.nan_to_num(values[picked]) + 1
    column = pa.array(values, pa.int64(), from_pandas=True)
    return table.set_column(table.column_names.index("从业人员"), "从业人员", column)


def subjects(run: RunInfo, inputs: Inputs, store: Path, full: float) -> None:
    """The cost of some subjects."""
    table = pq.read_table(inputs.snapshot.subjects_path)
    picked = np.random.default_rng(2).choice(table.num_rows, CHANGED, replace=False)
    codes = table["code"].take(pa.array(np.sort(picked))).to_pylist()
    same = median(lambda: apply(run, inputs, codes), lambda: clear(run.folder))
    clear(run.folder)
    print(f"{CHANGED:,} subjects again, same snapshot: {same:.2f} s = {same / full:.3f} of a full run")
    later = replace(inputs, snapshot=newer(store, inputs))
    seen = len(apply(run, later).scope.numbers)
    found = median(lambda: apply(run, later), lambda: clear(run.folder))
    print(f"{seen:,} subjects changed by a newer snapshot: {found:.2f} s = {found / full:.3f} of a full run")
    started = time.perf_counter()
    compact(local(run.folder))
    print(f"folding them in: {time.perf_counter() - started:.2f} s")


def main() -> None:
    """All of it."""
    enterprises = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    WORK.mkdir(parents=True, exist_ok=True)
    store, run = WORK / "incremental-register", WORK / "incremental-run"
    for folder in (store, run):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(register(enterprises), store)
    settings = tuple(sorted((POLICY / "settings").glob("demo*.md")))
    snapshot = open_store(store).at(None)
    inputs = load_inputs(Sources(POLICY, store, AS_OF, None, settings), None, snapshot, load_package(POLICY))
    full = median(lambda: write_run(inputs, run), lambda: shutil.rmtree(run, ignore_errors=True))
    info = open_run(run)
    rows = sum(m["rows"]["written"] for m in info.summary["measures"])
    print(f"full run of {rows:,} candidates, package loaded and compiled: {full:.2f} s")
    one_setting(info, inputs, full)
    subjects(info, inputs, store, full)


if __name__ == "__main__":
    main()
