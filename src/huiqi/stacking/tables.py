"""The awards of several runs, what is committed, and which of them caps and conflicts connect.

All of it is set-based in DuckDB; only awards that a tight cap or a real conflict holds are handed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from ..determine.names import literal, parquet
from ..determine.run import RunInfo
from ..errors import fail
from ..register.places import local
from .rules import ExclusionRule, LimitRule

COMMITTED = ("措施", "统一社会信用代码", "记录", "依据日期", "金额")
UNIT = {"subject": "number", "group": "unit_group"}
KEY = {
    "record": "kind || '|' || number || '|' || coalesce(record, -1)",
    "subject": "number",
    "subject-year": "number || '|' || coalesce(CAST(year AS VARCHAR), '?')",
    "group": "unit_group",
}


class Tables:
    """One in-memory database: ``award``, ``committed``, and who is under which cap, in which conflict.

    What is committed is read first (:meth:`commit`), then the awards are gathered (:meth:`gather`).
    """

    def __init__(self, runs: Sequence[RunInfo]) -> None:
        self.connection = duckdb.connect()
        self.rows("SET threads = 2")
        self._open(runs)
        self.connection.execute(_TABLES)

    def __enter__(self) -> Tables:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        return self.connection.execute(query).fetchall()

    def _open(self, runs: Sequence[RunInfo]) -> None:
        parts, names, self.measures = [], [], dict[str, str]()
        for info in runs:
            package = info.summary["policy"]["id"]
            for measure in info.summary["measures"]:
                folder = local(info.folder) / "awards" / f"measure={measure['id']}"
                if folder.is_dir():
                    name, kind = literal(f"{package}/{measure['id']}"), literal(measure["kind"])
                    owed = "FALSE" if measure["mode"] == "择优" else "TRUE"
                    source = f"read_parquet({parquet(folder)})"
                    self.measures[f"{package}/{measure['id']}"] = measure["fund"]
                    names.append(f"({name}, {kind})")
                    parts.append(f"SELECT {name} AS measure, {kind} AS kind, {owed} AS owed, * FROM {source}")
        if not parts:
            raise fail("S0103", "各次测算里没有金额可以叠加", "先用 huiqi determine 测算有金额的措施")
        self.connection.execute(f"CREATE VIEW raw AS {' UNION ALL '.join(parts)}")
        self.connection.execute(
            f"CREATE TABLE named AS SELECT * FROM (VALUES {', '.join(names)}) AS n(measure, kind)"
        )
        for name in ("subject", "group"):
            file = parquet(runs[0].folder / f"{name}s.parquet")
            self.connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet({file})')

    def commit(self, file: Path) -> None:
        """Read what was granted already.

        Raises:
            HuiqiError: S0104 where a column is missing or a row cannot be read.
        """
        wrong = self.told(file, COMMITTED, _COMMITMENT)
        if wrong:
            raise fail("S0104", wrong, f"CSV，表头：{'、'.join(COMMITTED)}；改正后再运行，没有写入任何结果")
        self.connection.execute(_COMMIT)

    def told(self, file: Path, columns: Sequence[str], check: str) -> str | None:
        """A table ``told`` of what a file says of awards, each row with its ``line``; what is wrong with it.

        ``check`` continues a CASE that says in words what is wrong with a row.
        """
        source = f"read_csv({literal(file)}, all_varchar = true, header = true)"
        try:
            found = [c[0] for c in self.rows(f"DESCRIBE SELECT * FROM {source}")]
        except duckdb.Error:
            return f"{file.name} 读不出表格"
        missing = [c for c in columns if c not in found]
        if missing:
            return f"{file.name} 缺少列“{missing[0]}”"
        self.connection.execute(
            f"CREATE OR REPLACE TABLE told AS SELECT row_number() OVER () + 1 AS line, * FROM {source}"
        )
        bad = self.rows(_BAD.format(check=check))
        return f"{file.name} 第{bad[0][0]}行：{bad[0][1]}" if bad else None

    def gather(self) -> None:
        """Make the awards: every candidate with money, and what was granted to one that is none any more."""
        self.connection.execute(_GATHER)

    def own_limits(self) -> None:
        """The limits that measures have of their own, over all winners."""
        self.connection.execute(_OWN_LIMITS)

    def limit(self, index: int, rule: LimitRule) -> None:
        """A limit that reaches across measures."""
        unit, listed = UNIT[rule.per], _listed(rule.measures)
        year = "year" if rule.yearly else "CAST(NULL AS INTEGER)"
        same = "(a.year = y.year OR a.year IS NULL)" if rule.yearly else "TRUE"
        cap = f"'{index}|' || y.unit || '|' || coalesce(CAST(y.year AS VARCHAR), '')"
        self.connection.execute(
            f"INSERT INTO member SELECT a.id, {cap}, {literal(rule.name)}, {rule.years or 'NULL'}, "
            f"{rule.ceiling}, {rule.ceiling} FROM (SELECT *, {unit} AS unit FROM award WHERE measure IN ({listed})) AS a "
            f"JOIN (SELECT DISTINCT {unit} AS unit, {year} AS year FROM award WHERE measure IN ({listed})) AS y "
            f"ON y.unit = a.unit AND {same}; "
            f"INSERT INTO consumed SELECT {cap}, day, amount FROM "
            f"(SELECT {unit} AS unit, {year} AS year, day, amount FROM committed WHERE measure IN ({listed})) AS y"
        )

    def exclude(self, index: int, rule: ExclusionRule) -> None:
        """An exclusion: who contends for what."""
        for number, option in enumerate(rule.options):
            self.connection.execute(
                f"INSERT INTO contender SELECT id, '{index}|' || {KEY[rule.key]}, {literal(rule.name)}, {number}, "
                f"{rule.top_up} FROM award WHERE measure IN ({_listed(option)}) AND owed"
            )

    def keep_what_matters(self) -> None:
        """Leave out caps that cannot bite and conflicts where no two options meet."""
        self.connection.execute(_KEEP)


def _listed(measures: Sequence[str]) -> str:
    return ", ".join(literal(m) for m in measures)


_TABLES = """
CREATE VIEW spoken AS
SELECT measure, unnest([measure, split_part(measure, '/', -1)]) AS said FROM named;
CREATE TABLE committed (measure VARCHAR, number INTEGER, record INTEGER, day INTEGER, year INTEGER,
    amount BIGINT, unit_group INTEGER);
