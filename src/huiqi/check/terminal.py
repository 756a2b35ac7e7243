"""A check at a terminal: the clauses, the tally, then what is wrong with place and way out."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from ..errors import Problem
from .report import CheckReport

SHOWN = 40


def print_report(report: CheckReport) -> None:
    """The whole report."""
    if report.rows:
        Console().print(_clauses(report))
    click.echo(f"{report.title}：{report.measures} 条措施，{report.declarations} 项声明。")
    if report.rows:
        share = report.covered / len(report.rows)
        click.echo(f"覆盖 {report.covered}/{len(report.rows)} 句（{share:.0%}）。")
    tally = report.examples
    click.echo(
        f"例子 {tally.rows} 行：逐条求值 {tally.evaluator} 行与例表相符，DuckDB {tally.duckdb} 行与逐条求值相符。"
    )
    for title, problems in (("问题", report.problems), ("提醒", report.warnings)):
        if problems:
            click.echo(f"{title} {len(problems)} 处：")
            _problems(problems)
    if report.ok:
        click.echo("通过。")


def _problems(problems: list[Problem]) -> None:
    for problem in problems[:SHOWN]:
        click.echo(f"  {problem}")
    if len(problems) > SHOWN:
        click.echo(f"  ……其余 {len(problems) - SHOWN} 处用 --json 查看。")


def _clauses(report: CheckReport) -> Table:
    table = Table(title=report.title)
    for name in ("条款", "类", "原文", "承担", "例子"):
        table.add_column(name, overflow="fold")
    for row in report.rows:
        if not set(row.kinds) & set("BDFT"):
            continue
        tally = row.examples
        shown = f"{min(tally.evaluator, tally.duckdb)}/{tally.rows}" if tally.rows else ""
        text = row.text.replace("\n", "")
        table.add_row(
            row.row,
            " ".join(row.kinds),
            text[:24] + ("…" if len(text) > 24 else ""),
            "、".join(row.carriers),
            shown,
        )
    return table
