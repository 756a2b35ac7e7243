"""``demo``: the main job on generated data, ending on a page a person can open."""

from __future__ import annotations

import os
import shutil
import time
import webbrowser
from datetime import date
from pathlib import Path
from typing import Any

import click

from ..literals import money_text
from .options import FOLDER, Day, SeveralCommand, settings_option
from .register import PROVINCES, VOCABULARY


@click.command("demo", cls=SeveralCommand)
@click.argument("policy", type=FOLDER)
@click.option("--enterprises", type=int, default=50_000, show_default=True, help="企业数 · Enterprises")
@click.option("--seed", type=int, default=1, show_default=True, help="随机种子 · Seed")
@click.option("--as-of", type=Day(), default=date(2022, 10, 10), show_default=True, help="决定日 · As-of day")
@click.option("--out", type=FOLDER, default=Path("build/demo"), show_default=True, help="文件夹 · Folder")
@settings_option()
def demo(policy: Path, enterprises: int, seed: int, as_of: date, out: Path, settings: tuple[Path, ...]) -> None:
    """演示全流程：生成、测算、报告 · Generate, determine, report."""
    from rich.console import Console

    from ..api import determine, report
    from ..register.commands import only_province, run_generate
    from .rendering import progress_bar, summary_table

    console = Console()
    shutil.rmtree(out, ignore_errors=True)
    started = time.perf_counter()
    run_generate(
        province=only_province(PROVINCES),
        vocabulary=VOCABULARY,
        enterprises=enterprises,
        seed=seed,
        out=out / "register",
        known_at=as_of,
        console=console,
    )
    with progress_bar("测算") as progress:
        info = determine(policy, out / "register", as_of, out / "run", None, settings, progress)
    console.print(summary_table(info.summary))
    page = report(info.folder)
    _say(info.summary, time.perf_counter() - started)
    _explain_one(info.folder, policy, out / "register", as_of, settings)
    click.echo(f"报告：{page.resolve()}")
    if os.environ.get("DISPLAY") and not os.environ.get("CI"):
        webbrowser.open(page.resolve().as_uri())


def _say(summary: dict[str, Any], seconds: float) -> None:
    measures = summary["measures"]
    total = sum(m["money"]["amount"] or 0 for m in measures)
    missing = sum(m["statuses"]["待补充"] for m in measures)
    waiting = sum(m["statuses"]["待明确"] + m["statuses"]["金额待定"] for m in measures)
    click.echo(
        f"\n{summary['subjects']:,} 个主体，{len(measures)} 条措施，"
        f"{sum(m['rows']['written'] for m in measures):,} 个候选，用时 {seconds:.1f} 秒。"
    )
    click.echo(f"应享资金合计 {money_text(total)}；{missing:,} 个候选还差信息，{waiting:,} 个等有权机关确定。")
    if summary["demo"]:
        click.echo("以上含演示设定：比例、名单、采用的读法均为演示，不代表主管部门决定。")


def _explain_one(run: Path, policy: Path, register: Path, as_of: date, settings: tuple[Path, ...]) -> None:
    """The enterprise with the most measures in its favour, briefly."""
    import duckdb

    from ..api import explain
    from ..determine.duck import literal

    query = (
        f"SELECT code FROM read_parquet({literal(run / 'entitlements.parquet')}) "
        f"JOIN read_parquet({literal(run / 'subjects.parquet')}) USING (number) WHERE status = '符合' "
        "GROUP BY code ORDER BY count(DISTINCT measure) DESC, code LIMIT 1"
    )
    with duckdb.connect() as connection:
        rows = connection.execute(query).fetchall()
    if not rows:
        return
    found = explain(policy, register, rows[0][0], as_of, None, settings)
    click.echo(f"\n例如 {found.name}（{found.code}）：")
    for view in found.measures:
        if view.status == "符合":
            amounts = [c.amount for c in view.candidates if c.amount]
            shown = f"，{money_text(sum(amounts))}" if amounts else ""
            click.echo(f"  ✓ {view.title}{shown}")
    flags = " ".join(["--settings", *map(str, settings)]) if settings else ""
    click.echo(f"逐条解释：huiqi explain {policy} --register {register} --enterprise {found.code} --as-of {as_of} {flags}")


COMMANDS = {"demo": demo}
