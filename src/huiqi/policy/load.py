"""Loads a policy package from its folder: the texts, those it refers to (引用), and what they say.

Every problem of every file is collected and raised together. Files are read each time; texts that
say what they said before are the same :class:`~huiqi.policy.model.Package`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ..errors import HuiqiError, Place, Problem, fail
from ..markdown import parse_page, read_text
from ..vocabulary import Vocabulary, load_vocabulary
from . import parts
from .assemble import PACKAGE, Texts, assemble, policy_section
from .model import Package
from .sections import read_sections

SETTINGS = "settings/"
MAX_FILE = 2_000_000


def load_package(path: Path) -> Package:
    """Load a package from its folder.

    Raises:
        HuiqiError: P01xx (files), P02xx (structure), and all language and tree errors.
    """
    problems: list[Problem] = []
    root = _policies_root(path)
    vocabulary = load_vocabulary(root / "vocabulary")
    package = None
    if _sound(path.resolve(), (), problems, None):
        package = _load(path.resolve(), root, vocabulary, problems, ())
    if problems:
        raise HuiqiError(sorted(set(problems), key=lambda p: (p.place or Place(""), p.code)))
    assert package is not None
    return package


def _policies_root(path: Path) -> Path:
    if not path.is_dir():
        raise fail("P0101", f"找不到政策包 {path}", "给出文件夹，如 policies/…")
    for parent in path.resolve().parents:
        if (parent / "vocabulary").is_dir():
            return parent
    raise fail("P0101", f"{path} 的上级没有词汇表 vocabulary", "政策包放在 policies 之下")


def _sound(path: Path, above: tuple[Path, ...], problems: list[Problem], place: Place | None) -> bool:
    """Whether a folder is a package and not one of those being loaded, which refer to it at ``place``."""
    if path in above:
        problems.append(Problem("P0202", f"政策包互相引用：{path.name}", "去掉一处引用", place))
        return False
    if not (path / PACKAGE).is_file():
        problems.append(Problem("P0101", f"{path.name} 没有 package.md", "这不是一个政策包", place))
        return False
    return True


def _load(
    path: Path, root: Path, vocabulary: Vocabulary, problems: list[Problem], above: tuple[Path, ...]
) -> Package | None:
    files = _read_files(path, problems)
    imports = _imports(dict(files).get(PACKAGE, ""), root, vocabulary, problems, (*above, path))
    id_ = path.relative_to(root.resolve()).as_posix()
    package, found = assemble(Texts(path, id_, files, imports, vocabulary))
    problems += found
    return package


def _read_files(path: Path, problems: list[Problem]) -> tuple[tuple[str, str], ...]:
    """Name and text of every file; settings are read apart."""
    files: list[tuple[str, str]] = []
    for file in sorted(path.rglob("*.md")):
        name = file.relative_to(path).as_posix()
        if file.is_symlink() or file.stat().st_size > MAX_FILE:
            problems.append(
                Problem("P0102", f"{name} 不是普通文件或超过2MB", "把大的内容移到别处", Place(name))
            )
            continue
        if not name.startswith(SETTINGS):
            text = parts.collect(problems, partial(read_text, file, name))
            files += [(name, text)] if text is not None else []
    return tuple(files)


def _imports(
    text: str, root: Path, vocabulary: Vocabulary, problems: list[Problem], above: tuple[Path, ...]
) -> tuple[Package, ...]:
    """The packages that the text of package.md refers to."""
    policy = policy_section(read_sections(parse_page(text, PACKAGE), []))
    if policy is None:
        return ()
    found = []
    for name in policy.fence.text("引用").replace("、", ",").replace("，", ",").split(","):
        target = (root / name.strip()).resolve()
        if not name.strip():
            continue
        if not target.is_relative_to(root.resolve()):
            problems.append(
                Problem(
                    "P0202", f"引用“{name}”不在政策库中", "写政策库里的文件夹，如 standards/…", policy.place
                )
            )
            continue
        if not _sound(target, above, problems, policy.place):
            continue
        package = _load(target, root, vocabulary, problems, above)
        if package is not None:
            found.append(package)
    return tuple(found)
