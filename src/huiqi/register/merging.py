"""Lays accepted rows over a base snapshot and writes the next one.

A row replaces the base row of the same identity; facts that its sheet has no column for keep
what the base knows. Rows of the base that no sheet mentions stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import pyarrow as pa

from ..vocabulary import Kind, Vocabulary
from ..vocabulary.model import REGION_FACT
from . import quoting as q
from .headers import Sheet
from .layout import CODE, NAME, NUMBER, RECORD, RECORD_CODE, ROW_GROUP, SUBJECT_COLUMNS, kind_columns
from .sifting import SHEET, base_table, key_of, new_table, row_columns
from .store import Snapshot
from .writing import Draft

SUBJECTS = "all_subjects"


def load_base(connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary, base: Snapshot | None) -> None:
    """A table per kind of the rows of the base snapshot; empty where there is none."""
    for kind in vocabulary.kinds.values():
        columns = row_columns(kind)
        if base is None:
            listed = ", ".join(f"{q.name(n)} {t}" for n, t in columns.items())
            connection.execute(f"CREATE TABLE {base_table(kind.name)} ({listed})")
            continue
        identity = {CODE: "s.code", NAME: "s.name"}
        listed = ", ".join(f"{identity.get(n, 'k.' + q.name(n))} AS {q.name(n)}" for n in columns)
        connection.execute(
            f"CREATE TABLE {base_table(kind.name)} AS SELECT {listed} "
            f"FROM read_parquet({q.text(str(base.path(kind.name)))}) AS k "
            f"JOIN read_parquet({q.text(str(base.subjects_path))}) AS s USING ({NUMBER})"
        )


def write_merged(
    connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary, sheets: Sequence[Sheet], draft: Draft
) -> None:
    """Merge every kind, number the subjects, and write it all to the draft."""
    for kind in vocabulary.kinds.values():
        connection.execute(f"CREATE TABLE {_merged(kind.name)} AS {_merge(kind, sheets)}")
    connection.execute(f"CREATE TABLE {SUBJECTS} AS {_numbering(vocabulary)}")
    columns = ", ".join(SUBJECT_COLUMNS)
    for rows in _rows(connection, f"SELECT {columns} FROM {SUBJECTS} ORDER BY {NUMBER}"):
        draft.write_subjects(rows)
    for kind in vocabulary.kinds.values():
        for rows in _rows(connection, _numbered(kind)):
            draft.write(kind.name, rows)


def _merged(kind: str) -> str:
    return q.name(f"merged_{kind}")


def _merge(kind: Kind, sheets: Sequence[Sheet]) -> str:
    key = q.name(key_of(kind))
    absent = {i: set(s.absent()) for i, s in enumerate(sheets) if s.kind.name == kind.name}
    listed = ", ".join(f"{_newest(name, absent)} AS {q.name(name)}" for name in row_columns(kind))
    return (
        f"SELECT {listed} FROM {new_table(kind.name)} AS n LEFT JOIN {base_table(kind.name)} AS b "
        f"ON n.{key} = b.{key} UNION ALL BY NAME SELECT b.* FROM {base_table(kind.name)} AS b "
        f"ANTI JOIN {new_table(kind.name)} AS n ON n.{key} = b.{key}"
    )


def _newest(name: str, absent: Mapping[int, set[str]]) -> str:
    silent = [str(sheet) for sheet, names in absent.items() if name in names]
    column = q.name(name)
    if not silent:
        return f"n.{column}"
    return f"CASE WHEN n.{SHEET} IN ({', '.join(silent)}) THEN b.{column} ELSE n.{column} END"


def _numbering(vocabulary: Vocabulary) -> str:
    """All subjects sorted by code, then kind, and numbered from 0."""
    parts = " UNION ALL ".join(
        f"SELECT {q.name(CODE)} AS code, {q.name(NAME)} AS name, {q.text(kind.name)} AS kind, "
        f"{q.name(REGION_FACT)} AS region FROM {_merged(kind.name)}"
        for kind in vocabulary.kinds.values()
        if kind.is_subject
    )
    return (
        f"SELECT CAST(row_number() OVER (ORDER BY code, kind) - 1 AS INTEGER) AS {NUMBER}, * FROM ({parts})"
    )


def _numbered(kind: Kind) -> str:
    """A kind's rows as they are stored, in their order."""
    owner = q.text(kind.owner or kind.name)
    order = f"s.{NUMBER}" if kind.is_subject else f"s.{NUMBER}, m.{q.name(RECORD_CODE)}"
    own = {NUMBER: f"s.{NUMBER}", RECORD: f"CAST(row_number() OVER (ORDER BY {order}) - 1 AS INTEGER)"}
    listed = ", ".join(f"{own.get(n, 'm.' + q.name(n))} AS {q.name(n)}" for n in kind_columns(kind))
    return (
        f"SELECT {listed} FROM {_merged(kind.name)} AS m "
        f"JOIN {SUBJECTS} AS s ON s.code = m.{q.name(CODE)} AND s.kind = {owner} ORDER BY {order}"
    )


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.Table]:
    for batch in connection.sql(query).to_arrow_reader(ROW_GROUP):
        yield pa.Table.from_batches([batch])
