"""A simulation as Parquet: subject by subject, and by group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from ..determine.duck import WRITER
from ..determine.names import literal
from ..tree.measure import STATUS_ORDER
from .compare import ALIKE, GAINS, LOSES, UNSURE, Comparison

FEN = pa.decimal128(38, 0)
GROUPS = pa.schema(
    [
        ("reform", pa.string()),
        ("dimension", pa.string()),
        ("key", pa.string()),
        ("name", pa.string()),
        ("before", FEN),
        ("after", FEN),
        ("gained", FEN),
        ("lost", FEN),
        (GAINS, pa.int64()),
        (LOSES, pa.int64()),
        (UNSURE, pa.int64()),
        (ALIKE, pa.int64()),
    ]
)


def write_tables(comparison: Comparison, result: dict[str, Any], out: Path) -> None:
    """``changes.parquet`` (a row per reform, subject and measure decided anew) and ``groups.parquet``."""
    out.mkdir(parents=True)
    names = pa.table({"measure": pa.array(range(len(comparison.ids)), pa.int32()), "id": comparison.ids})
    comparison.connection.register("measure_ids", names)
    parts = [_changes(reform["name"], number) for number, reform in enumerate(result["reforms"], 1)]
    query = f"{' UNION ALL '.join(parts)} ORDER BY part, number, place"
    listed = f"SELECT * EXCLUDE (part, place) FROM ({query})"
    comparison.connection.execute(f"COPY ({listed}) TO {literal(out / 'changes.parquet')} ({WRITER})")
    groups = [
        {"reform": reform["name"], "dimension": dimension, **row}
        for reform in result["reforms"]
        for dimension, rows in reform["groups"].items()
        for row in rows
    ]
    comparison.connection.register("group_rows", pa.Table.from_pylist(groups, GROUPS))
    comparison.connection.execute(f"COPY group_rows TO {literal(out / 'groups.parquet')} ({WRITER})")


def _changes(name: str, number: int) -> str:
    words = " ".join(f"WHEN {i} THEN '{s.value}'" for i, s in enumerate(STATUS_ORDER))
    return (
        f"SELECT {number} AS part, measure AS place, {literal(name)} AS reform, number, code, id AS measure, "
        f"CASE before_status {words} END AS before_status, CASE after_status {words} END AS after_status, "
        "CASE WHEN money THEN before_amount END AS before, CASE WHEN money THEN after_amount END AS after, "
        "CASE WHEN money THEN before_low END AS before_low, CASE WHEN money THEN before_high END AS before_high, "
        "CASE WHEN money THEN after_low END AS after_low, CASE WHEN money THEN after_high END AS after_high, "
        "CASE WHEN money AND delta_low = delta_high THEN delta_low END AS delta, "
        "CASE WHEN money THEN delta_low END AS delta_low, CASE WHEN money THEN delta_high END AS delta_high, "
        f"change FROM change_{number} JOIN subject USING (number) JOIN measure_ids USING (measure)"
    )
