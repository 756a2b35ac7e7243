"""One subject read from a snapshot: its facts and all its records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from ..errors import HuiqiError, did_you_mean, fail
from ..evaluate import Entity, Subject
from ..evaluate.facts import Stored
from ..register import quoting as q
from ..register.corrections import Correction
from ..register.groups import Group, group_among
from ..register.layout import NUMBER, RECORD, RECORD_CODE
from ..register.store import Snapshot
from ..vocabulary import Kind, Vocabulary

SUBJECTS, HELD = "subjects", "held"
MEMORY = "256MiB"
"""What a reader may hold of files it has read; without a limit most of the machine's."""


def read_subject(snapshot: Snapshot, vocabulary: Vocabulary, code: str) -> Subject:
    """The subject of that credit code.

    Raises:
        HuiqiError: E0101 where the snapshot does not know it.
    """
    with duckdb.connect() as connection:
        number, name, kind = _found(connection, q.text(str(snapshot.subjects_path)), code)
        held = [k.name for k in _kinds(snapshot, vocabulary, kind)]
        return _subject(connection, snapshot, vocabulary, (number, name, kind), code, held)


class Reader:
    """Subjects of one snapshot, read one after another, by several threads if need be.

    Who they are and of which kinds they have records is looked up once, so that a subject costs a query
    for its facts and one for each kind of record it has.
    """

    def __init__(self, snapshot: Snapshot, vocabulary: Vocabulary) -> None:
        self.snapshot, self.vocabulary = snapshot, vocabulary
        self._connection = duckdb.connect(config={"threads": 1, "memory_limit": MEMORY})
        self._connection.execute("SET parquet_metadata_cache = true")
        subjects = q.text(str(snapshot.subjects_path))
        self._connection.execute(
            f"CREATE TABLE {SUBJECTS} AS SELECT code, {NUMBER}, name, kind FROM {subjects}"
        )
        self._connection.execute(f"CREATE TABLE {HELD} ({NUMBER} INTEGER, kind VARCHAR)")
        for kind in vocabulary.kinds.values():
            if not kind.is_subject and kind.name in snapshot.manifest["kinds"]:
                rows = q.text(str(snapshot.path(kind.name)))
                self._connection.execute(
                    f"INSERT INTO {HELD} SELECT DISTINCT {NUMBER}, {q.text(kind.name)} FROM {rows}"
                )

    def read(self, code: str) -> Subject:
        """The subject of that credit code.

        Raises:
            HuiqiError: E0101 where the snapshot does not know it.
        """
        with self._connection.cursor() as cursor:
            found = _found(cursor, SUBJECTS, code)
            rows = cursor.execute(f"SELECT kind FROM {HELD} WHERE {NUMBER} = ?", [found[0]]).fetchall()
            return _subject(cursor, self.snapshot, self.vocabulary, found, code, [kind for (kind,) in rows])

    def group(self, kind: str, code: str) -> Group | None:
        """The group of the subject of that kind and credit code; None where it is in none.

        Raises:
            HuiqiError: R0103 where the groups cannot be read.
        """
        with self._connection.cursor() as cursor:
            return group_among(cursor, self.snapshot, SUBJECTS, kind, code)


Found = tuple[int, str, str]
"""Number, name and kind."""


def _found(connection: duckdb.DuckDBPyConnection, subjects: str, code: str) -> Found:
    query = f"SELECT {NUMBER}, coalesce(name, ''), kind FROM {subjects} WHERE code = ?"
    row = connection.execute(query, [code]).fetchone()
    if row is None:
        raise _unknown(connection, subjects, code)
    number, name, kind = row
    return number, name, kind


def _unknown(connection: duckdb.DuckDBPyConnection, subjects: str, code: str) -> HuiqiError:
    query = f"SELECT code FROM {subjects} ORDER BY levenshtein(code, ?), code LIMIT 1"
    near = connection.execute(query, [code]).fetchone()
    hint = did_you_mean(code, [near[0]]) if near else ""
    return fail("E0101", f"登记库中没有 {code}", hint or "检查统一社会信用代码")


def _kinds(snapshot: Snapshot, vocabulary: Vocabulary, owner: str) -> list[Kind]:
    """The kinds of records that subjects of a kind may have in the snapshot."""
    kinds = snapshot.manifest["kinds"]
    return [k for k in vocabulary.kinds.values() if k.owner == owner and k.name in kinds]


def _subject(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    vocabulary: Vocabulary,
    found: Found,
    code: str,
    held: Iterable[str],
) -> Subject:
    number, name, owner = found
    own = _facts(connection, snapshot, vocabulary.kinds[owner], number)
    entity = Entity(owner, code, own[0] if own else {})
    records: dict[str, tuple[Entity, ...]] = {k.name: () for k in _kinds(snapshot, vocabulary, owner)}
    for kind in records.keys() & set(held):
        rows = _facts(connection, snapshot, vocabulary.kinds[kind], number)
        records[kind] = tuple(Entity(kind, str(row[RECORD_CODE]), row) for row in rows)
    return Subject(entity, records, name)


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
    order = "" if kind.is_subject else f" ORDER BY {RECORD}"
    query = f"FROM {q.text(str(snapshot.path(kind.name)))} WHERE {NUMBER} = ?{order}"
    cursor = connection.execute(query, [number])
    names = [d[0] for d in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
