"""The DuckDB engine: relations from a snapshot, candidates to Parquet, sums for the summary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ..register.store import Snapshot
from ..sql.measure import OUTPUTS
from ..sql.render import render
from ..tree.measure import NO, STATUS_ORDER, Mode, Status
from . import memory
from .plan import MeasurePlan, Plan, held, stored

PART = 1 << 20
WRITER = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"


def literal(text: str | Path) -> str:
    """A SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


class Duck:
    """One in-memory database for one run."""

    def __init__(self, snapshot: Snapshot, threads: int = 2, memory_limit: str = "2GiB") -> None:
        self.snapshot = snapshot
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
        for kind in (*plan.subjects, *plan.records):
            path = literal(self.snapshot.path(kind))
            self.connection.execute(
                f'CREATE OR REPLACE VIEW "{stored(kind)}" AS SELECT * FROM read_parquet({path})'
            )
        for kind, query in plan.subjects.items():
            self.connection.execute(f'CREATE TABLE "{held(kind)}" AS {render(query, "duckdb")}')
        self.connection.execute(
            "CREATE TABLE entitled (measure INTEGER, number INTEGER, year INTEGER, status TINYINT, "
            "amount BIGINT, amount_low BIGINT, amount_high BIGINT)"
        )

    def regions(self, kind: str) -> list[str]:
        """Every region some subject of the kind has."""
        query = f'SELECT DISTINCT "所在地" FROM "{held(kind)}" WHERE "所在地" IS NOT NULL ORDER BY 1'
        return [found[0] for found in self.connection.cursor().execute(query).fetchall()]

    def run(self, plan: MeasurePlan, index: int, folder: Path) -> dict[str, Any]:
        """Write one measure's candidates; add its entitlements; return its sums.

        Works on a connection of its own, so that several measures can run at once.
        """
        with self.connection.cursor() as cursor:
            if plan.local is not None:
                regions = self.regions(plan.bound.measure.subject.name)
                cursor.register(plan.local, memory.local_table(plan.bound, regions))
            folder.mkdir(parents=True)
            return _Candidates(cursor, self.snapshot, plan, index).write(folder)

    def industries(self, plan: Plan) -> dict[str, dict[str, int]]:
        """Per division of GB/T 4754: distinct subjects entitled (competitive apart) and fen owed."""
        owed = [str(i) for i, m in enumerate(plan.measures) if m.bound.mode != Mode.COMPETITIVE]
        eligible = STATUS_ORDER.index(Status.ELIGIBLE)
        found: dict[str, dict[str, int]] = {}
        for kind, fact in plan.industries.items():
            rows = self.connection.execute(
                f'SELECT substr("{fact}", 1, 2) AS division, count(DISTINCT number), '
                f'CAST(coalesce(sum(amount), 0) AS BIGINT) FROM entitled JOIN "{held(kind)}" USING (number) '
                f"WHERE status = {eligible} AND measure IN ({', '.join(owed) or -1}) "
                f'AND "{fact}" IS NOT NULL GROUP BY division ORDER BY division'
            ).fetchall()
            found |= {d: {"subjects": int(n), "amount": int(a)} for d, n, a in rows}
        return found

    def write_entitlements(self, names: list[str], target: Path) -> int:
        """All entitlements, by subject, measure and year."""
        measures = pa.table({"id": pa.array(range(len(names)), pa.int32()), "name": names})
        self.connection.register("measure_names", measures)
        words = " ".join(f"WHEN {i} THEN '{s.value}'" for i, s in enumerate(STATUS_ORDER))
        query = (
            f"SELECT number, name AS measure, year, CASE status {words} END AS status, amount, "
            "amount_low, amount_high FROM entitled JOIN measure_names ON id = measure "
            "ORDER BY number, id, year NULLS LAST"
        )
        self.connection.execute(f"COPY ({query}) TO {literal(target)} ({WRITER})")
        return int(row(self.connection, "SELECT count(*) FROM entitled")[0])


