"""What a run adds up from candidates, once for every engine: entitlements, money, industries.

Texts are DuckDB's SQL; :func:`said` says them in another dialect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlglot import exp, parse_one

from ..register.store import Snapshot
from ..sql.render import render
from ..tree.measure import NO, STATUS_ORDER, Mode, Status
from .missing import added, missing_query, missing_rows
from .names import literal, literals
from .plan import MeasurePlan, Plan

Rows = Sequence[tuple[Any, ...]]

ENTITLED = {
    "number": "INTEGER",
    "measure": "STRING",
    "year": "INTEGER",
    "status": "STRING",
    "amount": "BIGINT",
    "amount_low": "BIGINT",
    "amount_high": "BIGINT",
    "own_high": "BIGINT",
}
NO_ENTITLEMENTS = f"(SELECT {', '.join(f'CAST(NULL AS {t}) AS {n}' for n, t in ENTITLED.items())} LIMIT 0)"
NONE_PLACED = (
    "(SELECT number, CAST(NULL AS INTEGER) AS measure, CAST(NULL AS INTEGER) AS status, year, "
    f"amount, amount_low, amount_high, own_high FROM {NO_ENTITLEMENTS})"
)
AWARDS = ("number", "record", "year", "status", "day", "low", "high", "ceiling_low", "ceiling_high", "per")


def entitled_columns() -> str:
    """The columns of :data:`ENTITLED` as SQL declares them."""
    return ", ".join(f"{name} {type_}" for name, type_ in ENTITLED.items())


def said(query: str, dialect: str) -> str:
    """A query of this module in a dialect."""
    return query if dialect == "duckdb" else render(parse_one(query, read="duckdb", into=exp.Select), dialect)


def entitlements(plan: MeasurePlan, candidates: str) -> str:
    """Per subject and year of a measure, what :data:`ENTITLED` names."""
    measure = f"{literal(plan.id)} AS measure"
    order = " ".join(f"WHEN '{s.value}' THEN {i}" for i, s in enumerate(STATUS_ORDER))
    no = ", ".join(f"'{s.value}'" for s in STATUS_ORDER if s in NO)
    live = f"SELECT *, CASE status {order} END AS rank FROM {candidates} WHERE status NOT IN ({no})"
    own, added = "amount", "sum(amount)"
    if plan.bound.mode == Mode.COMPETITIVE:
        own = added = "CAST(NULL AS BIGINT)"
    if plan.bound.measure.about_subject:
        return (
            f"SELECT number, {measure}, year, status, "
            f"{own} AS amount, amount_low, amount_high, amount_high AS own_high FROM ({live}) AS live"
        )
    return _grouped(measure, live, added)


def placed(plan: MeasurePlan, place: int, candidates: str) -> str:
    """:func:`entitlements` with a place for the measure and a rank for the status."""
    ranks = " ".join(f"WHEN '{s.value}' THEN {i}" for i, s in enumerate(STATUS_ORDER))
    names = ", ".join(n for n in ENTITLED if n not in {"number", "measure", "status"})
    return (
        f"SELECT number, {place} AS measure, CASE status {ranks} END AS status, {names} "
        f"FROM ({entitlements(plan, candidates)})"
    )


def awards(plan: MeasurePlan, candidates: str) -> str:
    """What each candidate may get: its interval in fen after limits on the record, and the ceilings beyond.

    ``per`` is the limit the ceilings belong to; days count from 1970-01-01. A subject's award is
    of the as-of day, and its own limits have been applied.
    """
    nothing = "CAST(NULL AS BIGINT)"
    per = "CAST(NULL AS VARCHAR)"
    if plan.bound.measure.about_subject:
        day = (plan.bound.as_of - date(1970, 1, 1)).days
        amounts = (
            f"amount_low AS low, amount_high AS high, {nothing} AS ceiling_low, {nothing} AS ceiling_high"
        )
        columns = f"CAST({day} AS INTEGER) AS day, {amounts}"
    else:
        bodies = [b for _, b in plan.bound.alternatives] or [plan.bound.body]
        across = sorted({x.per for b in bodies for x in b.limits if x.per != "record"})
        per = f"'{across[0]}'" if across else per
        columns = "day, total_low AS low, total_high AS high, ceiling_low, ceiling_high"
    return (
        f"SELECT number, record, year, status, {columns}, {per} AS per FROM {candidates} "
        "WHERE amount_low IS NOT NULL"
    )


def _grouped(measure: str, live: str, amount: str) -> str:
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
        SELECT number, {measure}, year, {_word("rank")} AS status, CAST(amount AS BIGINT) AS amount,
            CAST(CASE WHEN money THEN least(c_low, low) END AS BIGINT) AS amount_low,
            CAST(CASE WHEN NOT money THEN NULL WHEN year IS NULL THEN own
                WHEN unbounded OR more_unbounded THEN c_high
                ELSE least(c_high, high + coalesce(more, 0)) END AS BIGINT) AS amount_high,
            CAST(CASE WHEN money THEN own END AS BIGINT) AS own_high
        FROM totals"""


