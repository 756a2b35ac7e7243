"""What the engine costs, in one run, as ratios.

Generates a register once (``build/bench``), then measures:

* the whole command, cold, and its peak memory;
* candidates computed into an aggregate, beside hand-written SQL of the same columns;
* candidates written to files, beside merely rewriting the finished files;
* one decision: explained by the evaluator, and by generated Python, with and without reasons;
* ``import huiqi`` and ``huiqi --help``.

``python benchmarks/run.py [ENTERPRISES]``; nothing here is asserted.
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.handwritten import HANDWRITTEN
from huiqi.compiled import Decider
from huiqi.determine.duck import WRITER, Duck
from huiqi.determine.memory import local_query
from huiqi.determine.names import literal
from huiqi.determine.plan import Plan, make_plan
from huiqi.determine.work import Work
from huiqi.evaluate import Subject
from huiqi.explain import explain_subject, read_subject
from huiqi.policy.bind import bind
from huiqi.policy.load import load_package
from huiqi.policy.model import Package
from huiqi.policy.settings import Settings, load_settings
from huiqi.register.store import Snapshot, open_store
from huiqi.sql.measure import OUTPUTS
from huiqi.sql.render import render

POLICY = Path("policies/jiangxi-2022-20")
WORK = Path("build/bench")
AS_OF = date(2022, 10, 10)
HUIQI = Path(sys.executable).with_name("huiqi")


def best(job: Callable[[], object], times: int = 3) -> float:
    """The median of several runs, in seconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        job()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def register(enterprises: int) -> Path:
    """A generated register of that size, made once."""
    store = WORK / f"register-{enterprises}"
    if not store.exists():
        command = [
            HUIQI,
            "generate",
            "--enterprises",
            str(enterprises),
            "--out",
            store,
            "--known-at",
            str(AS_OF),
        ]
        seconds = best(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), 1)
        print(f"generate {enterprises:,} enterprises: {seconds:.1f} s")
    return store


def whole_command(store: Path, settings: list[Path]) -> None:
    """The command as a process: wall time, peak memory, and its own log."""
    run = WORK / "run"
    shutil.rmtree(run, ignore_errors=True)
    command = [HUIQI, "determine", POLICY, "--register", store, "--as-of", str(AS_OF), "--out", run]
    command += ["--settings", *settings]
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    log = json.loads((run / "log.json").read_text())["seconds"]
    summary = json.loads((run / "summary.json").read_text())
    rows = sum(m["rows"]["written"] for m in summary["measures"])
    budget = 1.2 + 0.3 * rows / 1e6
    inside = log["total"] - log["load"]
    print(f"candidates: {rows:,}")
    print(f"candidates and summary: {inside:.2f} s, {inside / budget:.2f} of 1.2 s + 0.3 s per million")
    print(
        f"whole command, cold: {wall:.2f} s, {wall / (budget + 2.5):.2f} of that + 2.5 s; peak {peak:.2f} GiB"
    )


def prepared(store: Path, settings: list[Path]) -> tuple[Package, Settings, Snapshot, Plan]:
    """Everything loaded and compiled."""
    package = load_package(POLICY)
    known = load_settings(package, settings)
    return package, known, open_store(store).at(None), make_plan(package, known, AS_OF)


def engine(snapshot: Snapshot, plan: Plan) -> None:
    """Computing, beside hand-written SQL; and writing, beside rewriting the files."""
    run = WORK / "run"
    with Duck(snapshot) as duck:
        duck.prepare(plan)
        for item in plan.measures:
            if item.local is not None:
                rows = local_query(item.bound, duck.regions(item.bound.measure.subject.name))
                duck.connection.execute(f'CREATE TEMP VIEW "{item.local}" AS {rows}')
        queries = {m.bound.id: render(m.query, "duckdb") for m in plan.measures}
        sums = "count(*), sum(false_mask), sum(unknown_mask), sum(unset_mask), sum(amount), sum(amount_high)"

        def aggregate(query: str) -> object:
            return duck.connection.execute(f"SELECT {sums}, count(status) FROM ({query})").fetchall()

        total = best(lambda: [aggregate(q) for q in queries.values()])
        print(f"all candidates into an aggregate: {total:.2f} s")
        for measure, sql in HANDWRITTEN.items():
            ours, theirs = best(lambda m=measure: aggregate(queries[m])), best(lambda s=sql: aggregate(s))  # type: ignore[misc]
            same = aggregate(queries[measure]) == aggregate(sql)
            print(
                f"  {measure}: {ours / theirs:.2f} × hand-written SQL ({'same sums' if same else 'SUMS DIFFER'})"
            )

    def rewrite() -> None:
        with duckdb.connect() as connection:
            connection.execute("SET threads = 2")
            for folder in sorted((run / "candidates").iterdir()):
                source, target = literal(folder / "*.parquet"), literal(WORK / "rewritten.parquet")
                names = ", ".join(OUTPUTS)
                connection.execute(
                    f"COPY (SELECT {names} FROM read_parquet({source})) TO {target} ({WRITER})"
                )

    def write() -> None:
        with Duck(snapshot) as duck:
            duck.prepare(plan)
            for item in plan.measures:
                folder = WORK / "written"
                shutil.rmtree(folder, ignore_errors=True)
                duck.work = Work(folder, {item.id: ""})
                duck.run(item, 0, folder / "candidates", folder / "awards")

    floor, ours = best(rewrite), best(write)
    print(
        f"all candidates to files: {ours:.2f} s, {ours / floor:.2f} × rewriting the finished files ({floor:.2f} s)"
    )


def decisions(package: Package, settings: Settings, snapshot: Snapshot) -> None:
    """One enterprise, all measures: explained, and by generated Python."""
    bound = bind(package, settings, AS_OF)
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
    return statistics.median(best(partial(job, s)) for s in subjects)


def starts() -> None:
    """How long a start takes."""
    importing = best(lambda: subprocess.run([sys.executable, "-c", "import huiqi"], check=True), 5)
    helping = best(lambda: subprocess.run([HUIQI, "--help"], check=True, stdout=subprocess.DEVNULL), 5)
    print(f"import huiqi: {importing:.2f} s; huiqi --help: {helping:.2f} s")


def main() -> None:
    """All of it."""
    enterprises = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    WORK.mkdir(parents=True, exist_ok=True)
    settings = sorted((POLICY / "settings").glob("demo*.md"))
    store = register(enterprises)
    whole_command(store, settings)
    package, known, snapshot, plan = prepared(store, settings)
    engine(snapshot, plan)
    decisions(package, known, snapshot)
    starts()


if __name__ == "__main__":
    main()
