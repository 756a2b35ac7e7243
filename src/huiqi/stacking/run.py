"""Stacking as a reproducible run: finished determinations and rules in, awards out.

``OUT/awards.parquet`` has a row per award of every measure with money, ``OUT/summary.json`` what was
cut, lost and left unmet, ``OUT/manifest.json`` hashes of what it rests on. Same inputs, same bytes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..determine.duck import WRITER
from ..determine.names import literal
from ..determine.run import RunInfo, open_run
from ..errors import fail
from ..register.places import local
from .budgets import read_ranks, spend
from .components import settle
from .rules import Rules, load_rules
from .tables import Tables

FORMAT = 1


@dataclass(frozen=True)
class Stacked:
    """A finished stacking: its folder, and what it adds up to."""

    folder: Path
    summary: dict[str, Any]


def stack(
    runs: Sequence[Path],
    rules: Sequence[Path],
    out: Path,
    commitments: Path | None = None,
    ranks: Path | None = None,
) -> Stacked:
    """What the awards of some runs come to under rules; amounts in fen.

    ``commitments`` (CSV: 措施, 统一社会信用代码, 记录, 依据日期, 金额 in yuan) consumes limits first and is
    never shrunk. ``ranks`` (CSV: 措施, 统一社会信用代码, 记录, 名次) gives places, for budgets by 名次.

    Raises:
        HuiqiError: D0101 (``out`` exists), D0102 (no run), S01xx.
    """
    if out.exists():
        raise fail("D0101", f"{out} 已存在", "换一个文件夹，或先删除它")
    infos = [open_run(run).whole() for run in runs]
    _agree(infos)
    partial = out.with_name(f".{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    with Tables(infos) as tables:
        loaded = load_rules(rules, tables.measures)
        if commitments is not None:
            tables.commit(commitments)
        tables.gather()
        counted = _settle(tables, loaded)
        read_ranks(tables, ranks)
        budgets = spend(tables, loaded.budgets)
        tables.connection.execute(f"COPY ({_AWARDS}) TO {literal(partial / 'awards.parquet')} ({WRITER})")
        summary = _summary(tables, loaded, counted, budgets)
    _write(partial / "summary.json", summary)
    _write(partial / "manifest.json", _manifest(infos, loaded, (commitments, ranks)))
    partial.rename(out)
    return Stacked(out, summary)


def _agree(infos: Sequence[RunInfo]) -> None:
    """All on one snapshot and day, and no package twice (S0106)."""
    same = {(i.manifest["snapshot"]["sha256"], i.manifest["as_of"]) for i in infos}
    if len(same) > 1:
        raise fail("S0106", "各次测算的快照或决定日不同", "在同一快照、同一决定日上重新测算")
    names = [i.summary["policy"]["id"] for i in infos]
    if len(set(names)) < len(names):
        raise fail("S0106", "同一个政策包的测算列了两次", "每个政策包一次")


def _settle(tables: Tables, rules: Rules) -> dict[str, int]:
    """The table ``settled``: every award after limits and exclusions."""
    tables.own_limits()
    for index, limit in enumerate(rules.limits):
        tables.limit(index, limit)
    for index, exclusion in enumerate(rules.exclusions):
        tables.exclude(index, exclusion)
    tables.keep_what_matters()
    hard, counted = settle(tables)
    tables.connection.register("hard", hard)
    tables.connection.execute(_SETTLED)
    return counted


def _summary(
    tables: Tables, rules: Rules, counted: dict[str, int], budgets: list[dict[str, Any]]
) -> dict[str, Any]:
    measures = tables.rows(_BY_MEASURE)
    names = ("measure", "awards", "before", "amount", "funded", "cut", "lost", "open")
    reasons = tables.rows(_BY_REASON)
    return {
        "format": FORMAT,
        "demo": rules.demo,
        "measures": [dict(zip(names, row, strict=True)) for row in measures],
        "reasons": [dict(zip(("reason", "awards", "taken"), row, strict=True)) for row in reasons],
        "budgets": budgets,
        **counted,
    }


def _manifest(infos: Sequence[RunInfo], rules: Rules, files: Sequence[Path | None]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "runs": [
            {"policy": i.summary["policy"]["id"], "sha256": _digest(local(i.folder) / "manifest.json")}
            for i in infos
        ],
        "rules": [{"file": name, "sha256": digest} for name, digest in rules.files],
        "inputs": [{"file": f.name, "sha256": _digest(f)} for f in files if f is not None],
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


_SETTLED = """
CREATE TABLE settled AS
SELECT a.id, a.measure, a.number, a.record, a.year, a.day, a.status, a.owed, a.committed,
    a.low AS before_low, a.high AS before_high,
    coalesce(h.low, a.low) AS low, CASE WHEN h.id IS NULL THEN a.high ELSE h.high END AS high,
    h.cut_by, h.lost_in, list_transform(h.lost_to, lambda w: w) AS lost_to, coalesce(h.open, FALSE) AS open,
    coalesce(h.proved, TRUE) AS proved,
    CASE WHEN a.committed IS NOT NULL THEN a.committed
        WHEN a.status = '符合' AND NOT coalesce(h.open, FALSE) AND coalesce(h.low, a.low)
            = CASE WHEN h.id IS NULL THEN a.high ELSE h.high END THEN coalesce(h.low, a.low) END AS amount
