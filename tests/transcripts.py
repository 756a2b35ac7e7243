"""Pages that carry their own outcome: what is changed or run, and what is said then.

A page is Markdown. A `diff FILE` block changes a file of the sample library, `KIND FILE` writes
one, `console` runs commands, `python` calls the API; the `text` block that follows holds what comes out. The folder of
the next blocks is fresh. `HUIQI_ACCEPT=1` writes what comes out into the page.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from huiqi.cli.app import run
from huiqi.cli.rendering import print_problems
from huiqi.errors import HuiqiError

from .sample import POLICIES, PROVINCE

BLOCK = re.compile(r"^(`{3,})(.*)\n((?:.*\n)*?)\1$", re.M)
Outcome = Callable[[list[str]], str]


def as_played(page: str, outcome: Outcome) -> str:
    """The page with every outcome as it is now.

    ``outcome`` says what comes of the files named so far (paths within the library) where
    no command was run; the current folder is the library's parent.
    """
    steps: list[tuple[str, str]] = []

    def turn(match: re.Match[str]) -> str:
        fence, info, text = match.groups()
        if info != "text":
            steps.append((info, text))
            return match[0]
        with _library():
            said = _play(steps, outcome)
        steps.clear()
        return f"{fence}text\n{said}\n{fence}"

    return BLOCK.sub(turn, page)


def accepted(file: Path, outcome: Outcome) -> tuple[str, str]:
    """What the page says, and what it should say; alike where outcomes are being accepted."""
    text = file.read_text("utf-8")
    played = as_played(text, outcome)
    if os.environ.get("HUIQI_ACCEPT"):
        file.write_text(played, "utf-8")
        return played, played
    return text, played


def outcomes(page: str) -> list[str]:
    """The `text` blocks of a page."""
    return [text for _, info, text in BLOCK.findall(page) if info == "text"]


@contextmanager
def _library() -> Iterator[None]:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(POLICIES, root / "policies")
        maps = shutil.ignore_patterns("maps", "population.toml", "README.md")
        shutil.copytree(PROVINCE, root / "provinces" / "sample", ignore=maps)
        with chdir(root):
            yield


def _play(steps: list[tuple[str, str]], outcome: Outcome) -> str:
    files, printed = [], None
    for info, text in steps:
        kind, _, name = info.partition(" ")
        if kind == "console":
            printed = [_command(line) for line in text.splitlines()][-1]
            continue
        if kind == "python":
            printed = _said(lambda block=text: exec(block, {}))
            continue
        files.append(name)
        path = Path("policies" if kind in {"diff", "md"} else "") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_patched(path.read_text("utf-8"), text) if kind == "diff" else text, "utf-8")
    said = outcome(files) if printed is None else printed
    return said.strip("\n")


def _patched(text: str, diff: str) -> str:
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    assert old in text, f"not in the file: {old}"
    return text.replace(old, new, 1)


def _command(line: str) -> str:
    program, *words = shlex.split(line.removeprefix("$ "))
    if program == "cat":
        return "".join(Path(w).read_text("utf-8-sig") for w in words)
    return _said(lambda: run(words))


def _said(act: Callable[[], object]) -> str:
    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            act()
        except HuiqiError as error:
            print_problems(error.problems, as_json=False)
    return printed.getvalue()
