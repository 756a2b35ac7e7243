"""``simulate``: what a change would cost, who gains and who loses."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import (
    PATH,
    SeveralCommand,
    as_of_option,
    file_option,
    files_option,
    folder_option,
    known_at_option,
    register_option,
    settings_option,
)

if TYPE_CHECKING:
    from rich.table import Table

    from ..simulate import Simulation

LISTED = 5


@click.command("simulate", cls=SeveralCommand)
@click.argument("policy", type=PATH)
@register_option()
@as_of_option()
@known_at_option()
@settings_option()
@click.option(
    "--change",
    "changes",
    multiple=True,
    metavar="措施.参数=值…",
    help="改一项设定：措施.参数=值、解释=选项、措施@地区=启用；可加 自 2022-07-01 · Change a setting",
)
@files_option("--alternative-settings", help="方案用这些设定文件代替 --settings · Settings of the reform")
@click.option(
    "--alternative",
    type=PATH,
    metavar="POLICY",
    help="方案用另一个政策包，措施按编号对应 · Another package",
)
@click.option(
    "--all-readings",
    metavar="解释",
    help="并列一个解释的各种读法 · Every option of a reading, side by side",
)
@click.option(
    "--budget",
    "budgets",
    multiple=True,
    metavar="措施|资金=金额…",
    help="预算，看哪一天用尽 · A budget, and when it is used up",
)
@file_option("--json", "json_file", help="写成 JSON，- 为屏幕 · Write JSON")
@folder_option("--out", help="写 Parquet 和 JSON 的文件夹，须不存在 · Folder of tables")
@file_option("--html", help="写成可打印的离线网页 · Write the report")
def simulate(policy: Path, register: Path, as_of: date | None, json_file: Path | None, **reform: Any) -> None:
    """模拟改动的成本与得失 · A change of policy: what it costs, who gains, who loses."""
    from ..api import simulate as run
    from .rendering import progress_bar

    with progress_bar("模拟") as progress:
        found = run(policy, register, as_of or date.today(), progress=progress, **reform)
    if json_file is not None and str(json_file) == "-":
        click.echo(found.json(), nl=False)
        return
    if json_file is not None:
        json_file.write_text(found.json(), encoding="utf-8")
    _print(found)
    for written in (json_file, reform["out"], reform["html"]):
        if written is not None:
            click.echo(f"已写入 {written}")


def _print(found: Simulation) -> None:
    from rich.console import Console

    console = Console()
    reforms = found.result["reforms"]
    if len(reforms) > 1:
        console.print(_side_by_side(found.result))
    for reform in reforms:
        if len(reforms) == 1 or any(m["changed"] for m in reform["measures"]):
            console.print(_measures(reform))
            _say(reform)
    _budgets(found.result)
    if found.result["demo"]:
        click.echo("以上含演示设定：比例、名单、采用的读法均为演示，不代表主管部门决定。")


def _measures(reform: dict[str, Any]) -> Table:
    """A reform's measures that are decided anew, and the sum of all."""
    from ..simulate.words import counts, owed, wan

    said = "；".join(f"{c['target']}：{c['before']} → {c['after']}" for c in reform["changes"])
    table = _table(
        f"模拟 {reform['name']}：{said or '无改动'}", "未列的措施没有变化；金额为万元，只计已确定的应享"
    )
    for name in ("措施", "基准", "方案", "变化", "得益", "受损", "未定"):
        table.add_column(name, justify="left" if name == "措施" else "right", no_wrap=name != "措施")
    for measure in reform["measures"]:
        if measure["changed"]:
            before, after = owed(measure, "before"), owed(measure, "after")
            money = ["—"] * 3
            if before is not None and after is not None:
                money = [wan(before), wan(after), wan(after - before, True)]
            table.add_row(measure["id"], *money, *(f"{n:,}" for n in counts(measure)))
    before, after = reform["before"]["amount"], reform["after"]["amount"]
    table.add_row("全部措施合计", wan(before), wan(after), wan(after - before, True), "", "", "")
    return table


def _table(title: str, caption: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    return Table(title=title, caption=caption, box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)


def _side_by_side(result: dict[str, Any]) -> Table:
    """Every option of a reading in a row of its own."""
    from ..simulate.words import interval, wan

    table = _table("各种读法并列（模拟）", "金额为万元；应享只计已确定的，区间连同待定的")
    for name in ("读法", "应享", "与基准之差", "区间", "得益", "受损", "未定"):
        table.add_column(name, justify="left" if name == "读法" else "right")
    base = result["reforms"][0]["before"]
    table.add_row("基准", wan(base["amount"]), "", interval(base["low"], base["high"]), "", "", "")
    for reform in result["reforms"]:
        after, subjects = reform["after"], reform["subjects"]
        change = wan(after["amount"] - base["amount"], True)
        people = (f"{subjects[k]:,}" for k in ("得益", "受损", "未定"))
        table.add_row(
            reform["name"], wan(after["amount"]), change, interval(after["low"], after["high"]), *people
        )
    return table


def _say(reform: dict[str, Any]) -> None:
    from ..simulate.words import wan

    people = reform["subjects"]
    new, lost = (sum(m["changes"].get(k, 0) for m in reform["measures"]) for k in ("新获得", "不再获得"))
    click.echo(f"新获得 {new:,} 项次，不再获得 {lost:,} 项次。")
    click.echo(
        f"{people['得益']:,} 个主体确定得益，共 {wan(people['gained'])} 万元；"
        f"{people['受损']:,} 个确定受损，共 {wan(people['lost'])} 万元；"
        f"{people['未定']:,} 个得失未定，{people['待定如前']:,} 个待定如前。"
    )
    moved = [g for g in reform["groups"]["region"] if g["after"] != g["before"]]
    moved.sort(key=lambda g: -abs(g["after"] - g["before"]))
    if moved:
        listed = "、".join(f"{g['name']} {wan(g['after'] - g['before'], True)}" for g in moved[:LISTED])
        click.echo(f"变化最大的地区（万元）：{listed}")


def _budgets(result: dict[str, Any]) -> None:
    from ..simulate.words import budget_lines

    sides = [result["baseline"], *result["reforms"]]
    for side in sides:
        for budget in side["budgets"]:
            for line in budget_lines(budget):
                click.echo(f"{side['name']}｜{line}")
    if result["assumptions"]:
        click.echo("假设：" + "；".join(result["assumptions"]) + "。")


COMMANDS = {"simulate": simulate}
