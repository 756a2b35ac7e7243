"""The DuckDB engine: relations from a snapshot, candidates to Parquet, sums for the summary."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
from sqlglot import exp

from ..errors import fail
from ..register.places import LocalFiles, Place, local, url
from ..register.store import Snapshot
from ..sql.measure import OUTPUTS
from ..sql.render import STATUS_TYPE, render
from . import memory, sums
from .definitions import KEPT
from .names import held, joined, literal, parquet, rows_of, stored
from .plan import MeasurePlan, Plan
from .work import Work

MEMORY = "2GiB"
MEMORY_TEXT = re.compile(r"\d+(\.\d+)?[KMGT]i?B")
PART = 1 << 20
WRITER = "FORMAT parquet, PARQUET_VERSION V2, COMPRESSION snappy, ROW_GROUP_SIZE 122880, DICTIONARY_SIZE_LIMIT 1000"
CHOSEN = "chosen"


def connect(threads: int = 2, memory_limit: str = MEMORY) -> duckdb.DuckDBPyConnection:
    """An in-memory database that keeps the order of what it writes."""
    connection = duckdb.connect()
    for name, value in (("threads", threads), ("memory_limit", f"'{memory_limit}'")):
        connection.execute(f"SET {name} = {value}")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(STATUS_TYPE)
    return connection


def made(table: str, query: exp.Select) -> str:
    """The statement that makes a table of a query."""
    return f'CREATE TABLE "{table}" AS {render(query, "duckdb")}'


class Duck:
    """One in-memory database for one run; what passes ``memory`` waits in the folder ``spill``.

    The folder appears when it is needed and is gone when the database is closed. None: where
    DuckDB puts it by itself. ``numbers``: a file of the subjects it is about, by default all.
    ``work``: where it writes. ``entitled``: the relation of entitlements that is summed up and
    written, by default what it has written itself.

    Raises:
        HuiqiError: D0111, on leaving, where ``memory`` was too little.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        threads: int = 2,
        memory: str = MEMORY,
        spill: Path | None = None,
        numbers: Path | None = None,
        work: Work | None = None,
    ) -> None:
        self.snapshot, self.threads, self.numbers, self.work = snapshot, threads, numbers, work
        self.memory, self.spill = memory, spill
        self.entitled = work.entitlements() if work is not None else sums.NO_ENTITLEMENTS
        self.connection = connect(threads, memory)
        self._regions: dict[str, list[str]] = {}
        self._asking = Lock()
        if spill is not None:
            self.connection.execute(f"SET temp_directory = {literal(spill)}")

    def __enter__(self) -> Duck:
        return self

    def __exit__(self, *raised: object) -> None:
        self.connection.close()
        if self.spill is not None:
            shutil.rmtree(self.spill, ignore_errors=True)
        if isinstance(raised[1], duckdb.OutOfMemoryException):
            raise fail("D0111", f"{self.memory} 内存不够", "用 --memory 写大一些") from raised[1]

    def prepare(self, plan: Plan) -> None:
        """Open the snapshot's kinds and make the relations that unfinished measures read."""
        if self.work is not None:
            plan = plan.of([m.id for m in plan.measures if self.work.found(m.id) is None])
        if self.numbers is not None:
            self.connection.execute(f"CREATE TABLE {CHOSEN} AS SELECT number FROM {rows_of(self.numbers)}")
        opened = [self._opened(kind, plan.vocabulary.kinds[kind].is_subject) for kind in plan.kinds]
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(self._say, opened))
            subjects = [pool.submit(self._hold, plan, kind) for kind in plan.about]
            records = [made(joined(kind), query) for kind, query in plan.records.items()]
            for subject in subjects:
                subject.result()
            self._share(len(records))
            list(pool.map(self._say, records))
        self.connection.execute(f"CREATE TABLE entitled AS SELECT * FROM {sums.NONE_PLACED}")
        self._share(len(plan.measures))

    def _share(self, queries: int) -> None:
        """Divide the threads among queries that run at once: one query alone uses two threads worse."""
        self.connection.execute(f"SET threads = {max(1, self.threads // max(1, queries))}")

    def _opened(self, kind: str, is_subject: bool) -> str:
        rows = f"SELECT * FROM {rows_of(self.snapshot.path(kind))} AS s"
        if self.numbers is None:
            return f'CREATE VIEW "{stored(kind)}" AS {rows}'
        order = "number" if is_subject else "number, record"
        return f'CREATE TABLE "{stored(kind)}" AS {rows} SEMI JOIN {CHOSEN} USING (number) ORDER BY {order}'

    def _hold(self, plan: Plan, kind: str) -> None:
        """Make the relation of a kind of subject; what definitions say of them is worked out once."""
        columns = plan.defined(kind)
        key = (plan.relations[kind], self.snapshot.digest(kind))
        whole = bool(columns) and self.numbers is None
        known = KEPT.get(key, columns) if whole else None
        with self.connection.cursor() as cursor:
            if known is not None:
                cursor.register("defined", known)
                facts = render(plan.facts(kind), "duckdb")
                beside = f"SELECT f.*, d.* FROM ({facts}) AS f POSITIONAL JOIN defined AS d"
                cursor.execute(f'CREATE TABLE "{held(kind)}" AS {beside}')
                return
            cursor.execute(made(held(kind), plan.subjects[kind]))
            if whole:
                names = ", ".join(f'"{column}"' for column in columns)
                KEPT.keep(key, cursor.sql(f'SELECT {names} FROM "{held(kind)}"').to_arrow_table())

    def _say(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)

    def regions(self, kind: str) -> list[str]:
        """Every region some subject of the kind has; asked for once, by whichever thread is first."""
        with self._asking:
            if kind not in self._regions:
                query = f'SELECT DISTINCT "所在地" FROM "{held(kind)}" WHERE "所在地" IS NOT NULL ORDER BY 1'
                self._regions[kind] = [region for (region,) in self._rows(query)]
            return self._regions[kind]

    def run(self, plan: MeasurePlan, folder: Path, awards: Path) -> sums.Found:
        """Write one measure's candidates, awards and entitlements; what they add up to.

        Works on a connection of its own, so that several measures can run at once.
        """
        assert self.work is not None
        done = self.work.found(plan.id)
        if done is not None:
            return done
        with self.beside(plan) as cursor, self.work.writing(plan.id, folder, awards) as writing:
            subjects = int(self.snapshot.manifest["subjects"])
            writing.found = _Candidates(cursor, plan, subjects).write(writing.draft)
        return writing.found

    def entitle(self, plan: MeasurePlan, place: int) -> None:
        """Add one measure's entitlements to ``entitled``, by its place; its candidates are not written."""
        with self.beside(plan) as cursor:
            query = sums.placed(plan, place, f"({plan.query.sql})")
            cursor.execute(f"INSERT INTO entitled {query}")

    @contextmanager
    def beside(self, plan: MeasurePlan) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of a measure's own, which knows its local settings."""
        with self.connection.cursor() as cursor:
            if plan.local is not None:
                rows = memory.local_query(plan.bound, self.regions(plan.subject))
                cursor.execute(f'CREATE OR REPLACE TEMP VIEW "{plan.local}" AS {rows}')
            yield cursor

    def about(self, plan: MeasurePlan, candidates: str) -> sums.Found:
        """What those of the candidates add up to that are about this run's subjects."""
        with self.connection.cursor() as cursor:
            query = f"SELECT * FROM {candidates} AS c SEMI JOIN {CHOSEN} USING (number)"
            cursor.execute(f"CREATE OR REPLACE TEMP TABLE about AS {query}")
            return sums.look(plan, "about", lambda q: cursor.execute(q).fetchall())

    def counts(self, plan: Plan, found: Sequence[sums.Found]) -> list[dict[str, Any]]:
        """What the summary says per measure."""
        self._share(1)
        return sums.counts(plan, self.snapshot, found, self._rows(sums.money(self.entitled)))

    def industries(self, plan: Plan) -> dict[str, dict[str, int]]:
        """Per division of GB/T 4754: distinct subjects entitled (competitive apart) and fen owed."""
        queries = (
            sums.industries(plan, fact, rows_of(self.snapshot.path(kind)), self.entitled)
            for kind, fact in plan.industries.items()
        )
        return sums.by_division(map(self._rows, queries))

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            return cursor.execute(query).fetchall()

    def write_register(self, subjects: Path, groups: Path) -> None:
        """The snapshot's own files."""
        shutil.copyfile(local(self.snapshot.subjects_path), subjects)
        shutil.copyfile(local(self.snapshot.groups_path), groups)

    def finish(self) -> None:
        """Leave nothing in the folder but the run."""
        if self.work is not None:
            self.work.clear()

    def write_entitlements(self, names: list[str], target: Path) -> int:
        """All entitlements, by subject, measure and year."""
        write_entitlements(self.connection, names, self.entitled, target)
        return self.count()

    def count(self) -> int:
        """How many entitlements there are."""
        ((written,),) = self._rows(f"SELECT count(*) FROM {self.entitled}")
        return int(written)