CREATE TABLE member (award INTEGER, cap VARCHAR, name VARCHAR, years INTEGER, low BIGINT, high BIGINT);
CREATE TABLE consumed (cap VARCHAR, day INTEGER, amount BIGINT);
CREATE TABLE contender (award INTEGER, conflict VARCHAR, name VARCHAR, option INTEGER, top_up BOOLEAN);
"""

_BAD = """
SELECT line, CASE
    WHEN coalesce(n.measures, 0) = 0 THEN '没有措施“' || coalesce(措施, '') || '”'
    WHEN n.measures > 1 THEN '“' || 措施 || '”在几个政策包里都有'
    WHEN s.number IS NULL THEN '登记库里没有“' || coalesce(统一社会信用代码, '') || '”'
    WHEN 记录 IS NOT NULL AND TRY_CAST(记录 AS INTEGER) IS NULL THEN '记录“' || 记录 || '”不是序号'
    {check} END AS why
FROM told LEFT JOIN subject AS s ON s.code = 统一社会信用代码
LEFT JOIN (SELECT said, count(DISTINCT measure) AS measures FROM spoken GROUP BY said) AS n ON n.said = 措施
WHERE why IS NOT NULL ORDER BY line LIMIT 1
"""

_COMMITMENT = """
    WHEN TRY_CAST(依据日期 AS DATE) IS NULL THEN '依据日期“' || coalesce(依据日期, '') || '”不是日期'
    WHEN TRY_CAST(金额 AS DECIMAL(18, 2)) IS NULL OR TRY_CAST(金额 AS DECIMAL(18, 2)) < 0
        THEN '金额“' || coalesce(金额, '') || '”不是以元计的数'
