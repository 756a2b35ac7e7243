"""Sifts one sheet in DuckDB: good rows into the table of their kind, bad ones into a reject file.

All rows are judged together by the SQL of :mod:`huiqi.register.checks`; Python sees counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ..codes import Regions, industries
from ..errors import Place, Problem, fail
from ..vocabulary import Kind
from . import quoting as q
from .checks import rule_for, subject_faults, subjects_named, text_of
from .headers import REJECT_HEADERS, Sheet, identities
from .layout import CODE, RECORD_CODE, kind_columns

JUDGED = "judged"
SHEET, LINE = "sheet", "line"
BYTE_ORDER_MARK = "\ufeff"
FORMULA = r"^[=+\-@\t\r]"


@dataclass(frozen=True)
class Sifted:
    """What became of a sheet's rows; ``by_code`` counts faults, a row may have several."""

    read: int
    accepted: int
    rejected: int
    by_code: Mapping[str, int]


def new_table(kind: str) -> str:
    """The quoted name of the table of a kind's accepted rows."""
    return q.name(f"new_{kind}")


def raw_table(number: int) -> str:
    """The name of the table of a sheet's rows as they stand."""
    return f"raw_{number}"


def base_table(kind: str) -> str:
    """The quoted name of the table of a kind's rows in the base snapshot."""
    return q.name(f"base_{kind}")


def row_columns(kind: Kind) -> dict[str, str]:
    """Columns of a kind's table of rows: identities, then facts, with SQL types."""
    facts = {n: t for n, t in kind_columns(kind).items() if n not in ("number", "record")}
    return dict.fromkeys(identities(kind), "VARCHAR") | facts


def key_of(kind: Kind) -> str:
    """The identity that tells a kind's rows apart."""
    return CODE if kind.is_subject else RECORD_CODE


def create_code_tables(connection: duckdb.DuckDBPyConnection, regions: Regions) -> None:
    """Tables (spelling, code) of all regions, places of subjects, and all industries.

    A region may be written as its code, its GB/T 2260 code, or a name that is no other's.
    """
    spellings = [(s, code) for code in regions for s in _spellings(regions, code)]
    unique = [(s, code) for s, code in spellings if sum(s == other for other, _ in spellings) == 1]
    _create_pairs(connection, "all_regions", unique)
    _create_pairs(connection, "places", [(s, c) for s, c in unique if c in regions.places])
    _create_pairs(connection, "all_industries", [(code, code) for code in industries()])


def _spellings(regions: Regions, code: str) -> set[str]:
    region = regions[code]
    return {code, region.name, regions.full_name(code)} | ({region.gbt2260} if region.gbt2260 else set())


def _create_pairs(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[str, str]]) -> None:
    values = ", ".join(f"({q.text(a)}, {q.text(b)})" for a, b in rows)
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM (VALUES {values}) AS t(spelling, code)")


