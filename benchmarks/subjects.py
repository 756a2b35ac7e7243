"""Enterprises of a register one by one, read in bulk."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from huiqi.evaluate import Entity, Subject
from huiqi.register.places import local
from huiqi.register.store import Snapshot

ENTERPRISE = "企业"
KINDS = ("保险", "参展", "培训", "研发机构", "认定")


def read_subjects(snapshot: Snapshot, count: int) -> list[Subject]:
    """The first enterprises of the register, with their records of the kinds six measures read."""
    rows = pq.read_table(local(snapshot.path(ENTERPRISE))).slice(0, count).to_pylist()
    last = rows[-1]["number"]
    records: dict[int, dict[str, list[Entity]]] = defaultdict(dict)
    for kind in KINDS:
        for row in _records(local(snapshot.path(kind)), last):
            entity = Entity(kind, row["编号"], row)
            records[row["number"]].setdefault(kind, []).append(entity)
    return [
        Subject(
            Entity(ENTERPRISE, str(row["number"]), row),
            {k: tuple(found) for k, found in records[row["number"]].items()},
        )
        for row in rows
    ]


def _records(path: Path, last: int) -> list[dict[str, Any]]:
    table = pq.read_table(path).sort_by([("number", "ascending"), ("record", "ascending")])
    found: list[dict[str, Any]] = table.filter(pc.field("number") <= last).to_pylist()
    return found
