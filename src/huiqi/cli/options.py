"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

FOLDER = click.Path(path_type=Path)
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Day(click.ParamType):
    """A date, 2022-10-10."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期，写作 2022-10-10", param, ctx)


class SeveralCommand(click.Command):
    """Lets ``--settings`` take several files after one flag, as a shell's ``demo*.md`` gives them."""

    several = "--settings"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the flag before each of its values."""
        expanded: list[str] = []
        collecting = False
        for arg in args:
            if arg == self.several:
                collecting = True
                continue
            if arg.startswith("-"):
                collecting = False
            expanded += [self.several, arg] if collecting else [arg]
        return super().parse_args(ctx, expanded)


def settings_option() -> Decorator:
    """--settings FILE…"""
    return click.option(
        "--settings", multiple=True, type=FOLDER, metavar="FILE…", help="设定文件，可写多个 · Settings files"
    )


def register_option() -> Decorator:
    """--register DIR"""
    return click.option("--register", required=True, type=FOLDER, help="登记库（快照库） · Store of snapshots")


def as_of_option() -> Decorator:
    """--as-of DATE"""
    return click.option("--as-of", type=Day(), default=None, help="决定日，默认今天 · As-of day")


def known_at_option() -> Decorator:
    """--known-at DATE"""
    return click.option("--known-at", type=Day(), default=None, help="用不晚于此日的最新快照 · Newest snapshot by then")


def json_option() -> Decorator:
    """--json"""
    return click.option("--json", "as_json", is_flag=True, help="机器可读输出 · JSON")
