"""What the report shows, counted from a run's Parquet files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from ..determine.names import literal
from ..determine.run import RunInfo

NO = ("未启用", "不在执行期", "不符合")


@dataclass(frozen=True)
class Reasons:
    """Per mask, (condition, candidates), most first."""

    false: tuple[tuple[str, int], ...]
    unknown: tuple[tuple[str, int], ...]
    unset: tuple[tuple[str, int], ...]
    near: int


@dataclass(frozen=True)
class ReportData:
    """Everything the page needs; ``regions`` maps measure (or "" for all) to region to (subjects, fen)."""

    summary: dict[str, Any]
    entitled_subjects: int
    reasons: dict[str, Reasons]
    regions: dict[str, dict[str, tuple[int, int]]]


def read_data(info: RunInfo) -> ReportData:
    """Count a run."""
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE e AS SELECT e.*, s.region FROM {info.entitlements()} AS e "
            f"JOIN {info.subjects()} AS s USING (number) WHERE status = '符合'"
        )
        owed = [m["id"] for m in info.summary["measures"] if m["mode"] != "择优"]
        listed = ", ".join(literal(m) for m in owed) or "''"
        total = connection.execute(
            f"SELECT count(DISTINCT number) FROM e WHERE measure IN ({listed})"
        ).fetchall()[0][0]
        regions = _regions(connection, f"measure IN ({listed})")
        reasons = {m["id"]: _reasons(connection, info, m) for m in info.summary["measures"]}
    return ReportData(info.summary, int(total), reasons, regions)


def _regions(connection: duckdb.DuckDBPyConnection, owed: str) -> dict[str, dict[str, tuple[int, int]]]:
    query = (
        "SELECT measure, region, count(DISTINCT number), coalesce(sum(amount), 0) FROM e "
        "WHERE region IS NOT NULL GROUP BY ALL "
        "UNION ALL SELECT '', region, count(DISTINCT number), coalesce(sum(amount), 0) FROM e "
        f"WHERE region IS NOT NULL AND {owed} GROUP BY ALL ORDER BY 1, 2"
    )
    found: dict[str, dict[str, tuple[int, int]]] = {"": {}}
    for measure, region, count, amount in connection.execute(query).fetchall():
        found.setdefault(measure, {})[region] = (int(count), int(amount))
    return found


def _reasons(connection: duckdb.DuckDBPyConnection, info: RunInfo, measure: dict[str, Any]) -> Reasons:
    bits = {int(b): name for b, name in measure["bits"].items()}
    columns = [
        f"sum(CASE WHEN {mask} & {1 << b} <> 0 THEN 1 ELSE 0 END)"
        for mask in ("false_mask", "unknown_mask", "unset_mask")
        for b in bits
    ]
    own = sum(1 << b for b in bits if 16 <= b < 62)
    near = f"sum(CASE WHEN status = '不符合' AND bit_count(false_mask) = 1 AND false_mask & {own} <> 0 THEN 1 ELSE 0 END)"
    (row,) = connection.execute(
        f"SELECT {', '.join([*columns, near])} FROM {info.candidates(measure['id'])}"
    ).fetchall()
    values = [int(v or 0) for v in row]
    names = list(bits.values())
    groups = [
        tuple(
            sorted(
                ((n, v) for n, v in zip(names, values[i * len(names) :], strict=False) if v),
                key=lambda p: -p[1],
            )
        )
        for i in range(3)
    ]
    return Reasons(groups[0], groups[1], groups[2], values[-1])
