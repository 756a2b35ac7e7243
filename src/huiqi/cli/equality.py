"""``digest`` and ``diff``: whether two runs are equal, whatever engine wrote them."""

from __future__ import annotations

from dataclasses import asdict

import click

from .options import PLACE, engine_options, json_option


@click.command("digest")
@click.argument("run", type=PLACE)
@engine_options()
@json_option()
def digest(run: str, engine: str, master: str | None, as_json: bool) -> None:
    """一次测算的规范摘要：相同的测算摘要相同 · The canonical digest of a run.

    Equal runs have equal digests, on any engine: per table the rows and two sums over md5.
    """
    from ..api import digest as compute
    from .rendering import print_json

    found = compute(run, engine, master)
    if as_json:
        print_json(found)
        return
    for table, entry in found["tables"].items():
        click.echo(f"{entry['rows']:>12,}  {'  '.join(f'{int(x):032x}' for x in entry['lanes'])}  {table}")
    click.echo(found["sha256"])


@click.command("diff")
@click.argument("first", type=PLACE)
@click.argument("second", type=PLACE)
@engine_options()
@json_option()
@click.pass_context
def diff(
    context: click.Context, first: str, second: str, engine: str, master: str | None, as_json: bool
) -> None:
    """比较同一快照的两次测算，不同时列出各自独有的行 · The rows that only one of two runs has."""
    from ..api import diff as compare
    from .rendering import print_json

    found = compare(first, second, engine, master)
    if as_json:
        print_json([asdict(d) for d in found])
    elif not found:
        click.echo("两次测算相同")
    for difference in [] if as_json else found:
        only, other = difference.only
        click.echo(f"{difference.table}：只在前者 {only:,} 行，只在后者 {other:,} 行")
        for sign, rows in zip("-+", difference.shown, strict=True):
            for row in rows:
                click.echo(f"  {sign} " + " ".join(f"{k}={v}" for k, v in row.items() if v is not None))
    context.exit(1 if found else 0)


COMMANDS = {"digest": digest, "diff": diff}
