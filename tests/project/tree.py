"""The project's own files, as the tests of its habits see them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "huiqi"
PASSED_OVER = {".git", ".venv", "build", "__pycache__", "node_modules"}
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".lark",
    ".js",
    ".css",
    ".csv",
    ".json",
    ".html",
    ".sql",
    ".yml",
    ".yaml",
    "",
}


def project_files(top: Path = ROOT) -> Iterator[Path]:
    """Every text file a checkout holds."""
    for path in sorted(top.iterdir()):
        hidden = path.name.startswith(".") and path.name not in {".ci", ".gitignore"}
        if hidden or path.name in PASSED_OVER or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from project_files(path)
        elif path.suffix in TEXT:
            yield path


def modules() -> list[Path]:
    """The Python modules of the package that people write."""
    return sorted(path for path in SOURCE.rglob("*.py") if path.parent.name != "migrations")


def parsed(module: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(module.read_text(encoding="utf-8"))


def shown(path: Path) -> str:
    """A path from the project's root."""
    return path.relative_to(ROOT).as_posix()
