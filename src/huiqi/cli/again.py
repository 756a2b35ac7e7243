"""``update``, ``compact`` and ``replay``: a run brought up to date, or done again and compared."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import fail
from .options import (
    BEFORE,
    PATH,
    SeveralCommand,
    as_of_option,
    file_option,
    folder_option,
    json_option,
    known_at_option,
    register_option,
    settings_option,
)

if TYPE_CHECKING:
    from ..determine.update import Scope

POLICY = folder_option("--policy", help=f"政策包，{BEFORE[0]} · Package, {BEFORE[1]}")


@click.command("update", cls=SeveralCommand)
@click.argument("run", type=PATH)
@POLICY
@register_option(required=False)
@as_of_option(BEFORE)
@known_at_option()
@settings_option()
@file_option("--subjects", help="另须重算的主体，每行一个代码 · Codes to determine again, one a line")
@json_option()
def update(
    run: Path,
    policy: Path | None,
    register: Path | None,
    as_of: date | None,
    known_at: date | None,
    settings: tuple[Path, ...],
    subjects: Path | None,
    as_json: bool,
) -> None:
    """只重算变了的部分，写成叠加层 · Determine again what changed, as an overlay.

    What is not given is read where it stood: edit a settings file, import into the register, or
    change the package, then say `huiqi update RUN`.
    """
    from ..api import update as apply
    from .rendering import print_json, progress_bar

    with progress_bar("更新") as report:
        given = settings or None
        done = apply(run, policy, register, as_of, known_at, given, _codes(subjects), report)
    scope = done.scope
    if as_json:
        print_json({"whole": scope.whole, "patched": scope.patched, "subjects": len(scope.numbers)})
    else:
        click.echo(_said(scope))


def _said(scope: Scope) -> str:
    parts = [f"整条重算 {len(scope.whole)} 条措施：{'、'.join(scope.whole)}"] if scope.whole else []
    if scope.patched:
        parts.append(f"{len(scope.patched)} 条措施为 {len(scope.numbers):,} 个主体重算")
    return "\n".join(parts) if parts else "没有需要重算的"


def _codes(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise fail("D0209", f"读不到主体名单 {file}", "每行一个统一社会信用代码，UTF-8 文本") from None
    return [line.strip() for line in lines if line.strip()]


@click.command("compact")
@click.argument("run", type=PATH)
def compact(run: Path) -> None:
    """把更新并入测算，与整体重算逐字节相同 · The overlays folded in: the bytes of a full run."""
    from ..api import compact as fold

    click.echo(f"已并入 {fold(run).folder}")


@click.command("replay", cls=SeveralCommand)
@click.argument("run", type=PATH)
@POLICY
@register_option(required=False)
@settings_option()
@json_option()
def replay(
    run: Path, policy: Path | None, register: Path | None, settings: tuple[Path, ...], as_json: bool
) -> None:
    """按记录的输入重算一次，逐字节比较 · A run done again from its recorded inputs, and compared.

    Exit code 1 where something differs, each input or file with what it was.
    """
    from ..api import replay as again
    from .rendering import print_json, progress_bar

    with progress_bar("重放") as report:
        done = again(run, policy, register, settings or None, report)
    if as_json:
        print_json({"files": done.files, "software": done.software})
        return
    click.echo(f"{done.files} 个文件与原来逐字节相同")
    for other in done.software:
        click.echo(f"软件版本不同，结果相同：{other}")


COMMANDS = {"update": update, "compact": compact, "replay": replay}
