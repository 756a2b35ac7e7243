"""Reads CSV, Excel and Parquet into DuckDB tables of texts, one table a sheet.

A loaded table has ``ordinal`` (0, 1, … in the order of the file), ``line`` (the row's number as
a spreadsheet counts it, the header being row 1; Parquet: 1, 2, …), ``torn`` (the whole text of
a row whose number of cells is not the header's, else NULL) and cells ``c0``, ``c1``, … as they
stand. Rows without any content are no rows.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from ..errors import HuiqiError, Place, fail
from . import quoting as q

CSV_SUFFIXES = (".csv", ".txt", ".tsv")
EXCEL_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
PARQUET_SUFFIXES = (".parquet",)
DELIMITERS = ",\t;"
BLOCK = 1 << 24
MOST_TORN_TEXT = 500
ENCODINGS = ("utf-8", "gb18030")


@dataclass(frozen=True)
class Source:
    """One sheet to import: where it stands, its header, and how to load it into a table."""

    path: Path
    sheet: str
    header: tuple[str, ...]
    encoding: str
    load: Callable[[duckdb.DuckDBPyConnection, str], None]

    @property
    def place(self) -> Place:
        """The header's place, for problems."""
        return Place(self.label, 1)

    @property
    def label(self) -> str:
        """How people name it: 保险.xlsx, or 登记.xlsx 的“保险”."""
        return f"{self.path.name}[{self.sheet}]" if self.sheet else self.path.name


def read_sources(path: Path) -> list[Source]:
    """The sheets of a file that have a header.

    Raises:
        HuiqiError: R0301 (not found), R0302 (type), R0303 (empty), R0304 (encoding), R0310.
    """
    suffix = path.suffix.lower()
    if not path.is_file():
        raise fail("R0301", f"找不到文件 {path.name}", "检查路径", Place(str(path)))
    try:
        if suffix in CSV_SUFFIXES:
            return [_csv_source(path)]
        if suffix in EXCEL_SUFFIXES:
            return _excel_sources(path)
        if suffix in PARQUET_SUFFIXES:
            return [_parquet_source(path)]
    except PermissionError:
        raise fail("R0301", f"没有读取 {path.name} 的权限", "检查文件权限", Place(str(path))) from None
    known = "、".join((*CSV_SUFFIXES, *EXCEL_SUFFIXES, *PARQUET_SUFFIXES))
    raise fail("R0302", f"不支持 {path.name} 的文件类型", f"可导入 {known}", Place(path.name))


def _empty(path: Path, sheet: str = "") -> HuiqiError:
    return fail(
        "R0303", f"{path.name}{sheet and f'的“{sheet}”'} 是空的", "第一行应是表头", Place(path.name, 1)
    )


def _damaged(path: Path, why: str) -> HuiqiError:
    return fail("R0310", f"{path.name} 无法读取：{why}", "用原来的软件打开并另存一份", Place(path.name))


def _create(connection: duckdb.DuckDBPyConnection, table: str, width: int) -> None:
    cells = "".join(f", c{i} VARCHAR" for i in range(width))
    connection.execute(f"CREATE TABLE {q.name(table)} (ordinal BIGINT, line BIGINT, torn VARCHAR{cells})")


