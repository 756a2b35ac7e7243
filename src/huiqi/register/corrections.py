"""Corrections: values that hold instead of what a snapshot says, kept apart from it and hashed.

A correction names a fact of a subject or of one of its records; its value is in stored units, None is
unknown. A run takes them as a snapshot of its own (:func:`correct_snapshot`), so that its manifest says
by hash what it rests on; corrections of what the snapshot does not know have no effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ..vocabulary import Kind, Vocabulary
from ..vocabulary.model import REGION_FACT
from . import quoting as q
from .layout import NUMBER, RECORD_CODE, ROW_GROUP, SUBJECT_COLUMNS, digest, kind_columns
from .places import Place, local
from .store import Snapshot
from .writing import new_snapshot

COLUMNS = ("code", "kind", "record", "fact", "value")
Value = int | bool | str | date | None


@dataclass(frozen=True)
class Correction:
    """What a fact is: ``record`` is the record's number, empty for the subject's own facts."""

    code: str
    kind: str
    record: str
    fact: str
    value: Value


def write_corrections(corrections: Iterable[Correction], folder: Path) -> Path:
    """Write them to ``folder/<digest>.parquet``; the same corrections give the same digest."""
    rows = sorted((*astuple(c)[:-1], _text(c.value)) for c in corrections)
    path = folder / f"{digest(rows)}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        columns = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
        table = pa.table({n: pa.array(c, pa.string()) for n, c in zip(COLUMNS, columns, strict=True)})
        partial = path.with_suffix(".partial")
        pq.write_table(table, partial)
        partial.rename(path)
    return path


def _text(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def correct_snapshot(base: Snapshot, corrections: Path, vocabulary: Vocabulary, out: Path) -> Snapshot:
    """The base with the corrections of a file laid over it, as the next snapshot of the store ``out``.

    Raises:
        HuiqiError: R0109 where the folder cannot be written.
    """
    origin = {"made_by": "corrections", "base": base.manifest["sha256"], "corrections": corrections.stem}
    with (
        duckdb.connect() as connection,
        new_snapshot(out, vocabulary, base.known_at, origin) as pending,
    ):
        connection.execute(f"CREATE TABLE corrections AS FROM read_parquet({q.text(str(corrections))})")
        for rows in _rows(connection, _subjects(base)):
            pending.draft.write_subjects(rows)
        for kind in vocabulary.kinds.values():
            for rows in _rows(connection, _kind(base, kind)):
                pending.draft.write(kind.name, rows)
    return pending.finished()


def _subjects(base: Snapshot) -> str:
    """The file of subjects, whose region follows the fact 所在地."""
    columns = ", ".join(
        "coalesce(r.value, b.region) AS region" if n == "region" else f"b.{n}" for n in SUBJECT_COLUMNS
    )
    placed = f"fact = {q.text(REGION_FACT)} AND record = ''"
    return (
        f"SELECT {columns} FROM {_file(base.subjects_path)} AS b LEFT JOIN "
        f"(FROM corrections WHERE {placed}) AS r ON r.code = b.code AND r.kind = b.kind ORDER BY b.{NUMBER}"
    )


def _kind(base: Snapshot, kind: Kind) -> str:
    """A kind's file with each correction in its cell."""
    record = "''" if kind.is_subject else f'b."{RECORD_CODE}"'
    order = NUMBER if kind.is_subject else "record"
    own = kind_columns(kind)
    columns = ", ".join(
        f"CASE WHEN list_contains(c.facts, {q.text(name)}) "
        f"THEN CAST(c.facts_values[{q.text(name)}] AS {type_}) ELSE b.{q.name(name)} END AS {q.name(name)}"
        if name in kind.facts
        else f"b.{q.name(name)}"
        for name, type_ in own.items()
    )
    return (
        "WITH c AS (SELECT code, record, list(fact) AS facts, map(list(fact), list(value)) AS facts_values "
        f"FROM corrections WHERE kind = {q.text(kind.name)} GROUP BY ALL) "
        f"SELECT {columns} FROM {_file(base.path(kind.name))} AS b JOIN {_file(base.subjects_path)} AS s "
        f"USING ({NUMBER}) LEFT JOIN c ON c.code = s.code AND c.record = {record} ORDER BY b.{q.name(order)}"
    )


def _file(place: Place) -> str:
    return f"read_parquet({q.text(str(local(place)))})"


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.Table]:
    for batch in connection.sql(query).to_arrow_reader(ROW_GROUP):
        yield pa.Table.from_batches([batch])
