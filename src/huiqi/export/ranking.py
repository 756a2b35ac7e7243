"""Who goes before whom where a measure is a preference (方式 优先), from the candidates of a run.

The adopted reading says how. 合格优先: among the qualified, holders come first. 同分优先: the order
is that of the places (名次) somebody else gave, and a holder goes first only where places are
equal. A preference never adds points and never makes anybody qualified; whoever may or may not
hold it counts as not holding it yet. Equal rows share a place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ..determine.names import literal
from ..determine.run import RunInfo, open_run
from ..errors import fail
from ..register.reading import read_sources
from ..tree.measure import NO, Order, Status
from .table import mask_words, measure_entry
from .writing import SAFE_NAME, add_mark

CODE, RECORD, PLACE = "统一社会信用代码", "记录", "名次"
ORDERS = {Order.FIRST: "tier, trails, place NULLS LAST", Order.TIE_BREAK: "tier, place, trails"}
HOLDS = {
    Order.FIRST: "'享有优先，排在资格合格的其他申报之前'",
    Order.TIE_BREAK: "CASE WHEN tied THEN '名次相同，享有优先，排在前面' ELSE '享有优先，没有名次相同的，次序不变' END",
}
TRAILS = {
    Order.FIRST: "''",
    Order.TIE_BREAK: "CASE WHEN tied THEN '；名次相同，排在享有优先的之后' ELSE '' END",
}


def rank_run(run: Path, measure: str, among: Path | None = None) -> pa.Table:
    """The candidates of a preference in order, a reason in each row.

    ``among`` is a table (CSV, Excel, Parquet) of those who compete: 统一社会信用代码, 记录 where a
    subject competes with several records, and 名次 (1 is first) where somebody ranked them; without
    it, all candidates of the run.

    Raises:
        HuiqiError: X0101 (no such measure), X0104 (no preference), X0105 (no reading adopted),
            X0106 (the table of those who compete), X0107 (a tie-break without places).
    """
    info = open_run(run)
    entry = measure_entry(info, measure)
    order = _order(entry)
    with duckdb.connect() as connection:
        ranked = _load(connection, among) if among else False
        if order == Order.TIE_BREAK and not ranked:
            message = f"{measure} 只在名次相同的申报之间排序，要有名次"
            raise fail("X0107", message, f"用 --among 给出一个表，列为 {CODE}、{PLACE}")
        return connection.sql(_query(info, entry, order, among is not None)).to_arrow_table()


def write_ranking(table: pa.Table, out: Path) -> None:
    """The ranking as CSV, with the mark that lets Excel read it."""
    with duckdb.connect() as connection:
        connection.register("ranking", table)
        connection.execute(f"COPY ranking TO {literal(out)} (FORMAT csv, HEADER, DELIMITER ',')")
    add_mark(out)


def _order(entry: dict[str, Any]) -> Order:
    preference = entry.get("preference")
    if preference is None:
        raise fail("X0104", f"{entry['id']} 不是优先的措施", "只有 方式: 优先 有次序")
    if preference["order"] is None:
        hint = "在设定的“解释”表中采用一种读法，再测算一次"
        raise fail("X0105", f"解释“{preference['reading']}”尚未采用，不知道怎样优先", hint)
    return Order(preference["order"])


def _load(connection: duckdb.DuckDBPyConnection, among: Path) -> bool:
    """Reads those who compete into ``among`` (code, record, place); whether they have places."""
    (source, *_) = read_sources(among)
    source.load(connection, "loaded")
    cells = {name.strip(): f"trim(c{i})" for i, name in enumerate(source.header)}
    if CODE not in cells:
        raise fail(
            "X0106", f"{among.name} 没有“{CODE}”一列", f"列为 {CODE}，另可有 {RECORD}、{PLACE}", source.place
        )
    record, place = cells.get(RECORD, "NULL"), cells.get(PLACE, "NULL")
    connection.execute(
        f"CREATE TABLE among AS SELECT upper({cells[CODE]}) AS code, {record} AS record, {place} AS said, "
        f"try_cast({place} AS INTEGER) AS place FROM loaded"
    )
    wrong = "code IS NULL OR count(*) OVER (PARTITION BY code, record) > 1"
    wrong += " OR place IS NULL OR place < 1" if PLACE in cells else ""
    found = connection.execute(
        f"SELECT code, said FROM among QUALIFY {wrong} ORDER BY code LIMIT 1"
    ).fetchone()
    if found:
        message = f"{among.name} 中代码“{found[0] or ''}”缺失或重复，或{PLACE}“{found[1] or ''}”不是正整数"
        raise fail(
            "X0106", message, f"每个代码一行（同一代码有几个{RECORD}的各一行），{PLACE}从1起", source.place
        )
    return PLACE in cells


def _query(info: RunInfo, entry: dict[str, Any], order: Order, among: bool) -> str:
    keys = ORDERS[order]
    marked = _marked(info, entry, among)
    return (
        f"WITH marked AS ({marked}), tiers AS (SELECT *, CASE WHEN qualified THEN 0 ELSE 1 END AS tier, "
        "CASE WHEN holds THEN 0 ELSE 1 END AS trails FROM marked), "
        "compared AS (SELECT *, min(trails) OVER same < max(trails) OVER same AS tied FROM tiers "
        "WINDOW same AS (PARTITION BY tier, place)) "
        f'SELECT CASE WHEN qualified THEN rank() OVER (ORDER BY {keys}) END AS "次序", '
        f'code AS "{CODE}", name AS "名称", record AS "记录", place AS "{PLACE}", '
        f'{_said("qualified", "合格", "不合格")} AS "资格", {_said("holds", "有", "无")} AS "优先", '
        f'{_reason(order)} AS "理由" FROM compared ORDER BY {keys}, code, record'
    )


def _marked(info: RunInfo, entry: dict[str, Any], among: bool) -> str:
    """A row per candidate: whether it is qualified and holds the preference, and names for the reason."""
    bits: dict[str, str] = entry["bits"]
    qualifying = {bit: bits[bit] for bit in entry["preference"]["qualifying"]}
    mask = sum(1 << int(bit) for bit in qualifying)
    written, subjects = info.candidates(entry["id"]), f"{info.subjects()} AS s"
    candidates = f"(SELECT *, unknown_mask | unset_mask AS open_mask FROM {written}) AS c"
    same = "c.number = s.number" + (" AND coalesce(f.record = c.record::VARCHAR, TRUE)" if among else "")
    start = f"among AS f LEFT JOIN {subjects} USING (code) LEFT JOIN" if among else f"{subjects} JOIN"
    nobody = ", ".join(literal(status) for status in sorted(NO))
    return (
        f"SELECT code, {SAFE_NAME} AS name, c.record, {'f.place' if among else 'NULL::INTEGER AS place'}, "
        f"c.status IS NOT NULL AS applied, c.status IN ({nobody}) AS refused, "
        f"CASE WHEN c.status IS NULL OR c.false_mask & {mask} <> 0 THEN FALSE "
        f"WHEN c.open_mask & {mask} = 0 THEN TRUE END AS qualified, "
        f"CASE WHEN c.status = {literal(Status.ELIGIBLE)} THEN TRUE "
        "WHEN c.status IS NULL OR refused THEN FALSE END AS holds, "
        f"{mask_words('false_mask', qualifying)} AS unmet, {mask_words('open_mask', qualifying)} AS unsure, "
        f"{mask_words('false_mask', bits)} AS lacking, {mask_words('open_mask', bits)} AS undecided "
        f"FROM {start} {candidates} ON {same}"
    )


def _reason(order: Order) -> str:
    return (
        "CASE WHEN NOT applied THEN '这次测算没有它的申报' "
        "WHEN NOT qualified THEN '不参加排序，不满足：' || unmet "
        "WHEN qualified IS NULL THEN '能否参加排序待定：' || unsure "
        f"WHEN holds THEN {HOLDS[order]} "
        f"WHEN holds IS NULL THEN '有无优先待定，暂按没有：' || undecided || {TRAILS[order]} "
        f"ELSE '没有优先，不满足：' || lacking || {TRAILS[order]} END"
    )


def _said(mark: str, yes: str, no: str) -> str:
    return f"CASE WHEN {mark} THEN {literal(yes)} WHEN NOT {mark} THEN {literal(no)} ELSE '待定' END"