def _append(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Append rows, those without any content left out."""
    connection.register("incoming", rows)
    content = " || ".join(["coalesce(torn, '')", *(f"coalesce({n}, '')" for n in rows.column_names[3:])])
    connection.execute(f"INSERT INTO {q.name(table)} FROM incoming WHERE trim({content}) <> ''")
    connection.unregister("incoming")


# CSV


def _csv_source(path: Path) -> Source:
    encoding = _encoding(path)
    header, delimiter = _csv_header(path, encoding)

    def load(connection: duckdb.DuckDBPyConnection, table: str) -> None:
        _load_csv(connection, table, path, encoding, delimiter, len(header))

    return Source(path, "", tuple(header), encoding, load)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(2)
    marked = start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if marked else ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as text:
                while text.read(BLOCK):
                    pass
        except UnicodeError:
            continue
        return encoding
    raise fail("R0304", f"{path.name} 的编码无法识别", "另存为 UTF-8 的 CSV", Place(path.name))


def _csv_header(path: Path, encoding: str) -> tuple[list[str], str]:
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
        first = file.readline(BLOCK)
        delimiter = max(DELIMITERS, key=first.count)
        file.seek(0)
        try:
            header = next(csv.reader(file, delimiter=delimiter), [])
        except csv.Error as error:
            raise _damaged(path, f"表头读不出（{error}）") from None
    if not any(cell.strip() for cell in header):
        raise _empty(path)
    return header, delimiter


def _load_csv(
    connection: duckdb.DuckDBPyConnection, table: str, path: Path, encoding: str, delimiter: str, width: int
) -> None:
    torn: list[tuple[int, str]] = []

    def keep(row: Any) -> str:
        torn.append((row.number, row.text))
        return "skip"

    _create(connection, table, width)
    reader_options = pacsv.ReadOptions(
        use_threads=False, encoding=encoding, autogenerate_column_names=True, block_size=BLOCK
    )
    parse_options = pacsv.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep
    )
    convert_options = pacsv.ConvertOptions(
        column_types={f"f{i}": pa.string() for i in range(width)}, strings_can_be_null=False, null_values=[]
    )
    try:
        with pacsv.open_csv(path, reader_options, parse_options, convert_options) as reader:
            first = 0
            for batch in reader:
                cells = pa.Table.from_batches([batch])
                if cells.num_columns != width:
                    raise pa.ArrowInvalid("header")
                _append(connection, table, _numbered(cells.rename_columns(_names(width)), first))
                first += cells.num_rows
    except pa.ArrowInvalid as error:
        if not _header_only(path, encoding):
            raise _damaged(path, _csv_fault(str(error))) from None
    _renumber(connection, table, [number for number, _ in torn])
    _append(connection, table, _torn_rows(torn, width))


def _names(width: int) -> list[str]:
    return [f"c{i}" for i in range(width)]


def _numbered(cells: pa.Table, first: int) -> pa.Table:
    """Cells with ordinal and line, counted from the first row; nothing torn."""
    ordinal = pa.array(np.arange(first, first + cells.num_rows, dtype=np.int64))
    head = {"ordinal": ordinal, "line": ordinal, "torn": pa.nulls(cells.num_rows, pa.string())}
    return pa.table(head | {name: cells[name] for name in cells.column_names})


def _renumber(connection: duckdb.DuckDBPyConnection, table: str, torn: list[int]) -> None:
    """Turn ordinals into line numbers, counting the torn rows that the reader left out."""
    name = q.name(table)
    connection.execute(f"DELETE FROM {name} WHERE ordinal = 0")
    connection.execute(f"UPDATE {name} SET line = ordinal + 1")
    if not torn:
        return
    rows = connection.execute(f"SELECT coalesce(max(ordinal), 0) FROM {name}").fetchall()[0][0]
    lines = np.setdiff1d(np.arange(1, rows + len(torn) + 2), np.array(torn))[: rows + 1]
    numbers = pa.table({"position": np.arange(len(lines)), "line_of": lines})
    connection.register("numbers", numbers)
    connection.execute(f"UPDATE {name} SET line = line_of FROM numbers WHERE ordinal = position")
    connection.unregister("numbers")


def _torn_rows(torn: list[tuple[int, str]], width: int) -> pa.Table:
    lines = pa.array([number for number, _ in torn], pa.int64())
    texts = pa.array([_shortened(text) for _, text in torn], pa.string())
    cells = {f"c{i}": pa.nulls(len(torn), pa.string()) for i in range(width)}
    return pa.table({"ordinal": lines, "line": lines, "torn": texts} | cells)


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_TORN_TEXT else text[:MOST_TORN_TEXT] + "…"


def _header_only(path: Path, encoding: str) -> bool:
    with path.open(encoding=encoding, newline="") as file:
        return len(file.read(BLOCK).strip().splitlines()) == 1


def _csv_fault(message: str) -> str:
    return "有引号没有闭合" if "straddl" in message else "不是完整的 CSV 文本"


# Excel


def _excel_sources(path: Path) -> list[Source]:
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        with load_workbook(path) as book:
            names = list(book.sheet_names)
            rows = {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in names}
    except PasswordError:
        raise _damaged(path, "文件有密码") from None
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(path, f"不是完整的 Excel 文件（{error}）") from None
    sources = [_excel_source(path, name, found) for name, found in rows.items() if _filled(found)]
    if not sources:
        raise _empty(path)
    return sources


def _filled(rows: Iterable[list[Any]]) -> bool:
    return any(cell != "" for row in rows for cell in row)


def _excel_source(path: Path, sheet: str, rows: list[list[Any]]) -> Source:
    first = next(i for i, row in enumerate(rows) if _filled([row]))
    used = [i for i in range(max(map(len, rows))) if _filled([row[i : i + 1] for row in rows])]
    header = tuple(_cell_text(rows[first][i]) or "" for i in used)

    def load(connection: duckdb.DuckDBPyConnection, table: str) -> None:
        _create(connection, table, len(used))
        lines = pa.array(np.arange(first + 2, len(rows) + 1, dtype=np.int64))
        cells = {
            f"c{at}": pa.array([_cell_text(r[i]) for r in rows[first + 1 :]], pa.string())
            for at, i in enumerate(used)
        }
        head = {"ordinal": lines, "line": lines, "torn": pa.nulls(len(lines), pa.string())}
        _append(connection, table, pa.table(head | cells))

    return Source(path, sheet, header, "", load)


def _cell_text(value: Any) -> str | None:
    """A cell as a person reads it: numbers to 15 digits as Excel shows them, dates in ISO form."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return format(Decimal(f"{value:.15g}").normalize() + 0, "f")
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


# Parquet


def _parquet_source(path: Path) -> Source:
    connection = duckdb.connect()
    try:
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet($1)", [str(path)])
        header = tuple(str(row[0]) for row in described.fetchall())
    except duckdb.Error:
        raise _damaged(path, "不是完整的 Parquet 文件") from None
    finally:
        connection.close()

    def load(connection: duckdb.DuckDBPyConnection, table: str) -> None:
        _create(connection, table, len(header))
        for batch in _parquet_batches(connection, path, header):
            _append(connection, table, batch)

    return Source(path, "", header, "", load)


def _parquet_batches(
    connection: duckdb.DuckDBPyConnection, path: Path, header: tuple[str, ...]
) -> Iterator[pa.Table]:
    cells = "".join(f", CAST({q.name(n)} AS VARCHAR) AS c{i}" for i, n in enumerate(header))
    query = (
        "SELECT file_row_number AS ordinal, file_row_number + 1 AS line, CAST(NULL AS VARCHAR) AS torn"
        f"{cells} FROM read_parquet({q.text(str(path))}, file_row_number = true)"
    )
    try:
        reader = connection.cursor().sql(query).to_arrow_reader(BLOCK // 64)
        for batch in reader:
            yield pa.Table.from_batches([batch])
    except duckdb.Error:
        raise _damaged(path, "数据读不出") from None
