"""Groups: subjects that records of ties connect, directly or through others.

A group bears the smallest number of its members. Ties count that hold on the snapshot's day: an
unknown first or last day takes none away. Subjects that nothing ties are in no group.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import rustworkx as rx

from ..errors import fail
from ..vocabulary import Kind, Tie, Vocabulary
from . import quoting as q
from .draws import Integers
from .layout import GROUP, NUMBER, SUBJECTS_FILE, kind_file
from .store import Snapshot


@dataclass(frozen=True)
class Group:
    """A group: (code, name) of its members in the order of their numbers."""

    members: tuple[tuple[str, str], ...]


def group_of(snapshot: Snapshot, kind: str, code: str) -> Group | None:
    """The group of the subject of that kind and credit code; None where it is in none.

    Raises:
        HuiqiError: R0103 where ``groups.parquet`` cannot be read.
    """
    with duckdb.connect(config={"threads": 1}) as connection:
        return group_among(connection, snapshot, q.text(str(snapshot.subjects_path)), kind, code)


def group_among(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, subjects: str, kind: str, code: str
) -> Group | None:
    """The same, where ``subjects`` is a relation of the connection with number, code, name and kind."""
    group, groups = q.name(GROUP), q.text(str(snapshot.groups_path))
    query = (
        f"WITH own AS (SELECT {NUMBER} FROM {subjects} WHERE kind = $1 AND code = $2), "
        f"members AS (SELECT {NUMBER} FROM {groups} WHERE {group} = "
        f"(SELECT {group} FROM {groups} WHERE {NUMBER} = (FROM own))) "
        f"SELECT code, name FROM {subjects} WHERE {NUMBER} IN (FROM members) ORDER BY {NUMBER}"
    )
    try:
        found = connection.execute(query, [kind, code]).fetchall()
    except duckdb.Error:
        raise fail("R0103", f"读不到 {snapshot.groups_path.name}", "从备份恢复，或重新导入") from None
    return Group(tuple(found)) if found else None


def find_groups(root: Path, vocabulary: Vocabulary, known_at: date) -> pa.Table:
    """Number and group of every subject in a group, by number, from the files below ``root``."""
    ties = [_tied(root, k, k.tie, known_at) for k in vocabulary.kinds.values() if k.tie]
    if not ties:
        return pa.table({NUMBER: pa.array([], pa.int32()), GROUP: pa.array([], pa.int32())})
    with duckdb.connect() as connection:
        found = connection.execute(" UNION ALL ".join(ties)).fetchnumpy()
    members, groups = connected(np.stack([found["one"], found["other"]]).astype(np.int64))
    return pa.table({NUMBER: members.astype(np.int32), GROUP: groups.astype(np.int32)})


def _tied(root: Path, kind: Kind, tie: Tie, known_at: date) -> str:
    """The numbers of the two subjects of every tie of a kind that holds on the day."""
    day = f"DATE '{known_at}'"
    return (
        f"SELECT r.{NUMBER} AS one, s.{NUMBER} AS other "
        f"FROM read_parquet({q.text(str(root / kind_file(kind.name)))}) AS r "
        f"JOIN read_parquet({q.text(str(root / SUBJECTS_FILE))}) AS s "
        f"ON s.code = r.{q.name(tie.fact)} AND s.kind = {q.text(kind.owner or '')} "
        f"WHERE coalesce(r.{q.name(tie.since)} <= {day}, true) "
        f"AND coalesce(r.{q.name(tie.until)} > {day}, true)"
    )


def connected(pairs: Integers) -> tuple[Integers, Integers]:
    """Every number in pairs of shape (2, n), sorted, and the smallest number connected with it."""
    members, ends = np.unique(pairs, return_inverse=True)
    graph = rx.PyGraph()
    graph.extend_from_edge_list(list(zip(*ends.reshape(2, -1).tolist())))
    smallest = np.arange(len(members))
    for part in rx.connected_components(graph):
        smallest[list(part)] = min(part)
    return members, members[smallest]
