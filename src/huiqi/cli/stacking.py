"""``stack``: what awards of several runs leave of one another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import PATH, file_option, folder_option, json_option

FEN_OF_WAN = 1_000_000


@click.command("stack")
@click.argument("runs", type=PATH, nargs=-1, required=True)
@click.option(
    "--rules", type=PATH, multiple=True, metavar="FILE", help="叠加规则，可写多次 · Rules of stacking"
)
@file_option("--commitments", help="已承诺或已付的，CSV · Granted already")
@file_option("--ranks", help="名次，CSV · Places, for budgets by 名次")
@folder_option("--out", required=True, help="结果文件夹，须不存在 · Folder of the result")
@json_option()
def stack(
    runs: tuple[Path, ...],
    rules: tuple[Path, ...],
    commitments: Path | None,
    ranks: Path | None,
    out: Path,
    as_json: bool,
) -> None:
    """叠加各次测算的应得：限额、不重复、预算 · What awards of runs leave of one another. The rules stand in tables."""
    from ..api import stack as run
    from .rendering import print_json

    result = run(runs, rules, out, commitments, ranks)
    if as_json:
        print_json(result.summary)
        return
    _print(result.summary)
    click.echo(f"结果在 {result.folder}")


def _print(summary: dict[str, Any]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("措施", overflow="fold")
    for name in ("笔数", "叠加前(万元)", "叠加后(万元)", "有预算(万元)", "减/让/未定"):
        table.add_column(name, justify="right", no_wrap=True)
    package = ""
    for m in summary["measures"]:
        above, _, name = m["measure"].rpartition("/")
        if above != package:
            table.add_section()
            table.add_row(f"[bold]{above}[/bold]")
            package = above
        money = (_wan(m[key]) for key in ("before", "amount", "funded"))
        table.add_row(name, f"{m['awards']:,}", *money, f"{m['cut']:,}/{m['lost']:,}/{m['open']:,}")
    Console().print(table)
    for reason in summary["reasons"]:
        click.echo(
            f"{reason['reason']}：{reason['awards']:,} 笔，已定金额减少 {_wan(reason['taken'] or 0)}万元。"
        )
    for budget in summary["budgets"]:
        click.echo(
            f"预算“{budget['name']}” {_wan(budget['amount'])}万元（{budget['order']}，不足时{budget['shortage']}）："
            f"已承诺 {_wan(budget['committed'])}，申请 {_wan(budget['asked'])}，安排 {_wan(budget['paid'])}，"
            f"{budget['met']:,}/{budget['claims']:,} 笔足额。"
        )
    if summary["unproved"]:
        click.echo(f"{summary['unproved']:,} 组太大，所选未证明最优。")
    if summary["demo"]:
        click.echo("规则含演示，不代表主管部门决定。")


def _wan(fen: int) -> str:
    return f"{fen / FEN_OF_WAN:,.2f}"


COMMANDS = {"stack": stack}
