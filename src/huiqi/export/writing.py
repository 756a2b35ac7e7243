"""A query's rows as a file people open: CSV with a mark for Excel, Excel, or Parquet.

Text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from ..determine.names import literal
from ..errors import fail

FORMATS = ("csv", "xlsx", "parquet")
XLSX_ROWS = 1_048_575
SAFE_NAME = "CASE WHEN regexp_matches(s.name, '^[-=+@\\t\\r]') THEN '''' || s.name ELSE s.name END"
"""The name of the subject ``s``."""


def check_format(format: str, rows: int) -> None:
    """Whether so many rows can be written so.

    Raises:
        HuiqiError: X0102 (format), X0103 (too many rows for Excel).
    """
    if format not in FORMATS:
        raise fail("X0102", f"不支持的格式“{format}”", f"可用：{'、'.join(FORMATS)}")
    if format == "xlsx" and rows > XLSX_ROWS:
        raise fail("X0103", f"{rows:,}行超过Excel的上限", "改用 --format csv 或 parquet")


def write_query(connection: duckdb.DuckDBPyConnection, query: str, format: str, out: Path) -> None:
    """Write the rows of a query in its order."""
    connection.execute("SET preserve_insertion_order = true")
    if format == "xlsx":
        _excel(connection, query, out)
        return
    options = "FORMAT parquet" if format == "parquet" else "FORMAT csv, HEADER, DELIMITER ','"
    connection.execute(f"COPY ({query}) TO {literal(out)} ({options})")
    if format == "csv":
        add_mark(out)


def add_mark(path: Path) -> None:
    """A byte-order mark, so that Excel reads the Chinese."""
    temporary = path.with_name(path.name + ".partial")
    with path.open("rb") as source, temporary.open("wb") as target:
        target.write(b"\xef\xbb\xbf")
        while block := source.read(1 << 20):
            target.write(block)
    temporary.replace(path)


def _batches(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[list[tuple[Any, ...]]]:
    cursor = connection.execute(query)
    yield [tuple(d[0] for d in cursor.description or ())]
    while rows := cursor.fetchmany(10_000):
        yield rows


def _excel(connection: duckdb.DuckDBPyConnection, query: str, out: Path) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(out), options) as book:
        sheet = book.add_worksheet("结果")
        index = 0
        for batch in _batches(connection, query):
            for row in batch:
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(index, column, float(value) if hasattr(value, "as_tuple") else value)
                index += 1
        sheet.freeze_panes(1, 0)
