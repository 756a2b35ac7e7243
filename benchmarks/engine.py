"""The engine beside hand-written SQL of the same columns, into an aggregate and to files."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import duckdb

from benchmarks import handwritten
from benchmarks.handwritten import HANDWRITTEN
from benchmarks.measuring import AS_OF, POLICY, SETTINGS, THREADS, WORK, alternating, best
from huiqi.determine.duck import WRITER, Duck
from huiqi.determine.memory import local_query
from huiqi.determine.names import literal
from huiqi.determine.plan import Plan, make_plan
from huiqi.determine.work import Work
from huiqi.policy.load import load_package
from huiqi.policy.settings import load_settings
from huiqi.register.store import Snapshot, open_store
from huiqi.sql.measure import OUTPUTS

NAMES = ", ".join(OUTPUTS)
TEXTS = {"status": "count(CASE WHEN status = '符合' THEN 1 END)", "cut_by": "max(cut_by)"}
SUMS = ", ".join(TEXTS.get(c, f"sum({c})") for c in OUTPUTS if c != "number")


def prepared(store: Path) -> tuple[Snapshot, Plan]:
    """The register opened and every measure compiled."""
    package = load_package(POLICY)
    return open_store(store).at(None), make_plan(package, load_settings(package, SETTINGS), AS_OF)


def opened(snapshot: Snapshot, plan: Plan) -> Duck:
    """The relations of a run, for both sides."""
    duck = Duck(snapshot, THREADS)
    duck.prepare(plan)
    duck.connection.execute(f"SET threads = {THREADS}")
    for item in plan.measures:
        if item.local is not None:
            rows = local_query(item.bound, duck.regions(item.bound.measure.subject.name))
            duck.connection.execute(f'CREATE TEMP VIEW "{item.local}" AS {rows}')
    measures = [m.bound.measure for m in plan.measures if m.bound.measure.kind.name in plan.records]
    handwritten.prepare(duck.connection, {m.kind.name: m.subject.name for m in measures})
    # DuckDB 2.0 pushes part of an aggregate below projections and computes each of them many times
    # over, ours and theirs alike; that says nothing about either.
    duck.connection.execute("SET disabled_optimizers = 'partial_aggregate_pushdown'")
    return duck


class Measure:
    """One measure, as the engine computes it and as written by hand."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str, ours: str, ordered: bool) -> None:
        self.connection, self.name = connection, name
        self.sides = {"ours": ours, "theirs": HANDWRITTEN[name]}
        self.order = "" if ordered else " ORDER BY number, record"

    def report(self) -> None:
        """Whether both say the same, and what each costs."""
        jobs = [partial(job, side) for job in (self.aggregate, self.write) for side in self.sides]
        *taken, floor = alternating([*jobs, self.rewrite])
        print(f"  {self.name}: {'same rows' if self.same() else 'ROWS DIFFER'}")
        print(f"    into an aggregate: {(taken[0] / taken[1]).times}, theirs {taken[1]}")
        print(f"    to files:          {(taken[2] / taken[3]).times}, theirs {taken[3]}")
        print(f"    rewriting the file {floor}: ours {(taken[2] / floor).times}")

    def same(self) -> bool:
        """Whether sums agree, and no row of either is missing from the other."""
        sums = {str(self.aggregate(side)) for side in self.sides}
        ours, theirs = (f"SELECT {NAMES} FROM ({q})" for q in self.sides.values())
        apart = " UNION ALL ".join(f"({a} EXCEPT ALL {b})" for a, b in ((ours, theirs), (theirs, ours)))
        return len(sums) == 1 and self._rows(f"SELECT count(*) FROM ({apart})") == [(0,)]

    def aggregate(self, side: str) -> object:
        """Everything computed, hardly anything kept."""
        return self._rows(f"SELECT count(*), {SUMS} FROM ({self.sides[side]})")

    def write(self, side: str) -> None:
        """Everything computed, and written as a run writes it."""
        rows = f"SELECT {NAMES} FROM ({self.sides[side]}){self.order}"
        self.connection.execute(f"COPY ({rows}) TO {self._file(side)} ({WRITER})")

    def rewrite(self) -> None:
        """The floor: the finished file read and written again."""
        rows = f"SELECT {NAMES} FROM read_parquet({self._file('ours')})"
        self.connection.execute(f"COPY ({rows}) TO {self._file('again')} ({WRITER})")

    def _file(self, side: str) -> str:
        return literal(WORK / f"{side}.parquet")

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        return self.connection.execute(query).fetchall()


def beside_handwritten(snapshot: Snapshot, plan: Plan) -> None:
    """Every measure that somebody wrote by hand."""
    with opened(snapshot, plan) as duck:
        for item in plan.measures:
            if item.bound.id in HANDWRITTEN:
                query = item.query.sql
                Measure(duck.connection, item.bound.id, query, not item.query.unordered).report()


def whole(snapshot: Snapshot, plan: Plan, run: Path) -> None:
    """All measures: computed, and written, beside rewriting the files of a finished run."""
    with opened(snapshot, plan) as duck:
        queries = [m.query.sql for m in plan.measures]
        computed = best(
            lambda: [
                duck.connection.execute(f"SELECT count(*), {SUMS} FROM ({q})").fetchall() for q in queries
            ],
            3,
        )
    print(f"all candidates into an aggregate: {computed}")
    ours, floor = alternating([partial(_write, snapshot, plan), partial(_rewrite, run)], 3)
    print(f"all candidates to files: {ours}, {(ours / floor).times} rewriting the finished files ({floor})")


def _write(snapshot: Snapshot, plan: Plan) -> None:
    folder = WORK / "written"
    shutil.rmtree(folder, ignore_errors=True)
    work = Work(folder, {m.id: "" for m in plan.measures})
    with Duck(snapshot, THREADS, work=work) as duck:
        duck.prepare(plan)
        with ThreadPoolExecutor(THREADS) as pool:
            places = [(item, folder / item.id, folder / f"{item.id}.awards") for item in plan.measures]
            list(pool.map(lambda place: duck.run(*place), places))


def _rewrite(run: Path) -> None:
    target = literal(WORK / "again.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {THREADS}")
        for folder in sorted((run / "candidates").iterdir()):
            rows = f"SELECT {NAMES} FROM read_parquet({literal(folder / '*.parquet')})"
            connection.execute(f"COPY ({rows}) TO {target} ({WRITER})")
