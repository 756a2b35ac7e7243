"""``docs/cli.md`` from the commands themselves: ``python -m huiqi.cli.reference``."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click

from .app import app

HEAD = """# The command line

Written by `make docs` from the commands themselves.

Exit codes: 0 done · 1 something given cannot be used (each problem with code, place, words and
hint; as JSON with `--json`), and for `diff`: the runs differ · 2 the command was written wrongly · 130 stopped.
"""


def reference() -> str:
    """The page, as Markdown."""
    context = click.Context(app, info_name="huiqi")
    parts = [HEAD]
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        if command is not None:
            parts.append("\n".join(_command(command, context, name)))
    return "\n".join(parts)


def _command(command: click.Command, parent: click.Context, name: str) -> Iterator[str]:
    context = click.Context(command, parent=parent, info_name=name)
    yield f"## huiqi {name}\n"
    yield cleandoc(command.help or "") + "\n"
    arguments = [p.make_metavar(context) for p in command.params if isinstance(p, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option)]
    usage = ["huiqi", name, *arguments, *(["[OPTIONS]"] if options else [])]
    yield f"```\n{' '.join(usage)}\n```\n"
    if options:
        yield "| option | meaning | default |\n|---|---|---|"
        yield from (_row(option, context) for option in options)
        yield ""


def _row(option: click.Option, context: click.Context) -> str:
    value = "" if option.is_flag else f" {option.make_metavar(context)}"
    required = "required" if option.required else ""
    given = option.default if option.show_default else ""
    flags = "/".join(option.opts)
    cells = (f"`{flags}{value}`", option.help or "", required or f"{given}")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    click.echo(reference(), nl=False)