def create_new_table(connection: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """The empty table of accepted rows of a kind, with the sheet and line each came from."""
    columns = "".join(f", {q.name(n)} {t}" for n, t in row_columns(kind).items())
    connection.execute(f"CREATE TABLE {new_table(kind.name)} ({SHEET} INTEGER, {LINE} BIGINT{columns})")


def unnamed_columns(connection: duckdb.DuckDBPyConnection, sheet: Sheet, number: int) -> Iterator[Problem]:
    """Columns of a loaded sheet that hold something but have no header (R0306)."""
    for index, header in enumerate(sheet.source.header):
        if header.strip():
            continue
        filled = f"SELECT count(*) FROM {raw_table(number)} WHERE trim(coalesce(c{index}, '')) <> ''"
        if _count(connection, filled):
            place = Place(sheet.source.label, 1, index + 1)
            yield Problem(
                "R0306", f"第 {index + 1} 列有内容而没有表头", "写上事实的名称，或删去这一列", place
            )


def sift(connection: duckdb.DuckDBPyConnection, sheet: Sheet, number: int, rejects: Path) -> Sifted:
    """Judge the rows of a loaded sheet, keep the good ones and write the bad ones to ``rejects``.

    An earlier reject file of that name is removed where nothing is rejected now.

    Raises:
        HuiqiError: R0109 where the reject file cannot be written.
    """
    raw = raw_table(number)
    connection.execute(f"CREATE OR REPLACE TABLE {JUDGED} AS {_judgement(sheet, number)}")
    accepted = _accept(connection, sheet, number)
    rejected = _count(connection, f"SELECT count(*) FROM {JUDGED} WHERE len(faults) > 0")
    try:
        rejects.unlink(missing_ok=True)
        if rejected:
            _write_rejects(connection, sheet, raw, rejects)
    except (OSError, duckdb.IOException):
        raise fail("R0109", f"{rejects} 不可写", "换一个输出文件夹，或检查写权限") from None
    return Sifted(_count(connection, f"SELECT count(*) FROM {raw}"), accepted, rejected, _by_code(connection))


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


def _judgement(sheet: Sheet, number: int) -> str:
    """Every row with its values and its faults: of cells, of subjects named, then duplicates."""
    key = q.name(key_of(sheet.kind))
    repeated = (
        "[{'column': " + q.text(key_of(sheet.kind)) + ", 'code': 'R0411', 'reason': "
        "'与第 ' || coalesce(first_line, earlier_line) || ' 行重复' || "
        "CASE WHEN first_line IS NULL THEN '（先导入的文件）' ELSE '' END}]"
    )
    return (
        f"WITH checked AS ({_checked(sheet, raw_table(number))}), ranked AS (SELECT *, "
        f"nullif(min(line) FILTER (len(faults) = 0) OVER (PARTITION BY {key}), line) AS first_line "
        f"FROM checked) SELECT ranked.* EXCLUDE (faults, first_line), "
        f"CASE WHEN len(faults) = 0 AND (first_line IS NOT NULL OR earlier_line IS NOT NULL) "
        f"THEN {repeated} ELSE faults END AS faults FROM ranked "
        f"LEFT JOIN (SELECT {key} AS known, line AS earlier_line FROM {new_table(sheet.kind.name)} "
        f"WHERE {SHEET} <> {number}) ON known = {key}"
    )


def _checked(sheet: Sheet, raw: str) -> str:
    rules = {c.name: rule_for(c, sheet.kind) for c in sheet.columns.values()}
    texts = "".join(f", {text_of(c.index)} AS t{c.index}" for c in sheet.columns.values())
    helpers = "".join(f", {sql} AS {name}" for r in rules.values() for name, sql in r.helpers.items())
    values = "".join(f", {rule.value} AS {q.name(name)}" for name, rule in rules.items())
    faults = ", ".join([_torn(sheet), *(f for r in rules.values() for f in r.faults), *subject_faults(sheet)])
    joins = " ".join([*(j for r in rules.values() for j in r.joins), *_subject_joins(sheet)])
    return (
        f"WITH texts AS (SELECT line, torn{texts} FROM {raw}), helped AS (SELECT *{helpers} FROM texts) "
        f"SELECT line{values}, CASE WHEN torn IS NOT NULL THEN [{_torn(sheet)}] "
        f"ELSE list_filter([{faults}], lambda f: f IS NOT NULL) END AS faults FROM helped {joins}"
    )


def _torn(sheet: Sheet) -> str:
    reason = (
        f"'这一行的列数不是 {len(sheet.source.header)}' || CASE WHEN contains(torn, chr(10)) "
        "THEN '，或有引号没有闭合（连同其后各行）' ELSE '' END"
    )
    return f"CASE WHEN torn IS NOT NULL THEN {{'column': '', 'code': 'R0413', 'reason': {reason}}} END"


def _subject_joins(sheet: Sheet) -> Iterator[str]:
    for _, at in subjects_named(sheet):
        tables = (new_table(sheet.kind.owner or ""), base_table(sheet.kind.owner or ""))
        new, base = (f"SELECT {q.name(CODE)} AS known FROM {table}" for table in tables)
        yield f"LEFT JOIN ({new} UNION {base}) AS s{at} ON s{at}.known = k{at}"


def _accept(connection: duckdb.DuckDBPyConnection, sheet: Sheet, number: int) -> int:
    columns = [n for n in row_columns(sheet.kind) if n in sheet.columns]
    names = "".join(f", {q.name(n)}" for n in columns)
    connection.execute(
        f"INSERT INTO {new_table(sheet.kind.name)} ({SHEET}, {LINE}{names}) "
        f"SELECT {number}, line{names} FROM {JUDGED} WHERE len(faults) = 0"
    )
    return _count(connection, f"SELECT count(*) FROM {new_table(sheet.kind.name)} WHERE {SHEET} = {number}")


def _by_code(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    every = f"SELECT unnest(faults) AS fault FROM {JUDGED}"
    found = connection.execute(f"SELECT fault.code, count(*) FROM ({every}) GROUP BY 1 ORDER BY 1")
    return {str(code): int(count) for code, count in found.fetchall()}


def _write_rejects(connection: duckdb.DuckDBPyConnection, sheet: Sheet, raw: str, path: Path) -> None:
    """Line, columns, codes and reasons of each bad row, then its cells as they stood."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line, *parts = REJECT_HEADERS
    listed = zip(parts, ("column", "code", "reason"), ("、", "、", "；"), strict=True)
    reasons = "".join(
        f", array_to_string([f.{field} for f in faults], '{mark}') AS {q.name(part)}"
        for part, field, mark in listed
    )
    cells = "".join(f", {_safe(i)} AS {q.name(h)}" for i, h in _original(sheet))
    connection.execute(
        f"COPY (SELECT line AS {q.name(BYTE_ORDER_MARK + line)}{reasons}{cells} "
        f"FROM {JUDGED} JOIN {raw} USING (line) WHERE len(faults) > 0 ORDER BY line) "
        f"TO {q.text(str(path))} (FORMAT csv, HEADER true)"
    )


def _original(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Columns of the file by position, headers made different where they repeat."""
    seen = set(REJECT_HEADERS)
    for index, header in enumerate(sheet.source.header):
        if index in sheet.reported:
            continue
        taken = not header or header in seen
        shown = f"{header}_{index + 1}" if taken else header
        seen.add(shown)
        yield index, shown


def _safe(index: int) -> str:
    """A cell that no spreadsheet takes for a formula; a torn row stands in the first one."""
    cell = f"coalesce(torn, c{index})" if index == 0 else f"c{index}"
    return f"CASE WHEN regexp_matches({cell}, '{FORMULA}') THEN '''' || {cell} ELSE coalesce({cell}, '') END"
