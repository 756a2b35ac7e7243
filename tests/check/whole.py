"""A small package that passes every check, copied into a folder; tests then break one thing."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..sample import POLICIES


def write_whole(folder: Path) -> Path:
    """The package in ``folder``/policies/whole, beside the sample's vocabulary."""
    for name in ("vocabulary", "whole"):
        shutil.copytree(POLICIES / name, folder / "policies" / name)
    return folder / "policies" / "whole"


def change(package: Path, file: str, old: str, new: str) -> None:
    """Replace the first ``old`` in a file, which must hold it."""
    text = (package / file).read_text("utf-8")
    assert old in text, f"{old!r} is not in {file}"
    (package / file).write_text(text.replace(old, new, 1), encoding="utf-8")
