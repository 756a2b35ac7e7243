"""Runs written by hand: a few subjects, a few awards, so that each figure can be checked on paper."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

CODES = ("91360000000000001A", "91360000000000002B", "91360000000000003C")
WAN = 1_000_000
EPOCH = date(1970, 1, 1)
AWARD = pa.schema(
    [
        ("number", pa.int32()),
        ("record", pa.int32()),
        ("year", pa.int32()),
        ("status", pa.string()),
        ("day", pa.int32()),
        ("low", pa.int64()),
        ("high", pa.int64()),
        ("ceiling_low", pa.int64()),
        ("ceiling_high", pa.int64()),
        ("per", pa.string()),
    ]
)


@dataclass(frozen=True)
class Owed:
    """One award: of whom, for which record, of which day, how many 万元; ``ceiling`` per subject and year."""

    number: int
    record: int | None
    day: str | None
    amount: int
    high: int | None = None
    ceiling: int | None = None

    def row(self) -> dict[str, object]:
        """As a run writes it."""
        day = None if self.day is None else date.fromisoformat(self.day)
        ceiling = None if self.ceiling is None else self.ceiling * WAN
        return {
            "number": self.number,
            "record": self.record,
            "year": day and day.year,
            "status": "符合" if self.high is None else "金额待定",
            "day": day and (day - EPOCH).days,
            "low": self.amount * WAN,
            "high": (self.amount if self.high is None else self.high) * WAN,
            "ceiling_low": ceiling,
            "ceiling_high": ceiling,
            "per": "subject-year" if ceiling else None,
        }


def write_run(folder: Path, package: str, kind: str, owed: Mapping[str, Sequence[Owed]]) -> Path:
    """A run of a package whose measures are about a kind."""
    for measure, awards in owed.items():
        target = folder / "awards" / f"measure={measure}"
        target.mkdir(parents=True)
        table = pa.Table.from_pylist([a.row() for a in awards], schema=AWARD)
        pq.write_table(table, target / "part-000.parquet")
    subjects = {"number": pa.array(range(len(CODES)), pa.int32()), "code": list(CODES)}
    pq.write_table(pa.table(subjects), folder / "subjects.parquet")
    pq.write_table(
        pa.table({"number": pa.array([], pa.int32()), "group": pa.array([], pa.int32())}),
        folder / "groups.parquet",
    )
    measures = [{"id": m, "kind": kind, "mode": "普遍", "fund": "专项"} for m in owed]
    manifest = {"snapshot": {"sha256": "x"}, "as_of": "2022-12-31"}
    (folder / "summary.json").write_text(json.dumps({"policy": {"id": package}, "measures": measures}))
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder
