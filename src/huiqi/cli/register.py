"""``generate`` and ``import``: making a register's snapshots."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from .options import FOLDER, Day

VOCABULARY = Path("policies/vocabulary")
PROVINCES = Path("provinces")


def _shared(function: click.decorators.FC) -> click.decorators.FC:
    function = click.option(
        "--out", required=True, type=FOLDER, metavar="DIR", help="登记库文件夹 · Store of snapshots"
    )(function)
    function = click.option(
        "--province",
        type=FOLDER,
        metavar="DIR",
        default=None,
        help="省份文件夹，默认唯一的一个 · Province folder",
    )(function)
    function = click.option(
        "--vocabulary",
        type=FOLDER,
        metavar="DIR",
        default=VOCABULARY,
        show_default=True,
        help="词汇表 · Vocabulary",
    )(function)
    return click.option(
        "--known-at", type=Day(), default=None, help="数据截至日 · Day the data are known at"
    )(function)


@click.command("generate")
@click.option(
    "--enterprises",
    type=click.IntRange(1),
    metavar="N",
    default=50_000,
    show_default=True,
    help="企业数 · Enterprises",
)
@click.option("--seed", type=int, metavar="S", default=1, show_default=True, help="随机种子 · Seed")
@click.option(
    "--dirty",
    type=click.FloatRange(0, 1),
    metavar="P",
    default=0.0,
    help="另写带错误的导入文件 · Share of faulty rows",
)
@_shared
def generate(
    enterprises: int,
    seed: int,
    dirty: float,
    out: Path,
    province: Path | None,
    vocabulary: Path,
    known_at: date | None,
) -> None:
    """生成演示登记库 · Generate a believable register."""
    from rich.console import Console

    from ..register.commands import only_province, run_generate

    run_generate(
        province=province or only_province(PROVINCES),
        vocabulary=vocabulary,
        enterprises=enterprises,
        seed=seed,
        out=out,
        known_at=known_at,
        dirty=dirty,
        console=Console(),
    )


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=FOLDER)
@click.option("--fresh", is_flag=True, help="不以上一快照为底 · Not on top of the newest snapshot")
@_shared
def import_(
    files: tuple[Path, ...],
    fresh: bool,
    out: Path,
    province: Path | None,
    vocabulary: Path,
    known_at: date | None,
) -> None:
    """导入 CSV、Excel、Parquet · Import files; bad rows go to reject files."""
    from rich.console import Console

    from ..register.commands import only_province, run_import

    report = run_import(
        files=files,
        vocabulary=vocabulary,
        province=province or only_province(PROVINCES),
        out=out,
        known_at=known_at,
        fresh=fresh,
        console=Console(),
    )
    click.get_current_context().exit(0 if report.snapshot is not None else 1)


COMMANDS = {"generate": generate, "import": import_}
