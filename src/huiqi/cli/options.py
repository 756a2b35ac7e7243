"""Options that several commands share.

Trap: ``--settings FILE…`` takes every word up to the next option, so a positional argument stands
before it, not after.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

PATH = click.Path(path_type=Path)
PLACE = click.STRING
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
ENGINES = ("duckdb", "spark")
TODAY = ("默认今天", "by default today")
BEFORE = ("默认原来的", "by default as before")


class Day(click.ParamType[date]):
    """A date, 2022-10-10."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期，写作 2022-10-10 · not a date", param, ctx)


class SeveralCommand(click.Command):
    """Lets options with ``…`` take several values after one flag, as a shell's ``demo*.md`` gives them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the flag before each of its values."""
        flags = [p.opts[0] for p in self.params if isinstance(p, click.Option) and p.multiple]
        return super().parse_args(ctx, spread(args, *flags))


def spread(args: list[str], *flags: str) -> list[str]:
    """``[flag, a, b, --x]`` as ``[flag, a, flag, b, --x]``; a flag without values stays as it is."""
    spread_out: list[str] = []
    flag = ""
    for arg in args:
        if flag and not arg.startswith("-"):
            if spread_out[-1] != flag:
                spread_out.append(flag)
        else:
            flag = arg if arg in flags else ""
        spread_out.append(arg)
    return spread_out


def file_option(*names: str, help: str, required: bool = False) -> Decorator:
    """An option that names one file."""
    return click.option(*names, type=PATH, metavar="FILE", required=required, help=help)


def folder_option(
    *names: str,
    help: str,
    required: bool = False,
    default: Path | None = None,
    type_: click.ParamType[Any] = PATH,
) -> Decorator:
    """An option that names a folder; ``type_`` PLACE where it may be a URL.

    Trap: to click a default of None is a default, and what has one is never missing.
    """
    given: dict[str, Any] = {} if default is None else {"default": default, "show_default": True}
    return click.option(*names, type=type_, metavar="DIR", required=required, help=help, **given)


def files_option(*names: str, help: str) -> Decorator:
    """An option that names several files after one flag."""
    return click.option(*names, multiple=True, type=PATH, metavar="FILE…", help=help)


def settings_option() -> Decorator:
    """--settings FILE…"""
    return files_option(
        "--settings", help="设定文件，一个标志后可写多个 · Settings files, several after one flag"
    )


def register_option(type_: click.ParamType[Any] = PATH, required: bool = True) -> Decorator:
    """--register DIR"""
    return folder_option(
        "--register", required=required, type_=type_, help="登记库（快照库） · Register: a store of snapshots"
    )


def as_of_option(absent: tuple[str, str] = TODAY, default: date | None = None) -> Decorator:
    """--as-of DATE; ``absent`` says which day it is where none is given, unless there is a ``default``."""
    said = "决定日 · As-of day" if default else f"决定日，{absent[0]} · As-of day, {absent[1]}"
    return click.option("--as-of", type=Day(), default=default, show_default=default is not None, help=said)


def known_at_option(
    help: str = "用不晚于此日的最新快照 · Use the newest snapshot not later than this",
) -> Decorator:
    """--known-at DATE"""
    return click.option("--known-at", type=Day(), default=None, help=help)


def measure_option(help: str, required: bool = True) -> Decorator:
    """--measure ID"""
    return click.option("--measure", required=required, metavar="ID", help=help)


def enterprises_option() -> Decorator:
    """--enterprises N"""
    return click.option(
        "--enterprises",
        type=click.IntRange(1),
        metavar="N",
        default=50_000,
        show_default=True,
        help="企业数 · Enterprises",
    )


def seed_option() -> Decorator:
    """--seed S"""
    return click.option("--seed", type=int, metavar="S", default=1, show_default=True, help="随机种子 · Seed")


def engine_options() -> Decorator:
    """--engine NAME, --master URL"""
    engine = click.option(
        "--engine",
        type=click.Choice(ENGINES),
        default=ENGINES[0],
        show_default=True,
        help="测算引擎 · Engine",
    )
    master = click.option(
        "--master",
        metavar="URL",
        default=None,
        help="Spark 所在，默认本机 · Where Spark runs: local[*], spark://…, yarn, k8s://…, sc://…",
    )
    return lambda command: engine(master(command))


def json_option() -> Decorator:
    """--json"""
    return click.option("--json", "as_json", is_flag=True, help="机器可读输出 · Print JSON, errors too")
