"""What commands print: problems, tables, amounts; at a terminal through rich, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from ..errors import Problem

if TYPE_CHECKING:
    from ..determine.nearby import NearCounts

SHOWN = 50
FEN_OF_WAN = 1_000_000
COUNTED = ("符合", "金额待定", "待补充", "待明确")


def print_problems(problems: Sequence[Problem], as_json: bool) -> None:
    """Every problem: code, place, words, hint."""
    if as_json:
        print_json({"problems": [p.as_dict() for p in problems]})
        return
    for problem in problems[:SHOWN]:
        where = f"{problem.place} " if problem.place else ""
        click.echo(f"{click.style(problem.code, fg='red', bold=True)} {where}{problem.message}", err=True)
        if problem.hint:
            click.echo(f"      提示：{problem.hint}", err=True)
    if len(problems) > SHOWN:
        click.echo(f"……共 {len(problems)} 处问题，以上为前 {SHOWN} 处。", err=True)


def print_json(value: object) -> None:
    """Plain JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


@contextmanager
def progress_bar(title: str) -> Iterator[Any]:
    """A callback ``(done, total, what)`` that draws a bar on standard error."""
    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, what: bar.update(task, completed=done, total=total, description=what)


def print_ranking(ranking: Any) -> None:
    """The first rows of a ranking, an Arrow table, and how many more there are."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ranking.column_names:
        table.add_column(name, overflow="fold")
    for row in ranking.slice(0, SHOWN).to_pylist():
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console().print(table)
    if ranking.num_rows > SHOWN:
        click.echo(f"……共 {ranking.num_rows:,} 行，用 --out 写成文件。")


def summary_table(summary: dict[str, Any]) -> Table:
    """A run's summary: a row per measure."""
    title = "测算结果" + ("（含演示设定）" if summary["demo"] else "")
    caption = "金额为符合者限额后的合计；择优措施只是可以申报，不计金额"
    table = Table(title=title, caption=caption, box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in ("措施", "方式", *COUNTED, "金额(万元)"):
        table.add_column(name, justify="left" if name in {"措施", "方式"} else "right", no_wrap=True)
    for measure in summary["measures"]:
        counts = (f"{measure['statuses'][status]:,}" for status in COUNTED)
        fen = measure["money"]["amount"]
        table.add_row(measure["id"], measure["mode"], *counts, f"{fen / FEN_OF_WAN:,.2f}" if fen else "—")
    return table


def near_table(counts: Sequence[NearCounts]) -> Table:
    """Refused candidates per measure: with a change, out of reach, not computed and why."""
    table = Table(title="不符合者的最近改变", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in ("措施", "可改", "非主体所能改", "没有计算", "原因"):
        left = name in ("措施", "原因")
        table.add_column(name, justify="left" if left else "right", no_wrap=name != "原因")
    for item in counts:
        skipped = sum(item.reasons.values())
        why = "；".join(
            f"{reason} {number:,}" if number else reason for reason, number in item.reasons.items()
        )
        table.add_row(item.measure, f"{item.found:,}", f"{item.blocked:,}", f"{skipped:,}", why)
    return table


def missing_table(entries: Sequence[dict[str, Any]]) -> Table:
    """What holds money back: each missing fact or setting."""
    caption = "只计仅缺此一项的对象，高低之差；择优措施不计金额"
    table = Table(title="缺什么，扣住多少", caption=caption, box=SIMPLE_HEAD, pad_edge=False)
    for name in ("类别", "缺什么", "谁能补", "等它的", "只等它的", "不设上限", "扣住(万元)"):
        table.add_column(
            name, justify="left" if name in ("类别", "缺什么", "谁能补") else "right", no_wrap=True
        )
    for entry in entries:
        counts = (f"{entry[name]:,}" for name in ("candidates", "alone", "unbounded"))
        money = f"{entry['held'] / FEN_OF_WAN:,.2f}" if entry["held"] else "—"
        table.add_row(entry["kind"], entry["name"], entry["owner"] or "全部措施", *counts, money)
    return table
