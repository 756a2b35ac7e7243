"""``generate`` and ``import``: making a register's snapshots."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from .options import PATH, Decorator, enterprises_option, folder_option, known_at_option, seed_option

VOCABULARY = Path("policies/vocabulary")


def _snapshot_options() -> Decorator:
    """--known-at, --vocabulary, --province, --out"""
    out = folder_option("--out", required=True, help="登记库文件夹 · Store of snapshots")
    province = folder_option("--province", help="省份文件夹，默认唯一的一个 · Province folder")
    vocabulary = folder_option("--vocabulary", default=VOCABULARY, help="词汇表 · Vocabulary")
    known_at = known_at_option("数据截至日 · Day the data are known at")
    return lambda command: known_at(vocabulary(province(out(command))))


@click.command("generate")
@enterprises_option()
@seed_option()
@click.option(
    "--dirty",
    type=click.FloatRange(0, 1),
    metavar="P",
    default=0.0,
    help="另写带错误的导入文件 · Share of faulty rows",
)
@_snapshot_options()
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

    from ..codes.provinces import only_province
    from ..register.commands import run_generate

    run_generate(
        province=province or only_province(),
        vocabulary=vocabulary,
        enterprises=enterprises,
        seed=seed,
        out=out,
        known_at=known_at,
        dirty=dirty,
        console=Console(),
    )


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=PATH)
@click.option("--fresh", is_flag=True, help="不以上一快照为底 · Not on top of the newest snapshot")
@_snapshot_options()
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

    from ..codes.provinces import only_province
    from ..register.commands import run_import

    report = run_import(
        files=files,
        vocabulary=vocabulary,
        province=province or only_province(),
        out=out,
        known_at=known_at,
        fresh=fresh,
        console=Console(),
    )
    click.get_current_context().exit(0 if report.snapshot is not None else 1)


COMMANDS = {"generate": generate, "import": import_}
