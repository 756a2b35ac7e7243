"""``demo``: the main job on generated data, ending on a page a person can open."""

from __future__ import annotations

import os
import shutil
import sys
import time
import webbrowser
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import fail
from ..literals import money_text
from .options import (
    PATH,
    SeveralCommand,
    as_of_option,
    enterprises_option,
    folder_option,
    seed_option,
    settings_option,
)
from .register import VOCABULARY

if TYPE_CHECKING:
    from ..explain import Explanation

PARTS = {"register", "run"}
COMPETITIVE = "（择优：可以申报，不等于给付）"


@click.command("demo", cls=SeveralCommand)
@click.argument("policy", type=PATH)
@enterprises_option()
@seed_option()
@as_of_option(default=date(2022, 10, 10))
@folder_option("--out", default=Path("build/demo"), help="文件夹 · Folder")
@settings_option()
def demo(
    policy: Path, enterprises: int, seed: int, as_of: date, out: Path, settings: tuple[Path, ...]
) -> None:
    """演示全流程：生成、测算、报告。

    Generate a register, determine everybody, explain one enterprise and write the report.
    """
    from rich.console import Console

    from ..api import determine, report
    from ..codes.provinces import only_province
    from ..register.commands import run_generate
    from .rendering import progress_bar, summary_table

    console = Console()
    _clear(out)
    run_generate(
        province=only_province(),
        vocabulary=VOCABULARY,
        enterprises=enterprises,
        seed=seed,
        out=out / "register",
        known_at=as_of,
        console=console,
    )
    started = time.perf_counter()
    with progress_bar("测算") as progress:
        info = determine(policy, out / "register", as_of, out / "run", None, settings, progress)
    seconds = time.perf_counter() - started
    console.print(summary_table(info.summary))
    _say(info.summary, seconds)
    _explain_one(out / "run", policy, out / "register", as_of, settings)
    _show(report(out / "run"))


def _clear(out: Path) -> None:
    """Remove an earlier demo, and only that."""
    if not out.exists():
        return
    strange = sorted(p.name for p in out.iterdir() if p.name not in PARTS) if out.is_dir() else [out.name]
    if strange:
        raise fail("U0102", f"{out} 里有不是演示写下的内容：{strange[0]}", "用 --out 指一个新的文件夹")
    shutil.rmtree(out)


def _say(summary: dict[str, Any], seconds: float) -> None:
    from ..report.page import money_words

    measures = summary["measures"]
    total = sum(m["money"]["amount"] or 0 for m in measures)
    entitled = sum(m["statuses"]["符合"] for m in measures)
    missing = sum(m["statuses"]["待补充"] for m in measures)
    waiting = sum(m["statuses"]["待明确"] + m["statuses"]["金额待定"] for m in measures)
    rows = sum(m["rows"]["written"] for m in measures)
    click.echo(
        f"\n{summary['subjects']:,} 个主体，{len(measures)} 条措施，{rows:,} 个候选，测算用时 {seconds:.1f} 秒。\n"
        f"{entitled:,} 个符合，应享资金合计 {money_words(total)}；"
        f"{missing:,} 个还差信息，{waiting:,} 个等有权机关确定。"
    )
    if summary["demo"]:
        click.echo("以上含演示设定：比例、名单、采用的读法均为演示，不代表主管部门决定。")


def _explain_one(run: Path, policy: Path, register: Path, as_of: date, settings: tuple[Path, ...]) -> None:
    """The subject with the most measures in its favour, briefly."""
    from ..api import explain

    code = _best_served(run)
    if code is None:
        return
    _say_one(explain(policy, register, code, as_of, None, settings))
    flags = f" --settings {' '.join(map(str, settings))}" if settings else ""
    click.echo(
        f"逐条解释：huiqi explain {policy} --register {register} --enterprise {code} --as-of {as_of}{flags}"
    )


def _best_served(run: Path) -> str | None:
    import duckdb

    entitlements, subjects = (str(run / f"{name}.parquet") for name in ("entitlements", "subjects"))
    with duckdb.connect() as connection:
        row = connection.execute(
            "SELECT code FROM read_parquet(?) JOIN read_parquet(?) USING (number) WHERE status = '符合' "
            "GROUP BY code ORDER BY count(DISTINCT measure) DESC, code LIMIT 1",
            [entitlements, subjects],
        ).fetchone()
    return None if row is None else str(row[0])


def _say_one(found: Explanation) -> None:
    click.echo(f"\n例如 {found.name}（{found.code}）：")
    for view in found.measures:
        if view.status == "符合":
            amount = sum(c.amount for c in view.candidates if c.amount)
            shown = f"，{money_text(amount)}" if amount else ""
            click.echo(f"  ✓ {view.title}{shown}{COMPETITIVE if view.mode == '择优' else ''}")


def _show(page: Path) -> None:
    """Say where the report is; open it where a person sits before a browser."""
    click.echo(f"\n报告：{page.resolve()}")
    windows = (
        sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if windows and sys.stdout.isatty() and not os.environ.get("CI"):
        webbrowser.open(page.resolve().as_uri())


COMMANDS = {"demo": demo}