def row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The only row of a query (read to its end: an open result blocks the connection)."""
    (found,) = connection.execute(query).fetchall()
    return tuple(found)


class _Candidates:
    """One measure's candidates in a temporary table, and what is made of them."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, plan: MeasurePlan, index: int
    ) -> None:
        self.connection, self.snapshot, self.plan, self.index = connection, snapshot, plan, index

    def write(self, folder: Path) -> dict[str, Any]:
        order = " ORDER BY number, record" if self.plan.joined else ""
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE candidate AS {render(self.plan.query, 'duckdb')}{order}"
        )
        written = self._copy(folder)
        self._entitle()
        return self._sums(written)

    def _copy(self, folder: Path) -> int:
        names = ", ".join(OUTPUTS)
        subjects = int(self.snapshot.manifest["subjects"])
        parts = max(1, -(-subjects // PART))
        for part in range(parts):
            where = "" if parts == 1 else f" WHERE number >= {part * PART} AND number < {(part + 1) * PART}"
            target = literal(folder / f"part-{part:03d}.parquet")
            self.connection.execute(f"COPY (SELECT {names} FROM candidate{where}) TO {target} ({WRITER})")
        pattern = literal(folder / "*.parquet")
        found = row(self.connection, f"SELECT sum(num_rows) FROM parquet_file_metadata({pattern})")
        return int(found[0] or 0)

    def _entitle(self) -> None:
        order = " ".join(f"WHEN '{s.value}' THEN {i}" for i, s in enumerate(STATUS_ORDER))
        no = ", ".join(f"'{s.value}'" for s in STATUS_ORDER if s in NO)
        live = f"SELECT *, CASE status {order} END AS rank FROM candidate WHERE status NOT IN ({no})"
        competitive = self.plan.bound.mode == Mode.COMPETITIVE
        if self.plan.bound.measure.about_subject:
            query = (
                f"SELECT {self.index}, number, year, rank, "
                f"{'NULL' if competitive else 'amount'}, amount_low, amount_high FROM ({live})"
            )
        else:
            query = _grouped(self.index, live, "CAST(NULL AS BIGINT)" if competitive else "sum(amount)")
        self.connection.execute(f"INSERT INTO entitled {query}")

    def _sums(self, written: int) -> dict[str, Any]:
        counts = dict(
            self.connection.execute("SELECT status, count(*) FROM candidate GROUP BY status").fetchall()
        )
        return {
            "rows": {"expected": self.snapshot.rows(self.plan.bound.measure.kind.name), "written": written},
            "statuses": {s.value: int(counts.get(s.value, 0)) for s in Status},
            "money": self._money(),
        }

    def _money(self) -> dict[str, int | None]:
        """Sums in fen; an undated record's high counts once. None high: unbounded."""
        amount, low, high, counted = row(
            self.connection,
            "SELECT sum(amount), sum(amount_low), CASE WHEN count(*) = count(amount_high) "
            f"THEN sum(amount_high) END, count(amount_low) FROM entitled WHERE measure = {self.index}",
        )
        if not counted:
            return {"amount": None, "low": None, "high": None}
        extra = int(row(self.connection, _UNDATED)[0] or 0)
        competitive = self.plan.bound.mode == Mode.COMPETITIVE
        return {
            "amount": None if competitive else int(amount or 0),
            "low": int(low or 0),
            "high": None if high is None else int(high) - extra,
        }


_UNDATED = """
SELECT sum(extra) FROM (
    SELECT u.high * (count(DISTINCT c.year) - CASE WHEN bool_or(c.year IS NULL) THEN 0 ELSE 1 END) AS extra
    FROM (SELECT number, sum(total_high) AS high FROM candidate
          WHERE year IS NULL AND amount_low IS NOT NULL GROUP BY number) AS u
    JOIN candidate AS c ON c.number = u.number AND c.amount_low IS NOT NULL
    GROUP BY u.number, u.high)
"""


def _grouped(index: int, live: str, amount: str) -> str:
    """Per subject and year: the best status, what is owed, and the interval over all records.

    Totals come from sums before the ceiling across records, then cut by it; an undated record
    adds nothing to a year's low and its high to each.
    """
    return f"""
        WITH live AS ({live}),
        undated AS (
            SELECT number, sum(total_high) AS high, count(*) > count(total_high) AS unbounded
            FROM live WHERE year IS NULL GROUP BY number),
        years AS (
            SELECT number, year, max(rank) AS rank, {amount} AS amount, sum(total_low) AS low,
                sum(total_high) AS high, count(*) > count(total_high) AS unbounded,
                count(amount_low) > 0 AS money, min(ceiling_low) AS c_low,
                CASE WHEN count(*) = count(ceiling_high) THEN max(ceiling_high) END AS c_high
            FROM live GROUP BY number, year)
        SELECT {index}, y.number, y.year, y.rank, CAST(y.amount AS BIGINT),
            CAST(CASE WHEN money THEN least(c_low, low) END AS BIGINT),
            CAST(CASE WHEN NOT money THEN NULL
                WHEN y.unbounded OR (y.year IS NOT NULL AND coalesce(u.unbounded, false)) THEN c_high
                ELSE least(c_high, y.high + CASE WHEN y.year IS NULL THEN 0 ELSE coalesce(u.high, 0) END)
                END AS BIGINT)
        FROM years AS y LEFT JOIN undated AS u ON u.number = y.number"""
