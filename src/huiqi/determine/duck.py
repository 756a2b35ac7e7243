"""The DuckDB engine: relations from a snapshot, candidates to Parquet, sums for the summary."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from ..register.store import Snapshot
from ..sql.measure import OUTPUTS
from ..sql.render import render
from ..tree.measure import NO, STATUS_ORDER, Mode, Status
from . import memory
from .missing import count_missing
from .plan import MeasurePlan, Plan, held, joined, stored

Money = dict[str, int | None]

PART = 1 << 20
WRITER = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"


def literal(text: str | Path) -> str:
    """A SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


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
        self.connection.execute(
            "CREATE TABLE entitled (measure INTEGER, number INTEGER, year INTEGER, status TINYINT, "
            "amount BIGINT, amount_low BIGINT, amount_high BIGINT, own_high BIGINT)"
        )

    def _make(self, table: str, query: exp.Select) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(f'CREATE TABLE "{table}" AS {render(query, "duckdb")}')

    def regions(self, kind: str) -> list[str]:
        """Every region some subject of the kind has."""
        query = f'SELECT DISTINCT "所在地" FROM "{held(kind)}" WHERE "所在地" IS NOT NULL ORDER BY 1'
        return [found[0] for found in self.connection.cursor().execute(query).fetchall()]

    def run(self, plan: MeasurePlan, index: int, folder: Path) -> None:
        """Write one measure's candidates and add its entitlements.

        Works on a connection of its own, so that several measures can run at once.
        """
        with self.connection.cursor() as cursor:
            if plan.local is not None:
                regions = self.regions(plan.bound.measure.subject.name)
                cursor.register(plan.local, memory.local_table(plan.bound, regions))
            folder.mkdir(parents=True)
            candidates = _Candidates(cursor, plan, index, int(self.snapshot.manifest["subjects"]))
            candidates.write(folder)
            if plan.bound.has_money:
                candidates.award(folder.parents[1] / "awards" / folder.name)

    def sums(self, plan: Plan, folders: Sequence[Path]) -> list[dict[str, Any]]:
        """What the summary counts, per measure: rows, statuses, money and what is missing."""
        money = self._money()
        nothing: Money = {"amount": None, "low": None, "high": None}
        found = []
        for index, (item, folder) in enumerate(zip(plan.measures, folders, strict=True)):
            files = literal(folder / "*.parquet")
            query = f"SELECT status, count(*) FROM read_parquet({files}) GROUP BY status"
            counts = dict(self.connection.execute(query).fetchall())
            rows = {
                "expected": self.snapshot.rows(item.bound.measure.kind.name),
                "written": sum(counts.values()),
            }
            statuses = {s.value: int(counts.get(s.value, 0)) for s in Status}
            sums = dict(money.get(index, nothing))
            if item.bound.mode == Mode.COMPETITIVE:
                sums["amount"] = None
            missing = count_missing(self.connection, item.bound, item.holders, files, stored)
            found.append({"rows": rows, "statuses": statuses, "money": sums, "missing": missing})
        return found

    def _money(self) -> dict[int, Money]:
        """Sums in fen by measure; an undated record's high counts once. None high: unbounded."""
        rows = self.connection.execute(
            "SELECT measure, coalesce(sum(amount), 0), sum(amount_low), CASE WHEN count(*) = count(own_high) "
            "THEN sum(own_high) END FROM entitled WHERE amount_low IS NOT NULL GROUP BY measure"
        ).fetchall()
        return {measure: dict(zip(("amount", "low", "high"), sums, strict=True)) for measure, *sums in rows}

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
        ((written,),) = self.connection.execute("SELECT count(*) FROM entitled").fetchall()
        return int(written)