FROM award AS a LEFT JOIN hard AS h ON h.id = a.id
"""

_AWARDS = """
WITH winners AS (
    SELECT l.id, string_agg(w.measure || CASE WHEN w.record IS NULL THEN '' ELSE '#' || w.record END
        || '（' || printf('%.2f', w.low / 100.0) || '元）', '、' ORDER BY w.id) AS named
    FROM (SELECT id, unnest(lost_to) AS winner FROM settled) AS l JOIN settled AS w ON w.id = l.winner
    GROUP BY l.id)
SELECT s.id + 1 AS award, s.measure, s.number, s.record, s.year, CAST(DATE '1970-01-01' + s.day AS DATE) AS day,
    s.status, s.before_low, s.before_high, s.low, s.high, s.amount, s.funded, s.committed, s.cut_by, s.lost_in,
    CASE WHEN len(s.lost_to) > 0 THEN list_transform(s.lost_to, lambda w: w + 1) END AS lost_to,
    s.open, s.proved, s.short_of,
    nullif(concat_ws('；',
        CASE WHEN s.committed IS NOT NULL THEN '已承诺，不再变动' END,
        s.lost_in || '：让给 ' || w.named,
        CASE WHEN s.open THEN '有金额未定，还不能择一' END,
        s.cut_by || '：只余 ' || printf('%.2f', s.high / 100.0) || '元',
        '预算' || s.short_of || '不足',
        CASE WHEN NOT s.proved THEN '未证明最优' END), '') AS reason
FROM settled AS s LEFT JOIN winners AS w ON w.id = s.id ORDER BY s.id
"""

_BY_MEASURE = """
SELECT measure, count(*), CAST(coalesce(sum(before_low) FILTER (status = '符合' AND before_low = before_high), 0) AS BIGINT),
    CAST(coalesce(sum(amount), 0) AS BIGINT), CAST(coalesce(sum(funded), 0) AS BIGINT),
    count(*) FILTER (cut_by IS NOT NULL), count(*) FILTER (lost_in IS NOT NULL), count(*) FILTER (open)
FROM settled WHERE owed OR funded IS NOT NULL GROUP BY measure ORDER BY measure
"""

_BY_REASON = """
SELECT coalesce(lost_in, cut_by) AS reason, count(*), CAST(sum(before_low - low) FILTER (status = '符合') AS BIGINT)
FROM settled WHERE lost_in IS NOT NULL OR cut_by IS NOT NULL GROUP BY reason ORDER BY reason
"""
