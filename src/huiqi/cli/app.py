"""The command line: one click group, its commands imported only when they are called.

What a user did wrong is printed as code, place, words and hint, with exit code 1 (2 for a
command that was written wrongly, 130 when stopped); with ``--json`` as JSON on standard output.
Codes of its own: U0101 a file that cannot be read or written, U0102 a folder ``demo`` will not
clear, U0103 a command written wrongly.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

import click

from .. import __version__

if TYPE_CHECKING:
    from ..errors import Problem

COMMANDS = {
    "check": ("policy", "校验政策包 · Verify a policy package"),
    "coverage": ("policy", "生成条款覆盖页 · Write the coverage page"),
    "generate": ("register", "生成演示登记库 · Generate a register"),
    "import": ("register", "导入登记库数据 · Import register files"),
    "determine": ("runs", "测算全部主体 · Determine everybody"),
    "export": ("runs", "导出一条措施的结果 · Export a measure's candidates"),
    "rank": ("runs", "排出享有优先者的次序 · The order of a preference"),
    "stack": ("stacking", "叠加：限额、不重复、预算 · Limits, exclusions and budgets across runs"),
    "explain": ("runs", "逐条解释一家企业 · Explain one enterprise"),
    "nearest": ("runs", "列出只差一步的主体 · List near misses"),
    "missing": ("runs", "缺什么扣住多少钱 · What is missing and what it holds back"),
    "report": ("runs", "生成测算报告 · Write the report of a run"),
    "digest": ("equality", "一次测算的规范摘要 · The canonical digest of a run"),
    "diff": ("equality", "比较两次测算 · What differs between two runs"),
    "simulate": ("simulate", "模拟改动的成本与得失 · Simulate a reform"),
    "update": ("again", "只重算变了的部分 · Determine again what changed"),
    "compact": ("again", "并入更新 · Fold updates into a run"),
    "replay": ("again", "重放一次测算 · Run again and compare"),
    "demo": ("demo", "演示全流程 · The whole job, on generated data"),
}


class LazyGroup(click.Group):
    """Lists commands from :data:`COMMANDS`; imports a command's module when it is invoked."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the work; last what others have registered."""
        return [*COMMANDS, *registered()]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name in COMMANDS:
            module = import_module(f".{COMMANDS[name][0]}", __package__)
            own: click.Command = module.COMMANDS[name]
            return own
        others = registered()
        if name not in others:
            return None
        command: click.Command = others[name].load()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and help; of the own commands none is imported."""
        rows = [(name, text) for name, (_, text) in COMMANDS.items()]
        rows += [(name, entry.load().get_short_help_str(100)) for name, entry in registered().items()]
        with formatter.section("命令 · Commands"):
            formatter.write_dl(rows)


def registered() -> dict[str, EntryPoint]:
    """Commands that stand above the engine, by the entry points of ``huiqi.commands``."""
    return {entry.name: entry for entry in entry_points(group="huiqi.commands")}


@click.group(
    cls=LazyGroup,
    help="惠企：把惠企政策变成可执行的条款。\n\nSupport policies as literate packages.",
)
@click.version_option(__version__, prog_name="huiqi")
def app() -> None:
    """The root command."""


def main() -> None:
    """Run the command line; user errors are printed, never a traceback."""
    sys.exit(run(sys.argv[1:]))


def run(args: Iterable[str]) -> int:
    """Run one command line and return its exit code."""
    from ..errors import HuiqiError, Problem

    given = list(args)
    as_json = "--json" in given
    try:
        code = app.main(given, prog_name="huiqi", standalone_mode=False)
    except HuiqiError as error:
        return _print(error.problems, as_json)
    except click.ClickException as error:
        if as_json:
            _print([Problem("U0103", error.format_message(), "huiqi COMMAND --help")], as_json)
        else:
            error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("已停止 · stopped", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if not _of_the_disk(error):
            raise
        hint = "看看路径是否存在、是否有权限、磁盘是否已满"
        return _print([Problem("U0101", f"文件无法读写：{error}", hint)], as_json)
    return code if isinstance(code, int) else 0


def _print(problems: Sequence[Problem], as_json: bool) -> int:
    from .rendering import print_problems

    print_problems(problems, as_json)
    return 1


def _of_the_disk(error: Exception) -> bool:
    """Whether a file could not be read or written, by Python or by DuckDB where it is loaded."""
    duckdb = sys.modules.get("duckdb")
    return isinstance(error, OSError) or (duckdb is not None and isinstance(error, duckdb.IOException))


if __name__ == "__main__":
    main()
