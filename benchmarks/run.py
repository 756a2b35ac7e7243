"""What the engine costs, in one run, as ratios.

Generates a register once (``build/bench``), then measures the whole command, cold; candidates into
an aggregate and to files, beside SQL written by hand; one decision; and how long a start takes.

``python -m benchmarks.run [ENTERPRISES]``; nothing here is asserted.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.engine import beside_handwritten, prepared, whole
from benchmarks.measuring import AS_OF, HUIQI, POLICY, SETTINGS, best, determine, register
from huiqi.compiled import Decider
from huiqi.determine.names import literal
from huiqi.evaluate import Subject
from huiqi.explain import explain_subject, read_subject
from huiqi.policy.bind import bind
from huiqi.policy.load import load_package
from huiqi.policy.settings import load_settings
from huiqi.register.store import Snapshot


def whole_command(store: Path) -> Path:
    """The command as a process: time, peak memory, and its own log; the folder of the run."""
    finished, run = determine(store)
    log = json.loads((run / "log.json").read_text())["seconds"]
    summary = json.loads((run / "summary.json").read_text())
    rows = sum(m["rows"]["written"] for m in summary["measures"])
    budget = 1.2 + 0.3 * rows / 1e6
    inside = log["total"] - log["load"]
    print(f"candidates: {rows:,}")
    print(f"candidates and summary: {inside:.2f} s, {inside / budget:.2f} of 1.2 s + 0.3 s per million")
    print(
        f"whole command, cold: {finished.wall:.2f} s, {finished.wall / (budget + 2.5):.2f} of that + 2.5 s; "
        f"peak {finished.peak / 1024:.2f} GiB"
    )
    return run


def decisions(snapshot: Snapshot) -> None:
    """One enterprise, all measures: explained, and by generated Python."""
    package = load_package(POLICY)
    bound = bind(package, load_settings(package, SETTINGS), AS_OF)
    with duckdb.connect() as connection:
        path = literal(snapshot.subjects_path)
        query = f"SELECT code FROM read_parquet({path}) WHERE kind = '企业' ORDER BY hash(number) LIMIT 200"
        codes = [row[0] for row in connection.execute(query).fetchall()]
    subjects = [read_subject(snapshot, package.vocabulary, code) for code in codes]
    decide = Decider(bound, package.vocabulary)
    explained = typical(lambda s: explain_subject(bound, s, "", ""), subjects[:60])
    print(f"one decision over {len(bound)} measures, explained: {explained * 1e3:.2f} ms")
    for what, job in (("verdict and amount", decide), ("with every reason bit", decide.reasons)):
        print(f"the same, generated Python, {what}: {typical(job, subjects) * 1e6:.1f} µs")


def typical(job: Callable[[Subject], object], subjects: Sequence[Subject]) -> float:
    """The median over subjects of a warm run, in seconds."""
    for subject in subjects:
        job(subject)
    return statistics.median(best(partial(job, s)).wall for s in subjects)


def starts() -> None:
    """How long a start takes."""
    importing = best(lambda: subprocess.run([sys.executable, "-c", "import huiqi"], check=True))
    helping = best(lambda: subprocess.run([*HUIQI, "--help"], check=True, stdout=subprocess.DEVNULL))
    print(f"import huiqi: {importing.wall:.2f} s; huiqi --help: {helping.wall:.2f} s")


def main() -> None:
    """All of it."""
    store = register(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    run = whole_command(store)
    snapshot, plan = prepared(store)
    whole(snapshot, plan, run)
    beside_handwritten(snapshot, plan)
    decisions(snapshot)
    starts()


if __name__ == "__main__":
    main()