def _statuses(candidates: str) -> str:
    """Candidates by status."""
    return f"SELECT status, count(*) FROM {candidates} GROUP BY status"


def money(entitled: str) -> str:
    """Sums in fen by measure; an undated record's high counts once. NULL high: unbounded."""
    return (
        "SELECT measure, coalesce(sum(amount), 0), sum(amount_low), CASE WHEN count(*) = count(own_high) "
        f"THEN sum(own_high) END FROM {entitled} WHERE amount_low IS NOT NULL GROUP BY measure"
    )


@dataclass(frozen=True)
class Found:
    """What one measure's candidates add up to: rows by status, and what each holder holds back."""

    statuses: dict[str, int]
    missing: list[dict[str, Any]]

    def replaced(self, plan: MeasurePlan, new: Found, gone: Found) -> Found:
        """The same, when some candidates have taken the place of others."""
        statuses = {
            s.value: self.statuses.get(s.value, 0)
            + new.statuses.get(s.value, 0)
            - gone.statuses.get(s.value, 0)
            for s in Status
        }
        parts = [(1, self.missing), (1, new.missing), (-1, gone.missing)]
        return Found(statuses, added(plan.holders, parts))


def look(plan: MeasurePlan, candidates: str, rows: Callable[[str], Rows]) -> Found:
    """Ask for what :class:`Found` holds; ``rows`` answers a query of this module."""
    statuses = {status: int(count) for status, count in rows(_statuses(candidates))}
    query = missing_query(plan.bound, plan.holders, candidates)
    missing = missing_rows(plan.holders, rows(query)) if query is not None else []
    return Found(statuses, missing)


def counts(plan: Plan, snapshot: Snapshot, found: Sequence[Found], money: Rows) -> list[dict[str, Any]]:
    """What the summary says per measure; ``money`` is what :func:`money` found."""
    sums = {name: dict(zip(("amount", "low", "high"), map(_whole, fen), strict=True)) for name, *fen in money}
    told = []
    for item, counted in zip(plan.measures, found, strict=True):
        own = sums.get(item.id, {"amount": None, "low": None, "high": None})
        if item.bound.mode == Mode.COMPETITIVE:
            own["amount"] = None
        expected = snapshot.rows(item.kind)
        told.append(
            {
                "rows": {"expected": expected, "written": sum(counted.statuses.values())},
                "statuses": {s.value: counted.statuses.get(s.value, 0) for s in Status},
                "money": own,
                "missing": counted.missing,
            }
        )
    return told


def _whole(fen: Any) -> int | None:
    return None if fen is None else int(fen)


def industries(plan: Plan, fact: str, subjects: str, entitled: str) -> str:
    """Per division of GB/T 4754: distinct subjects entitled (competitive apart) and fen owed."""
    owed = [m.id for m in plan.measures if m.bound.mode != Mode.COMPETITIVE]
    return (
        f'SELECT substr("{fact}", 1, 2) AS division, count(DISTINCT number), '
        f"CAST(coalesce(sum(amount), 0) AS BIGINT) FROM {entitled} AS e JOIN {subjects} AS s USING (number) "
        f"WHERE status = '{Status.ELIGIBLE.value}' AND measure IN ({literals(owed)}) "
        f'AND "{fact}" IS NOT NULL GROUP BY substr("{fact}", 1, 2) ORDER BY division'
    )


def by_division(found: Iterable[Rows]) -> dict[str, dict[str, int]]:
    """What :func:`industries` found, by division."""
    return {d: {"subjects": int(n), "amount": int(a)} for rows in found for d, n, a in rows}


def _word(column: str) -> str:
    """A rank as the word of its status."""
    words = " ".join(f"WHEN {i} THEN '{s.value}'" for i, s in enumerate(STATUS_ORDER))
    return f"CASE {column} {words} END"
