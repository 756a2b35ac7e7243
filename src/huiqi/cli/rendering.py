"""What commands print: problems, tables, amounts; at a terminal through rich, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from ..errors import Problem
from ..literals import money_text

SHOWN = 50


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


def summary_table(summary: dict[str, Any]) -> Table:
    """A run's summary: a row per measure."""
    title = "测算结果" + ("（含演示设定）" if summary["demo"] else "")
    table = Table(title=title, caption="金额为符合条件者限额后的合计；择优措施不计入")
    for name in ("措施", "方式", "候选", "符合", "金额待定", "待补充", "待明确", "金额"):
        table.add_column(name, justify="left" if name in {"措施", "方式"} else "right")
    for measure in summary["measures"]:
        statuses = measure["statuses"]
        counts = [statuses[s] for s in ("符合", "金额待定", "待补充", "待明确")]
        money = measure["money"]["amount"]
        shown = "—" if not money else money_text(money)
        table.add_row(
            measure["id"],
            measure["mode"],
            f"{measure['rows']['written']:,}",
            *(f"{c:,}" for c in counts),
            shown,
        )
    return table
