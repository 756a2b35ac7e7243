"""``check`` and ``coverage``: is a package whole, and how does it carry out its document."""

from __future__ import annotations

from pathlib import Path

import click

from .options import PATH, file_option, json_option


@click.command("check")
@click.argument("policy", type=PATH)
@json_option()
def check(policy: Path, as_json: bool) -> None:
    """校验政策包：覆盖、界限、例子、读法 · Verify a policy package."""
    from ..api import check as run
    from ..check.terminal import print_report
    from .rendering import print_json

    report = run(policy)
    if as_json:
        print_json(report.as_dict())
    else:
        print_report(report)
    click.get_current_context().exit(0 if report.ok else 1)


@click.command("coverage")
@click.argument("policy", type=PATH)
@file_option("--html", "file", required=True, help="写到此文件 · File to write")
def coverage(policy: Path, file: Path) -> None:
    """生成条款覆盖页：左为文件，右为规则 · The document beside its rules."""
    from ..api import coverage_html

    click.echo(f"已写入 {coverage_html(policy, file)}")


COMMANDS = {"check": check, "coverage": coverage}
