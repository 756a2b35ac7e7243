"""Two runs side by side: who gains, who loses, how much, by measure and place; in columns, by DuckDB.

What is compared is what a firm is entitled to under a measure, over all years: 符合 or 金额待定, and the
sum in fen where it is set. Firms are told by their code, since snapshots number them anew. The result is
kept beside the later run, and holds only what differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from ...determine.names import literal
from ...determine.run import open_run
from ...tree.measure import Status
from .models import Run

GAINED, LOST, MORE, LESS = "新获得", "不再获得", "增加", "减少"
CHANGES = (GAINED, LOST, MORE, LESS)
ENTITLED = f"('{Status.ELIGIBLE.value}', '{Status.AMOUNT_UNSET.value}')"

SIDE = """
    SELECT s.code, any_value(s.name) AS name, any_value(s.region) AS region, e.measure, sum(e.amount) AS amount
    FROM {entitlements} AS e JOIN {subjects} AS s USING (number) WHERE e.status IN {entitled}
    GROUP BY s.code, e.measure"""
CHANGED = f"""
    WITH b AS ({{before}}), a AS ({{after}}),
    paired AS (
        SELECT coalesce(a.code, b.code) AS code, coalesce(a.name, b.name) AS name,
            coalesce(a.region, b.region) AS region, coalesce(a.measure, b.measure) AS measure,
            CAST(b.amount AS BIGINT) AS before, CAST(a.amount AS BIGINT) AS after,
            CASE WHEN b.code IS NULL THEN '{GAINED}' WHEN a.code IS NULL THEN '{LOST}'
                WHEN coalesce(a.amount, 0) > coalesce(b.amount, 0) THEN '{MORE}'
                WHEN coalesce(a.amount, 0) < coalesce(b.amount, 0) THEN '{LESS}' END AS change
        FROM a FULL JOIN b ON a.code = b.code AND a.measure = b.measure)
    SELECT *, coalesce(after, 0) - coalesce(before, 0) AS delta FROM paired
    WHERE change IS NOT NULL ORDER BY measure, code"""
COUNTS = ", ".join(f"count(*) FILTER (change = '{name}')" for name in CHANGES)
SUMS = (
    "CAST(coalesce(sum(delta) FILTER (delta > 0), 0) AS BIGINT), "
    "CAST(coalesce(-sum(delta) FILTER (delta < 0), 0) AS BIGINT)"
)


@dataclass(frozen=True)
class Line:
    """What differs under one measure, or in one place: firms by change, fen more and fen less."""

    key: str
    gained: int
    lost: int
    more: int
    less: int
    up: int
    down: int


@dataclass(frozen=True)
class Difference:
    """One firm under one measure; ``before`` and ``after`` in fen, None where there is no sum."""

    credit_code: str
    name: str
    region: str
    measure: str
    before: int | None
    after: int | None
    change: str
    delta: int


@dataclass(frozen=True)
class Comparison:
    """A run beside an earlier one."""

    before: Run
    after: Run

    @cached_property
    def file(self) -> Path:
        """The differences as Parquet, worked out once."""
        file = self.after.folder / f"against-{self.before.pk:04d}.parquet"
        if not file.exists():
            partial = file.with_suffix(".partial")
            query = CHANGED.format(before=_side(self.before), after=_side(self.after))
            with duckdb.connect() as connection:
                connection.execute(f"COPY ({query}) TO {literal(partial)} (FORMAT parquet)")
            partial.rename(file)
        return file

    def by_measure(self) -> list[Line]:
        """Every measure under which something differs."""
        return self._lines("measure", "")

    def by_place(self, measure: str = "") -> list[Line]:
        """Every place in which something differs, under one measure or under all."""
        return self._lines("region", measure)

    def differences(self, measure: str, first: int, count: int) -> tuple[list[Difference], int]:
        """Firms by the size of what they gain or lose, and how many there are."""
        with self._opened() as connection:
            named = "(measure = $1 OR $1 = '')"
            total = connection.execute(f"SELECT count(*) FROM d WHERE {named}", [measure]).fetchall()[0][0]
            rows = connection.execute(
                f"SELECT code, name, region, measure, before, after, change, delta FROM d WHERE {named} "
                "ORDER BY abs(delta) DESC, code, measure LIMIT $2 OFFSET $3",
                [measure, count, first],
            ).fetchall()
        return [Difference(*row) for row in rows], int(total)

    def _lines(self, column: str, measure: str) -> list[Line]:
        query = (
            f"SELECT {column}, {COUNTS}, {SUMS} FROM d WHERE (measure = $1 OR $1 = '') "
            f"GROUP BY {column} ORDER BY {column}"
        )
        with self._opened() as connection:
            return [Line(*row) for row in connection.execute(query, [measure]).fetchall()]

    @contextmanager
    def _opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect() as connection:
            connection.execute(f"CREATE VIEW d AS SELECT * FROM read_parquet({literal(self.file)})")
            yield connection


def total(lines: list[Line]) -> Line:
    """All lines added up; a firm counts once under each measure."""

    def added(name: str) -> Any:
        return sum(getattr(line, name) for line in lines)

    return Line("", *(added(name) for name in ("gained", "lost", "more", "less", "up", "down")))


def _side(run: Run) -> str:
    info = open_run(run.result)
    return SIDE.format(entitlements=info.entitlements(), subjects=info.subjects(), entitled=ENTITLED)
