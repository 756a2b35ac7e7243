"""What a reform changes, subject by subject, in DuckDB: tables, then counts and sums of them.

``answer`` holds a side's outcome per subject and measure (fen, intervals; a competitive measure
owes nothing); ``change_N`` both outcomes where reform N decides a measure anew; ``net_N`` the sum
per subject. An unknown amount is an interval, a NULL upper end unbounded; a definite no is zero.
Intervals of the two sides are taken apart, so that the interval of a change is an outer one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..determine.duck import Duck
from ..determine.names import held, literal
from ..policy.settings import Settings
from ..tree.measure import STATUS_ORDER, Status
from ..tree.nodes import Node
from ..types import Enumeration
from .plan import Side, Sides

NEW, LOST, MORE, LESS, SAME = "新获得", "不再获得", "增加", "减少", "不变"
SETTLED, OPENED, OPEN, ALIKE = "转为确定", "转为待定", "仍待定", "待定如前"
CHANGES = (NEW, LOST, MORE, LESS, SAME, SETTLED, OPENED, OPEN, ALIKE)
GAINS, LOSES, UNSURE = "得益", "受损", "未定"
DIMENSIONS = ("region", "industry", "size")
SIZE, UNKNOWN = "规模", "CAST(NULL AS VARCHAR)"
ELIGIBLE, UNSET = STATUS_ORDER.index(Status.ELIGIBLE), STATUS_ORDER.index(Status.AMOUNT_UNSET)
Row = dict[str, Any]

CHANGE = f"""
    CREATE TABLE change_{{n}} AS
    WITH b AS (SELECT * FROM answer WHERE side = 0),
    a AS (SELECT * FROM answer WHERE side = {{n}}),
    paired AS (
        SELECT measure, number, m.before_owed OR m.after_owed AS money,
            b.status AS before_status, a.status AS after_status,
            CASE WHEN b.number IS NOT NULL AND m.before_owed THEN b.amount ELSE 0 END AS before_amount,
            CASE WHEN a.number IS NOT NULL AND m.after_owed THEN a.amount ELSE 0 END AS after_amount,
            CASE WHEN b.number IS NOT NULL AND m.before_owed THEN b.low ELSE 0 END AS before_low,
            CASE WHEN b.number IS NOT NULL AND m.before_owed THEN b.high ELSE 0 END AS before_high,
            CASE WHEN a.number IS NOT NULL AND m.after_owed THEN a.low ELSE 0 END AS after_low,
            CASE WHEN a.number IS NOT NULL AND m.after_owed THEN a.high ELSE 0 END AS after_high
        FROM a FULL JOIN b USING (measure, number) JOIN moved_{{n}} AS m USING (measure)),
    apart AS (
        SELECT *, after_low - before_high AS delta_low, after_high - before_low AS delta_high,
            before_status IS NULL OR before_status = {ELIGIBLE} AND before_low IS NOT DISTINCT FROM before_high
                AS before_sure,
            after_status IS NULL OR after_status = {ELIGIBLE} AND after_low IS NOT DISTINCT FROM after_high
                AS after_sure
        FROM paired)
    SELECT number, measure, money, before_status, after_status, before_amount, after_amount, before_low,
        before_high, after_low, after_high, delta_low, delta_high,
        CASE
            WHEN before_status IS NULL AND after_status >= {UNSET} THEN '{NEW}'
            WHEN after_status IS NULL AND before_status >= {UNSET} THEN '{LOST}'
            WHEN before_status >= {UNSET} AND after_status >= {UNSET} AND delta_low > 0 THEN '{MORE}'
            WHEN before_status >= {UNSET} AND after_status >= {UNSET} AND delta_high < 0 THEN '{LESS}'
            WHEN before_sure AND after_sure THEN '{SAME}'
            WHEN before_sure THEN '{OPENED}'
            WHEN after_sure THEN '{SETTLED}'
            WHEN before_status = after_status AND before_low = after_low
                AND before_high IS NOT DISTINCT FROM after_high THEN '{ALIKE}'
            ELSE '{OPEN}'
        END AS change
    FROM apart"""

NET = f"""
    CREATE TABLE net_{{n}} AS
    SELECT *, CASE WHEN low > 0 THEN '{GAINS}' WHEN high < 0 THEN '{LOSES}' WHEN low = 0 AND high = 0
        THEN '{SAME}' WHEN alike THEN '{ALIKE}' ELSE '{UNSURE}' END AS outcome
    FROM (
        SELECT number, sum(after_amount - before_amount) AS paid, bool_and(change IN ('{SAME}', '{ALIKE}')) AS alike,
            CASE WHEN count(*) = count(delta_low) THEN sum(delta_low) END AS low,
            CASE WHEN count(*) = count(delta_high) THEN sum(delta_high) END AS high
        FROM change_{{n}} WHERE money GROUP BY number)"""


class Comparison:
    """The tables of one simulation, and what is counted from them."""

    def __init__(self, duck: Duck, sides: Sides) -> None:
        self.connection, self.sides = duck.connection, sides
        every = [sides.baseline, *sides.reforms]
        self.ids = list(dict.fromkeys(id_ for side in every for id_ in side.measures))
        self._subjects(duck)
        self._answers(every)
        for number, side in enumerate(sides.reforms, 1):
            self._moved(number, side)
            self.connection.execute(CHANGE.format(n=number))
            self.connection.execute(NET.format(n=number))

    # tables ----------------------------------------------------------------------
    def _subjects(self, duck: Duck) -> None:
        """Every subject with the groups it belongs to; NULL where that is not known.

        A kind without an industry, an institution, is a group of its own.
        """
        plan = self.sides.plan
        parts = []
        for kind in plan.subjects:
            fact = plan.industries.get(kind)
            division = f'substr("{fact}", 1, 2)' if fact else literal(kind)
            size = _size_class(plan.definitions[kind]) or (UNKNOWN if fact else literal(kind))
            parts.append(f'SELECT number, {division} AS industry, {size} AS size FROM "{held(kind)}"')
        self.connection.execute(
            "CREATE TABLE subject AS SELECT number, code, name, region, industry, size FROM "
            f"read_parquet($1) LEFT JOIN ({' UNION ALL '.join(parts)}) USING (number)",
            [str(duck.snapshot.subjects_path)],
        )

    def _answers(self, every: list[Side]) -> None:
        self.connection.execute(
            "CREATE TABLE place (side INTEGER, measure INTEGER, place INTEGER, owed BOOLEAN)"
        )
        rows = [
            (number, self.ids.index(id_), place, side.owed(id_))
            for number, side in enumerate(every)
            for id_, (place, _) in side.measures.items()
            if not number or id_ in side.changed
        ]
        self.connection.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", rows)
        self.connection.execute(
            "CREATE TABLE answer AS SELECT side, p.measure, number, max(status) AS status, "
            "CASE WHEN owed THEN CAST(coalesce(sum(amount), 0) AS BIGINT) END AS amount, "
            "CASE WHEN owed THEN CAST(coalesce(sum(amount_low), 0) AS BIGINT) END AS low, "
            "CASE WHEN owed AND count(*) = count(own_high) THEN CAST(sum(own_high) AS BIGINT) END AS high "
            "FROM entitled AS e JOIN place AS p ON e.measure = p.place GROUP BY side, p.measure, number, owed"
        )

    def _moved(self, number: int, side: Side) -> None:
        """The measures a reform decides anew, and whether each owes money on either side."""
        self.connection.execute(
            f"CREATE TABLE moved_{number} (measure INTEGER, before_owed BOOLEAN, after_owed BOOLEAN)"
        )
        rows = [(self.ids.index(m), self.sides.baseline.owed(m), side.owed(m)) for m in side.changed]
        if rows:
            self.connection.executemany(f"INSERT INTO moved_{number} VALUES (?, ?, ?)", rows)

    # counts ----------------------------------------------------------------------
    def rows(self, query: str) -> list[Row]:
        """A query's rows by column, whole numbers as ``int``."""
        found = self.connection.execute(query)
        names = [d[0] for d in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def totals(self, side: int) -> dict[str, Row]:
        """Per measure of a side: subjects entitled and open, fen owed and the interval."""
        counted = self.rows(
            f"SELECT measure, count(*) FILTER (status >= {UNSET}) AS entitled, "
            f"count(*) FILTER (status < {UNSET}) AS open, sum(amount) AS amount, sum(low) AS low, "
            "CASE WHEN count(low) = count(high) THEN sum(high) END AS high "
            f"FROM answer WHERE side = {side} GROUP BY measure"
        )
        return {self.ids[row.pop("measure")]: row for row in counted}

    def measures(self, number: int) -> list[Row]:
        """Per measure of either side of a reform: before, after, and how many changed which way."""
        side = self.sides.reforms[number - 1]
        before, changed = self.totals(0), self.totals(number)
        kinds = self._kinds(number)
        found = []
        for id_ in self.ids:
            sides = [s for s in (self.sides.baseline, side) if id_ in s.measures]
            if not sides:
                continue
            bound = sides[-1].measures[id_][1]
            after = changed if id_ in side.changed else before
            row: Row = {"id": id_, "title": bound.measure.title, "mode": bound.mode.value}
            row |= {"changed": id_ in side.changed, "money": any(s.owed(id_) for s in sides)}
            row |= {"before": before.get(id_), "after": after.get(id_)}
            found.append(row | kinds.get(id_, {"changes": {}, "low": 0, "high": 0}))
        return found

    def _kinds(self, number: int) -> dict[str, Row]:
        """Per measure: subjects by change, and the outer interval of the change."""
        rows = self.rows(
            f"SELECT measure, {_counts('change', CHANGES)}, {_ends('delta_low', 'delta_high')} "
            f"FROM change_{number} GROUP BY measure"
        )
        return {
            self.ids[r["measure"]]: {
                "changes": {c: r[c] for c in CHANGES if r[c]},
                "low": r["low"],
                "high": r["high"],
            }
            for r in rows
        }

    def subjects(self, number: int) -> Row:
        """How many subjects gain, lose or may do either; definite sums, and the outer interval of all."""
        (row,) = self.rows(f"SELECT {_outcomes()}, {_ends('low', 'high')} FROM net_{number}")
        return row

    def groups(self, number: int, dimension: str) -> list[Row]:
        """Per county, industry division or size class: owed before and after, who gains and loses."""
        counted = ", ".join(
            f"coalesce({c}, 0) AS {c}" for c in (GAINS, LOSES, UNSURE, ALIKE, "gained", "lost")
        )
        return self.rows(
            f"WITH owed AS (SELECT {dimension} AS key, coalesce(sum(amount), 0) AS before FROM answer "
            f"JOIN subject USING (number) WHERE side = 0 GROUP BY key), "
            f"net AS (SELECT {dimension} AS key, coalesce(sum(paid), 0) AS paid, {_outcomes()} "
            f"FROM net_{number} JOIN subject USING (number) GROUP BY key) "
            "SELECT coalesce(o.key, n.key) AS key, coalesce(before, 0) AS before, "
            f"coalesce(before, 0) + coalesce(paid, 0) AS after, {counted} "
            "FROM owed AS o FULL JOIN net AS n ON o.key IS NOT DISTINCT FROM n.key ORDER BY key NULLS LAST"
        )


def _size_class(definitions: Mapping[str, Node]) -> str:
    """The subject's size class as SQL, from the definition its relation holds of it, or nothing."""
    for name, node in definitions.items():
        if isinstance(node.type, Enumeration) and node.type.name == SIZE:
            members = " ".join(f"WHEN {1 << i} THEN '{m}'" for i, m in enumerate(node.type.members))
            return f'CASE "def.{name}" {members} END'
    return ""


def _ends(low: str, high: str) -> str:
    return (
        f"CASE WHEN count(*) = count({low}) THEN coalesce(sum({low}), 0) END AS low, "
        f"CASE WHEN count(*) = count({high}) THEN coalesce(sum({high}), 0) END AS high"
    )


def _counts(column: str, words: tuple[str, ...]) -> str:
    return ", ".join(f"count(*) FILTER ({column} = '{w}') AS {w}" for w in words)


def _outcomes() -> str:
    """Subjects by outcome; what those certain to gain (lose) get (do without), fen."""
    return (
        f"{_counts('outcome', (GAINS, LOSES, UNSURE, ALIKE))}, "
        "coalesce(sum(low) FILTER (low = high AND low > 0), 0) AS gained, "
        "coalesce(-sum(low) FILTER (low = high AND low < 0), 0) AS lost"
    )


def uses_demo(settings: Settings) -> bool:
    """Whether any value of the settings is a demo's."""
    return any(o.demo for o in settings.origins())
