"""Exports one measure of a run: one row per candidate, reasons in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from ..determine.names import literal
from ..determine.run import RunInfo, open_run
from ..errors import fail, suggestion
from .writing import SAFE_NAME, check_format, write_query

MONEY = ("限额前金额(元)", "金额(元)", "金额下限(元)", "金额上限(元)")


def export_run(run: Path, measure: str, format: str, out: Path) -> int:
    """Write a measure's candidates to ``out``; the number of rows written.

    Raises:
        HuiqiError: X0101 (no such measure), X0102 (format), X0103 (too many rows for Excel).
    """
    info = open_run(run)
    entry = measure_entry(info, measure)
    rows = int(entry["rows"]["written"])
    check_format(format, rows)
    with duckdb.connect() as connection:
        write_query(connection, _query(info, entry), format, out)
    return rows


def measure_entry(info: RunInfo, measure: str) -> dict[str, Any]:
    """A measure's entry in the summary of a run (X0101)."""
    known: dict[str, dict[str, Any]] = {m["id"]: m for m in info.summary["measures"]}
    if measure not in known:
        raise fail("X0101", f"这次测算没有措施“{measure}”", suggestion(measure, known))
    return known[measure]


def _query(info: RunInfo, entry: dict[str, Any]) -> str:
    reasons = {
        "不满足": mask_words("false_mask", entry["bits"]),
        "待补充": mask_words("unknown_mask", entry["bits"]),
        "待明确": mask_words("unset_mask", entry["bits"]),
    }
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in reasons.items())
    amounts = ("amount_before_limits", "amount", "amount_low", "amount_high")
    money = ", ".join(
        f'CAST({column} AS DECIMAL(20, 2)) / 100 AS "{name}"'
        for column, name in zip(amounts, MONEY, strict=True)
    )
    money = money.replace("/ 100", "* CAST(0.01 AS DECIMAL(3, 2))")
    return (
        f'SELECT s.code AS "统一社会信用代码", {SAFE_NAME} AS "名称", s.region AS "所在地", '
        f'c.record AS "记录", c.year AS "年度", c.status AS "结论", {money}, {listed}, '
        f'c.cut_by AS "受限于" FROM {info.candidates(entry["id"])} AS c '
        f"JOIN {info.subjects()} AS s USING (number) ORDER BY c.number, c.record"
    )


def mask_words(mask: str, bits: dict[str, str]) -> str:
    """SQL for the names of the bits set in a mask of the relation ``c``."""
    parts = ", ".join(
        f"CASE WHEN c.{mask} & {1 << int(bit)} <> 0 THEN {literal(name)} END" for bit, name in bits.items()
    )
    return f"concat_ws('、', {parts})"