class _Candidates:
    """One measure's candidates: its files, and the entitlements among them."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, plan: MeasurePlan, index: int, subjects: int
    ) -> None:
        self.connection, self.plan, self.index, self.subjects = connection, plan, index, subjects
        self.source = "candidate"

    def write(self, folder: Path) -> None:
        query = render(self.plan.query, "duckdb")
        if self.plan.bound.measure.about_subject:
            self.source = f"read_parquet({literal(folder / '*.parquet')})"
            self._copy(", ".join(OUTPUTS), f"({query})", folder, "number")
        else:
            order = " ORDER BY number, record" if self.plan.unordered else ""
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE candidate AS {query}{order}")
            self._copy(", ".join(OUTPUTS), self.source, folder, None)
        self._entitle(self.source)

    def award(self, folder: Path) -> None:
        """Write what each candidate may get before limits across records: see :func:`award_columns`."""
        folder.mkdir(parents=True)
        columns = award_columns(self.plan)
        self._copy(columns, f"(SELECT * FROM {self.source} WHERE amount_low IS NOT NULL)", folder, None)

    def _copy(self, names: str, source: str, folder: Path, order: str | None) -> None:
        parts = max(1, -(-self.subjects // PART))
        sort = f" ORDER BY {order}" if order and self.plan.unordered else ""
        for part in range(parts):
            where = "" if parts == 1 else f" WHERE number >= {part * PART} AND number < {(part + 1) * PART}"
            target = literal(folder / f"part-{part:03d}.parquet")
            self.connection.execute(
                f"COPY (SELECT {names} FROM {source}{where}{sort}) TO {target} ({WRITER})"
            )

    def _entitle(self, source: str) -> None:
        order = " ".join(f"WHEN '{s.value}' THEN {i}" for i, s in enumerate(STATUS_ORDER))
        no = ", ".join(f"'{s.value}'" for s in STATUS_ORDER if s in NO)
        live = f"SELECT *, CASE status {order} END AS rank FROM {source} WHERE status NOT IN ({no})"
        competitive = self.plan.bound.mode == Mode.COMPETITIVE
        if self.plan.bound.measure.about_subject:
            query = (
                f"SELECT {self.index}, number, year, rank, "
                f"{'NULL' if competitive else 'amount'}, amount_low, amount_high, amount_high FROM ({live})"
            )
        else:
            query = _grouped(self.index, live, "CAST(NULL AS BIGINT)" if competitive else "sum(amount)")
        self.connection.execute(f"INSERT INTO entitled {query}")


def award_columns(plan: MeasurePlan) -> str:
    """SELECT list of an award: its interval in fen after limits on the record, and the ceilings beyond.

    ``per`` is the limit the ceilings belong to; days count from 1970-01-01. A subject's award is
    of the as-of day, and its own limits have been applied.
    """
    keys = "number, record, year, status"
    if plan.bound.measure.about_subject:
        day = (plan.bound.as_of - date(1970, 1, 1)).days
        nothing = "CAST(NULL AS BIGINT)"
        return (
            f"{keys}, CAST({day} AS INTEGER) AS day, amount_low AS low, amount_high AS high, "
            f"{nothing} AS ceiling_low, {nothing} AS ceiling_high, CAST(NULL AS VARCHAR) AS per"
        )
    bodies = [b for _, b in plan.bound.alternatives] or [plan.bound.body]
    across = sorted({x.per for b in bodies for x in b.limits if x.per != "record"})
    per = f"'{across[0]}'" if across else "CAST(NULL AS VARCHAR)"
    return f"{keys}, day, total_low AS low, total_high AS high, ceiling_low, ceiling_high, {per} AS per"


def _grouped(index: int, live: str, amount: str) -> str:
    """Per subject and year: the best status, what is owed, and the interval over all records.

    Totals come from sums before the ceiling across records, then cut by it; an undated record
    adds nothing to a year's low and its high to each. Undated records may fall in years of their
    own, so that each of them may reach the ceiling.
    """
    return f"""
        WITH live AS ({live}),
        years AS (
            SELECT number, year, max(rank) AS rank, {amount} AS amount, sum(total_low) AS low,
                CASE WHEN year IS NULL THEN sum(least(total_high, ceiling_high)) ELSE sum(total_high) END AS high,
                CASE WHEN year IS NULL THEN count(*) > count(least(total_high, ceiling_high))
                    ELSE count(*) > count(total_high) END AS unbounded,
                count(amount_low) > 0 AS money, min(ceiling_low) AS c_low,
                CASE WHEN count(*) = count(ceiling_high) THEN max(ceiling_high) END AS c_high
            FROM live GROUP BY number, year),
        undated AS (SELECT number, high, unbounded FROM years WHERE year IS NULL),
        totals AS (
            SELECT y.*, u.high AS more, coalesce(u.unbounded, false) AS more_unbounded,
                CASE WHEN y.year IS NULL THEN CASE WHEN y.unbounded THEN NULL ELSE y.high END
                    WHEN y.unbounded THEN c_high ELSE least(c_high, y.high) END AS own
            FROM years AS y LEFT JOIN undated AS u ON u.number = y.number)
        SELECT {index}, number, year, rank, CAST(amount AS BIGINT),
            CAST(CASE WHEN money THEN least(c_low, low) END AS BIGINT),
            CAST(CASE WHEN NOT money THEN NULL WHEN year IS NULL THEN own
                WHEN unbounded OR more_unbounded THEN c_high
                ELSE least(c_high, high + coalesce(more, 0)) END AS BIGINT),
            CAST(CASE WHEN money THEN own END AS BIGINT)
        FROM totals"""
