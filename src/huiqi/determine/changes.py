"""Which subjects two snapshots say different things about, and whose candidates bear other numbers.

Subjects and records are numbered by position. A subject more or less shifts every number after
it; a record more or less shifts the record numbers of its kind. What is shifted is written anew;
everything else is changed subject by subject.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from ..errors import fail
from ..register.layout import NUMBER, RECORD, RECORD_CODE, kind_columns
from ..register.store import Snapshot
from ..vocabulary import Kind, Vocabulary
from .names import rows_of

SHOWN = 3


@dataclass(frozen=True)
class Changes:
    """Numbers of the subjects that differ, and the kinds whose records are numbered anew.

    ``comparable`` False: subjects are numbered anew, or the earlier snapshot is gone.
    """

    numbers: frozenset[int] = frozenset()
    shifted: frozenset[str] = frozenset()
    comparable: bool = True


def compare(
    old: Snapshot, new: Snapshot, kinds: Iterable[str], vocabulary: Vocabulary, threads: int
) -> Changes:
    """What differs between two snapshots in ``kinds``; both keep the vocabulary's columns."""
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {threads}")
        if _renumbered(connection, old, new):
            return Changes(comparable=False)
        numbers: set[int] = set()
        shifted = set()
        for kind in kinds:
            query = _difference(vocabulary.kinds[kind], old, new)
            rows = connection.execute(f"SELECT number, bool_or(shifted) FROM ({query}) GROUP BY 1").fetchall()
            numbers |= {number for number, _ in rows if number is not None}
            if any(moved for _, moved in rows):
                shifted.add(kind)
    return Changes(frozenset(numbers), frozenset(shifted))


def listed(snapshot: Snapshot, codes: Iterable[str]) -> tuple[frozenset[int], frozenset[str]]:
    """The numbers and kinds of subjects by credit code.

    Raises:
        HuiqiError: D0208 where the snapshot lacks one.
    """
    wanted = sorted(set(codes))
    with duckdb.connect() as connection:
        query = f"SELECT code, number, kind FROM {rows_of(snapshot.subjects_path)} WHERE code IN (SELECT unnest($1))"
        rows = connection.execute(query, [wanted]).fetchall()
    missing = sorted(set(wanted) - {code for code, _, _ in rows})
    if missing:
        named = "、".join(missing[:SHOWN])
        message = f"登记库中没有 {named}" + (f" 等 {len(missing):,} 个主体" if len(missing) > SHOWN else "")
        raise fail("D0208", message, "检查统一社会信用代码")
    return frozenset(n for _, n, _ in rows), frozenset(k for _, _, k in rows)


def _renumbered(connection: duckdb.DuckDBPyConnection, old: Snapshot, new: Snapshot) -> bool:
    if old.manifest["subjects_sha256"] == new.manifest["subjects_sha256"]:
        return False
    query = (
        f"SELECT count(*) FROM {rows_of(old.subjects_path)} AS a FULL JOIN {rows_of(new.subjects_path)} AS b "
        "USING (number) WHERE a.code IS DISTINCT FROM b.code OR a.kind IS DISTINCT FROM b.kind"
    )
    return bool(connection.execute(query).fetchall()[0][0])


def _difference(kind: Kind, old: Snapshot, new: Snapshot) -> str:
    """Subjects with a row that differs or that one side lacks; whether a row bears another number.

    A kind's last row moves nothing when it appears or goes, so only rows on both sides can shift.
    """
    names = [n for n in kind_columns(kind) if n not in {NUMBER, RECORD, RECORD_CODE}]
    keys = (NUMBER,) if kind.is_subject else (NUMBER, RECORD_CODE)
    marks = [f'a."{n}" IS DISTINCT FROM b."{n}"' for n in names]
    shifted = "false" if kind.is_subject else f"coalesce(a.{RECORD} <> b.{RECORD}, false)"
    tests = " OR ".join([*marks, f"a.{NUMBER} IS NULL", f"b.{NUMBER} IS NULL"])
    joined = " AND ".join(f'a."{k}" = b."{k}"' for k in keys)
    return (
        f"SELECT CASE WHEN {tests} THEN coalesce(a.{NUMBER}, b.{NUMBER}) END AS number, {shifted} AS shifted "
        f"FROM {rows_of(old.path(kind.name))} AS a FULL JOIN {rows_of(new.path(kind.name))} AS b ON {joined} "
        f"WHERE {tests} OR {shifted}"
    )