"""

_COMMIT = """
INSERT INTO committed
SELECT m.measure, s.number, CAST(记录 AS INTEGER), date_diff('day', DATE '1970-01-01', CAST(依据日期 AS DATE)),
    year(CAST(依据日期 AS DATE)), CAST(CAST(金额 AS DECIMAL(18, 2)) * 100 AS BIGINT),
    coalesce(g."group", s.number)
FROM told JOIN subject AS s ON s.code = 统一社会信用代码
JOIN spoken AS m ON m.said = 措施
LEFT JOIN "group" AS g ON g.number = s.number
"""

_GATHER = """
CREATE TABLE award AS
WITH granted AS (
    SELECT measure, number, record, min(day) AS day, min(year) AS year, CAST(sum(amount) AS BIGINT) AS amount
    FROM committed GROUP BY measure, number, record),
every AS (
    SELECT r.*, c.amount AS committed FROM raw AS r LEFT JOIN granted AS c
    ON c.measure = r.measure AND c.number = r.number AND c.record IS NOT DISTINCT FROM r.record
    UNION ALL BY NAME
    SELECT c.measure, n.kind, TRUE AS owed, c.number, c.record, c.year, '已承诺' AS status, c.day,
        c.amount AS low, c.amount AS high, c.amount AS committed
    FROM granted AS c JOIN named AS n ON n.measure = c.measure
    WHERE NOT EXISTS (SELECT 1 FROM raw AS r WHERE r.measure = c.measure AND r.number = c.number
        AND r.record IS NOT DISTINCT FROM c.record))
SELECT CAST(row_number() OVER (ORDER BY day NULLS LAST, measure, e.number, record) - 1 AS INTEGER) AS id,
    e.*, coalesce(g."group", e.number) AS unit_group
FROM every AS e LEFT JOIN "group" AS g ON g.number = e.number
"""

_OWN_LIMITS = """
CREATE TEMP TABLE spell AS
SELECT DISTINCT measure, number, CASE WHEN per = 'subject-year' THEN year END AS year,
    'own|' || measure || '|' || number || '|'
        || CASE WHEN per = 'subject-year' THEN coalesce(CAST(year AS VARCHAR), '?') ELSE '' END AS cap, per
FROM award WHERE per IN ('subject', 'subject-year');
INSERT INTO member
SELECT a.id, s.cap, '本措施限额', NULL, a.ceiling_low, a.ceiling_high
FROM award AS a JOIN spell AS s ON s.measure = a.measure AND s.number = a.number
    AND (a.per = 'subject' OR a.year = s.year OR a.year IS NULL)
WHERE a.ceiling_high IS NOT NULL OR a.ceiling_low IS NOT NULL;
INSERT INTO consumed
SELECT s.cap, c.day, c.amount FROM committed AS c
JOIN spell AS s ON s.measure = c.measure AND s.number = c.number AND (s.per = 'subject' OR s.year = c.year)
"""

_KEEP = """
DELETE FROM member WHERE cap IN (
    SELECT m.cap FROM member AS m JOIN award AS a ON a.id = m.award
    LEFT JOIN (SELECT cap, sum(amount) AS amount FROM consumed GROUP BY cap) AS c ON c.cap = m.cap
    GROUP BY m.cap HAVING bool_and(a.high IS NOT NULL)
        AND sum(a.high) + max(coalesce(c.amount, 0)) <= min(coalesce(m.low, m.high)));
DELETE FROM contender WHERE conflict IN (
    SELECT conflict FROM contender GROUP BY conflict HAVING count(DISTINCT option) < 2)
"""
