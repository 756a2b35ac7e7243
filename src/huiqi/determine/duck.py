"""The DuckDB engine: relations from a snapshot, candidates to Parquet, sums for the summary."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from ..register.places import LocalFiles, Place, local, url
from ..register.store import Snapshot
from ..sql.measure import OUTPUTS
from ..sql.render import render
from . import memory, sums
from .names import held, joined, stored
from .plan import MeasurePlan, Plan

PART = 1 << 20
WRITER = "FORMAT parquet, PARQUET_VERSION V2, COMPRESSION snappy, ROW_GROUP_SIZE 122880, DICTIONARY_SIZE_LIMIT 1000"


def literal(text: str | Place) -> str:
    """A SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def parquet(table: Place) -> str:
    """A literal for ``read_parquet``: a file, or a folder of part files as Spark writes them."""
    path = local(table)
    return literal(path / "*.parquet" if path.is_dir() else path)


class Duck:
    """One in-memory database for one run."""

    def __init__(self, snapshot: Snapshot, threads: int = 2, memory_limit: str = "2GiB") -> None:
        self.snapshot, self.threads = snapshot, threads
        self.connection = duckdb.connect()
        for name, value in (("threads", threads), ("memory_limit", f"'{memory_limit}'")):
            self.connection.execute(f"SET {name} = {value}")
        self.connection.execute("SET preserve_insertion_order = true")

    def __enter__(self) -> Duck:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def prepare(self, plan: Plan) -> None:
        """Open the snapshot's kinds and make the subject relations."""
        for kind in plan.kinds:
            path = literal(self.snapshot.path(kind))
            self.connection.execute(
                f'CREATE OR REPLACE VIEW "{stored(kind)}" AS SELECT * FROM read_parquet({path})'
            )
        for name, queries in ((held, plan.subjects), (joined, plan.records)):
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(self._make, map(name, queries), queries.values()))
        self.connection.execute(f"CREATE TABLE entitled ({sums.entitled_columns()})")

    def _make(self, table: str, query: exp.Select) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(f'CREATE TABLE "{table}" AS {render(query, "duckdb")}')

    def regions(self, kind: str) -> list[str]:
        """Every region some subject of the kind has."""
        query = f'SELECT DISTINCT "所在地" FROM "{held(kind)}" WHERE "所在地" IS NOT NULL ORDER BY 1'
        return [found[0] for found in self.connection.cursor().execute(query).fetchall()]

    def run(self, plan: MeasurePlan, index: int, folder: Path, awards: Path) -> sums.Found:
        """Write one measure's candidates and awards; add its entitlements; what they add up to.

        Works on a connection of its own, so that several measures can run at once.
        """
        with self.beside(plan) as cursor:
            candidates = _Candidates(cursor, plan, index, int(self.snapshot.manifest["subjects"]))
            return candidates.write(folder, awards)

    def entitle(self, plan: MeasurePlan, index: int) -> None:
        """Add one measure's entitlements without writing its candidates."""
        with self.beside(plan) as cursor:
            candidates = f"({render(plan.query, 'duckdb')})"
            cursor.execute(f"INSERT INTO entitled {sums.entitlements(plan, index, candidates)}")

    @contextmanager
    def beside(self, plan: MeasurePlan) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of a measure's own, which knows its local settings."""
        with self.connection.cursor() as cursor:
            if plan.local is not None:
                regions = self.regions(plan.bound.measure.subject.name)
                rows = memory.local_query(plan.bound, regions)
                cursor.execute(f'CREATE OR REPLACE TEMP VIEW "{plan.local}" AS {rows}')
            yield cursor

    def counts(self, plan: Plan, found: Sequence[sums.Found]) -> list[dict[str, Any]]:
        """What the summary says per measure."""
        return sums.counts(plan, self.snapshot, found, self._rows(sums.money()))

    def industries(self, plan: Plan) -> dict[str, dict[str, int]]:
        """Per division of GB/T 4754: distinct subjects entitled (competitive apart) and fen owed."""
        queries = (sums.industries(plan, fact, held(kind)) for kind, fact in plan.industries.items())
        return sums.by_division(map(self._rows, queries))

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def write_register(self, subjects: Path, groups: Path) -> None:
        """The snapshot's own files."""
        shutil.copyfile(local(self.snapshot.subjects_path), subjects)
        shutil.copyfile(local(self.snapshot.groups_path), groups)

    def write_entitlements(self, names: list[str], target: Path) -> int:
        """All entitlements, by subject, measure and year."""
        measures = ", ".join(f"({i}, {literal(name)})" for i, name in enumerate(names))
        query = (
            f"SELECT number, name AS measure, year, {sums.status_words('status')} AS status, amount, "
            f"amount_low, amount_high FROM entitled JOIN (VALUES {measures}) AS named(id, name) "
            "ON id = measure ORDER BY number, id, year NULLS LAST"
        )
        self.connection.execute(f"COPY ({query}) TO {literal(target)} ({WRITER})")
        ((written,),) = self.connection.execute("SELECT count(*) FROM entitled").fetchall()
        return int(written)


class _Candidates:
    """One measure's candidates: its files, and the entitlements among them."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, plan: MeasurePlan, index: int, subjects: int
    ) -> None:
        self.connection, self.plan, self.index, self.subjects = connection, plan, index, subjects
        self.source = "candidate"

    def write(self, folder: Path, awards: Path) -> sums.Found:
        query = render(self.plan.query, "duckdb")
        columns = ", ".join(OUTPUTS)
        if self.plan.bound.measure.about_subject:
            order = " ORDER BY number" if self.plan.unordered else ""
            self._copy(f"SELECT {columns} FROM ({query})", folder, order)
            self.source = f"read_parquet({literal(folder / '*.parquet')})"
        else:
            order = " ORDER BY number, record" if self.plan.unordered else ""
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE candidate AS {query}{order}")
            self._copy(f"SELECT {columns} FROM candidate", folder)
        if self.plan.bound.has_money:
            self._copy(f"SELECT * FROM ({sums.awards(self.plan, self.source)})", awards)
        entitled = sums.entitlements(self.plan, self.index, self.source)
        self.connection.execute(f"INSERT INTO entitled {entitled}")
        return sums.look(self.plan, self.source, lambda q: self.connection.execute(q).fetchall())

    def _copy(self, query: str, folder: Path, order: str = "") -> None:
        folder.mkdir(parents=True)
        parts = max(1, -(-self.subjects // PART))
        for part in range(parts):
            where = "" if parts == 1 else f" WHERE number >= {part * PART} AND number < {(part + 1) * PART}"
            target = literal(folder / f"part-{part:03d}.parquet")
            self.connection.execute(f"COPY ({query}{where}{order}) TO {target} ({WRITER})")


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
    """DuckDB in this process, on folders of this machine."""

    name = "duckdb"
    version = duckdb.__version__
    files = LocalFiles()
    columns = None

    def place(self, named: str | Path) -> Path:
        """The folder (D0103 where a URL leads elsewhere)."""
        return local(url(named)) if isinstance(named, str) and "://" in named else Path(named)

    def session(self, snapshot: Snapshot, folder: Path, threads: int) -> Duck:
        """A run on a snapshot."""
        folder.mkdir(parents=True)
        return Duck(snapshot, threads)

    def tables(self) -> DuckTables:
        """Nothing opened yet."""
        return DuckTables()
