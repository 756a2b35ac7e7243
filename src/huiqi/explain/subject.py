"""One subject read from a snapshot: its facts and all its records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from ..errors import did_you_mean, fail
from ..evaluate import Entity, Subject
from ..evaluate.facts import Stored
from ..register.corrections import Correction
from ..register.store import Snapshot
from ..vocabulary import Kind, Vocabulary


def read_subject(snapshot: Snapshot, vocabulary: Vocabulary, code: str) -> Subject:
    """The subject of that credit code.

    Raises:
        HuiqiError: E0101 where the snapshot does not know it.
    """
    with duckdb.connect() as connection:
        found = _rows(
            connection,
            "SELECT number, name, kind FROM read_parquet(?) WHERE code = ?",
            [str(snapshot.subjects_path), code],
        )
        if not found:
            near = _rows(
                connection,
                "SELECT code FROM read_parquet(?) ORDER BY levenshtein(code, ?), code LIMIT 1",
                [str(snapshot.subjects_path), code],
            )
            hint = did_you_mean(code, [near[0]["code"]]) if near else ""
            raise fail("E0101", f"登记库中没有 {code}", hint or "检查统一社会信用代码")
        number, kind = found[0]["number"], vocabulary.kinds[found[0]["kind"]]
        own = _facts(connection, snapshot, kind, number)
        entity = Entity(kind.name, code, own[0] if own else {})
        records = {
            k.name: tuple(
                Entity(k.name, str(row["编号"]), row) for row in _facts(connection, snapshot, k, number)
            )
            for k in vocabulary.kinds.values()
            if k.owner == kind.name and k.name in snapshot.manifest["kinds"]
        }
    return Subject(entity, records, found[0]["name"] or "")


def corrected(subject: Subject, corrections: Iterable[Correction]) -> Subject:
    """The subject with its corrections; those of records it does not have are left out."""
    values: dict[tuple[str, str], dict[str, Stored]] = {}
    for c in corrections:
        if c.code == subject.entity.code:
            values.setdefault((c.kind, c.record), {})[c.fact] = c.value
    own = _with(subject.entity, values.get((subject.entity.kind, ""), {}))
    records = {
        kind: tuple(_with(r, values.get((kind, r.code), {})) for r in rows)
        for kind, rows in subject.records.items()
    }
    return Subject(own, records, subject.name)


def _with(entity: Entity, values: Mapping[str, Stored]) -> Entity:
    return Entity(entity.kind, entity.code, {**entity.facts, **values}) if values else entity


def _facts(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, kind: Kind, number: int
) -> list[dict[str, Any]]:
    order = "" if kind.is_subject else " ORDER BY record"
    query = f"SELECT * FROM read_parquet(?) WHERE number = ?{order}"
    return _rows(connection, query, [str(snapshot.path(kind.name)), number])


def _rows(connection: duckdb.DuckDBPyConnection, query: str, values: list[Any]) -> list[dict[str, Any]]:
    cursor = connection.execute(query, values)
    names = [d[0] for d in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
