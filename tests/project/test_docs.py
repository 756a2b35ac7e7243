"""Documents that can be checked are checked: links, the command reference, the glossary, decisions, blocks."""

import ast
import re
import shlex
from pathlib import Path

import pytest

from huiqi.cli.app import run
from huiqi.cli.reference import reference

from .tree import ROOT, modules, parsed, shown

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|#|mailto:)([^)#\s]+)")
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```", re.M | re.S)
HOW_TO = ROOT / "docs" / "how-to"
RUN = [
    ROOT / "docs" / "tutorial.md",
    ROOT / "docs" / "letters.md",
    HOW_TO / "run-a-determination.md",
    HOW_TO / "find-near-misses.md",
    HOW_TO / "stack-awards.md",
    HOW_TO / "simulate-a-change.md",
    HOW_TO / "keep-a-run-up-to-date.md",
]
NAMED = (ast.ClassDef, ast.FunctionDef)


def test_links_lead_somewhere() -> None:
    missing = [
        f"{shown(page)}: {link}"
        for page in PAGES
        for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
        if not (page.parent / link).exists()
    ]
    assert not missing


def test_both_readmes_show_and_link_the_same() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
    for part in (LINK, re.compile(r"^```.*?^```", re.M | re.S)):
        ours, theirs = (
            [re.sub("README.*md|  # .*|    # .*", "", x) for x in part.findall(t)] for t in (english, chinese)
        )
        assert ours == theirs


def test_the_command_reference_is_current() -> None:
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == reference(), "run make docs"


def test_the_glossary_names_what_the_code_has() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("| ")
    ]
    named = {
        node.name for module in modules() for node in ast.walk(parsed(module)) if isinstance(node, NAMED)
    }
    words = {word.lower() for name in named for word in re.findall(r"[A-Z]?[a-z]+", name)}
    for _, _, code, _, instead in rows[1:]:
        assert code.strip("`") in named
        assert not {w.strip() for w in instead.split(",") if w.strip()} & words


@pytest.mark.parametrize("page", DECISIONS, ids=shown)
def test_a_decision_is_one_page_with_its_parts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.M) == ["Context", "Decision", "Consequences"]
    assert re.search(r"^Status: ", text, re.M)
    assert text.count("\n") <= 60


def test_decisions_are_listed() -> None:
    page = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", page)) == {d.name for d in DECISIONS}


@pytest.mark.slow
@pytest.mark.parametrize("page", RUN, ids=shown)
def test_blocks_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Blocks run in order, in one folder; a named block is a file, `text` what the last block must print."""
    for name in ("policies", "provinces"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    printed = ""
    for language, file, block in FENCE.findall(page.read_text(encoding="utf-8")):
        if file:
            Path(file).parent.mkdir(exist_ok=True)
            Path(file).write_text(block, encoding="utf-8")
        elif language == "console":
            printed = "".join(_command(line, capsys) for line in block.splitlines())
        elif language == "python":
            exec(compile(block, str(page), "exec"), names)
            printed = capsys.readouterr().out
        elif language == "text":
            missing = [line for line in block.splitlines() if line.strip() not in printed]
            assert not missing, printed


def _command(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    words = shlex.split(line.removeprefix("$ "))
    assert words[0] == "huiqi"
    globbed = [
        path
        for word in words[1:]
        for path in (sorted(map(str, Path().glob(word))) if "*" in word else [word])
    ]
    code = run(globbed)
    shown_text = capsys.readouterr()
    assert code == 0, shown_text.err
    return shown_text.out
