"""``determine``, ``export``, ``rank``, ``report`` and ``explain``: runs and what they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from .options import (
    PATH,
    PLACE,
    SeveralCommand,
    as_of_option,
    engine_options,
    file_option,
    folder_option,
    json_option,
    known_at_option,
    measure_option,
    register_option,
    settings_option,
)


@click.command("determine", cls=SeveralCommand)
@click.argument("policy", type=PATH)
@register_option(PLACE)
@as_of_option()
@folder_option("--out", required=True, type_=PLACE, help="结果文件夹，须不存在 · Folder of the run")
@known_at_option()
@settings_option()
@engine_options()
@click.option(
    "--memory",
    metavar="SIZE",
    default=None,
    help="DuckDB 至多占用的内存，默认 2GiB，其余暂存于磁盘 · What DuckDB may hold, the rest goes to disk",
)
@click.option("--digest", is_flag=True, help="清单里写上规范摘要 · Put the canonical digest in the manifest")
@json_option()
def determine(
    policy: Path,
    register: str,
    as_of: date | None,
    out: str,
    known_at: date | None,
    settings: tuple[Path, ...],
    engine: str,
    master: str | None,
    memory: str | None,
    digest: bool,
    as_json: bool,
) -> None:
    """测算登记库全部主体 · Answer every measure for everybody.

    On Spark, --register and --out may be any URL that it can read and write.
    """
    from rich.console import Console

    from ..api import determine as run
    from .rendering import print_json, progress_bar, summary_table

    with progress_bar("测算") as report:
        day = as_of or date.today()
        info = run(policy, register, day, out, known_at, settings, report, engine, master, digest, memory)
    if as_json:
        print_json(info.summary)
        return
    Console().print(summary_table(info.summary))
    click.echo(f"结果在 {info.folder}")


@click.command("export")
@click.argument("run", type=PATH)
@measure_option("措施编号 · Measure")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "xlsx", "parquet"]),
    default="csv",
    show_default=True,
    help="格式 · Format",
)
@file_option("--out", help="写到此文件，默认以措施编号为名 · File to write")
def export(run: Path, measure: str, format_: str, out: Path | None) -> None:
    """导出一条措施的结果，含代码、名称、理由 · One measure with reasons in words."""
    from ..api import export as write

    target = out or Path(f"{measure}.{format_}")
    rows = write(run, measure, format_, target)
    click.echo(f"{rows:,} 行已写入 {target}")


@click.command("rank")
@click.argument("run", type=PATH)
@measure_option("方式为优先的措施 · A preference")
@file_option(
    "--among", help="参加排序的代码表，可有名次 · Table of codes that compete, with places if ranked"
)
@file_option("--out", help="写成CSV · Write as CSV")
@json_option()
def rank(run: Path, measure: str, among: Path | None, out: Path | None, as_json: bool) -> None:
    """按采用的读法排出次序，逐行写明理由 · The order of a preference, with reasons."""
    from ..api import rank as order
    from .rendering import print_json, print_ranking

    table = order(run, measure, among, out)
    if as_json:
        print_json(table.to_pylist())
    elif out is not None:
        click.echo(f"{table.num_rows:,} 行已写入 {out}")
    else:
        print_ranking(table)


@click.command("report")
@click.argument("run", type=PATH)
def report(run: Path) -> None:
    """生成离线测算报告 · The report of a run, one offline page."""
    from ..api import report as write

    click.echo(f"报告在 {write(run)}")


@click.command("explain", cls=SeveralCommand)
@click.argument("policy", type=PATH)
@register_option()
@click.option("--enterprise", required=True, metavar="CODE", help="统一社会信用代码 · Credit code")
@as_of_option()
@known_at_option()
@settings_option()
@folder_option("--province", help="省份文件夹，地区用其中的名称 · Province folder, for the names of regions")
@json_option()
def explain(
    policy: Path,
    register: Path,
    enterprise: str,
    as_of: date | None,
    known_at: date | None,
    settings: tuple[Path, ...],
    province: Path | None,
    as_json: bool,
) -> None:
    """逐条解释一家企业能得什么、为什么 · Every measure for one enterprise."""
    from ..api import explain as run
    from ..codes.provinces import province_at_hand
    from .rendering import print_json

    place = province or province_at_hand()
    found = run(policy, register, enterprise, as_of or date.today(), known_at, settings, place)
    if as_json:
        print_json(found.to_json())
    else:
        click.echo(found.to_text())


@click.command("nearest", cls=SeveralCommand)
@click.argument("policy", type=PATH)
@register_option()
@measure_option("只算这条措施，默认全部 · Only this measure", required=False)
@file_option("--out", required=True, help="写到此文件：.csv .xlsx .parquet · File to write")
@as_of_option()
@known_at_option()
@settings_option()
def nearest(
    policy: Path,
    register: Path,
    measure: str | None,
    out: Path,
    as_of: date | None,
    known_at: date | None,
    settings: tuple[Path, ...],
) -> None:
    """列出只差一步的主体：改什么、改多少就符合 · Near misses: the smallest change to a yes."""
    from rich.console import Console

    from ..api import nearest as run
    from .rendering import near_table, progress_bar

    with progress_bar("最近改变") as report:
        counts = run(policy, register, as_of or date.today(), out, measure, known_at, settings, report)
    Console().print(near_table(counts))
    click.echo(f"{sum(c.found for c in counts):,} 行已写入 {out}")


@click.command("missing")
@click.argument("run", type=PATH)
@json_option()
def missing(run: Path, as_json: bool) -> None:
    """缺哪个事实、哪项设定，各扣住多少钱 · Every missing fact or setting and what it holds back."""
    from rich.console import Console

    from ..api import missing as read
    from .rendering import missing_table, print_json

    entries = read(run)
    if as_json:
        print_json(entries)
    else:
        Console().print(missing_table(entries))


COMMANDS = {
    "determine": determine,
    "export": export,
    "rank": rank,
    "report": report,
    "explain": explain,
    "nearest": nearest,
    "missing": missing,
}