class _Candidates:
    """One measure's candidates: its files, and the entitlements among them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, plan: MeasurePlan, subjects: int) -> None:
        self.connection, self.plan, self.subjects = connection, plan, subjects
        self.source = "candidate"

    def write(self, draft: Path) -> sums.Found:
        query = self.plan.query.sql
        if self.plan.bound.measure.about_subject:
            self._copy(
                f"({query})", OUTPUTS, draft / "candidates", "number" if self.plan.query.unordered else ""
            )
            self.source = rows_of(draft / "candidates")
        else:
            order = " ORDER BY number, record" if self.plan.query.unordered else ""
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE candidate AS {query}{order}")
            self._copy("candidate", OUTPUTS, draft / "candidates")
        if self.plan.bound.has_money:
            self._copy(f"({sums.awards(self.plan, self.source)})", sums.AWARDS, draft / "awards")
        entitled, target = sums.entitlements(self.plan, self.source), literal(draft / "entitled.parquet")
        self.connection.execute(f"COPY ({entitled}) TO {target} (FORMAT parquet, COMPRESSION uncompressed)")
        return sums.look(self.plan, self.source, lambda q: self.connection.execute(q).fetchall())

    def _copy(self, source: str, columns: Sequence[str], folder: Path, order: str = "") -> None:
        folder.mkdir()
        for part in range(part_count(self.subjects)):
            copy_part(self.connection, source, columns, part, self.subjects, order, folder / part_name(part))


def part_count(subjects: int) -> int:
    """How many parts a measure's candidates have."""
    return max(1, -(-subjects // PART))


def part_name(part: int) -> str:
    """The file of a part."""
    return f"part-{part:03d}.parquet"


def parts_of(connection: duckdb.DuckDBPyConnection, numbers: str) -> set[int]:
    """The parts in which subjects stand, their numbers given as a relation."""
    rows = connection.execute(f"SELECT DISTINCT number // {PART} FROM {numbers}").fetchall()
    return {int(part) for (part,) in rows}


def copy_part(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    columns: Iterable[str],
    part: int,
    subjects: int,
    order: str,
    target: Path,
) -> None:
    """One part of a measure's candidates or awards: a fixed range of subject numbers."""
    if part_count(subjects) > 1:
        source = f"(SELECT * FROM {source} WHERE number >= {part * PART} AND number < {(part + 1) * PART})"
    _copy(connection, source, columns, order, target)


def write_entitlements(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], entitled: str, target: Path
) -> None:
    """Entitlements of measures, by subject, measure in the order given, and year."""
    ranks = ", ".join(f"({literal(name)}, {rank})" for rank, name in enumerate(names)) or "(NULL, 0)"
    source = f"(SELECT * FROM {entitled} AS e JOIN (VALUES {ranks}) AS ranked(id, rank) ON id = measure)"
    _copy(connection, source, sums.ENTITLED, "number, rank, year NULLS LAST", target)


def _copy(
    connection: duckdb.DuckDBPyConnection, source: str, columns: Iterable[str], order: str, target: Path
) -> None:
    """Write columns of a relation to a file, in an order (empty: the relation's own).

    A status is written as an enumeration, from whatever it was read: text would make other files.
    The empty rows make every column one that may be NULL for all the planner knows. Otherwise the
    writer would call it REQUIRED or not by what the planner happens to know of the source, and
    the same rows would make different files.
    """
    nothing = ", ".join(f"NULL AS {c}" for c in columns)
    rows = f"SELECT * FROM {source} UNION ALL BY NAME SELECT {nothing} FROM range(0)"
    sort = f" ORDER BY {order}" if order else ""
    written = ("CAST(status AS status) AS status" if c == "status" else c for c in columns)
    query = f"SELECT {', '.join(written)} FROM ({rows}){sort}"
    connection.execute(f"COPY ({query}) TO {literal(target)} ({WRITER})")


class DuckTables:
    """Finished tables in an in-memory database."""

    dialect = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect()

    def open(self, name: str, place: Place) -> None:
        """A view of the table's files."""
        query = f"SELECT * FROM read_parquet({parquet(place)})"
        self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(query).fetchall()


class DuckEngine:
    """DuckDB in this process, on folders of this machine; a run holds at most ``memory``, ``4GiB`` say.

    Raises:
        HuiqiError: D0110 where ``memory`` is no such text.
    """

    name = "duckdb"
    version = duckdb.__version__
    files = LocalFiles()
    columns = None

    def __init__(self, memory: str | None = None) -> None:
        self.memory = memory or MEMORY
        if not MEMORY_TEXT.fullmatch(self.memory):
            raise fail("D0110", f"“{memory}”不是内存的大小", f"写作 {MEMORY} 或 512MiB")

    def place(self, named: str | Path) -> Path:
        """The folder (D0103 where a URL leads elsewhere)."""
        return local(url(named)) if isinstance(named, str) and "://" in named else Path(named)

    def session(self, snapshot: Snapshot, folder: Path, threads: int, prints: Mapping[str, str]) -> Duck:
        """A run on a snapshot; measures that an earlier one finished in the folder are taken over."""
        spill = folder.with_name(f"{folder.name}.spill")
        return Duck(snapshot, threads, self.memory, spill, work=Work(folder, prints))

    def tables(self) -> DuckTables:
        """Nothing opened yet."""
        return DuckTables()
