"""The project's set-up: what it depends on is locked, explained and licensed."""

import re
import tomllib

from .tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = {*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]}


def test_every_dependency_is_locked_by_hash() -> None:
    for name in ("requirements.txt", "requirements-uv.txt"):
        entries = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
        assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    locked = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M)
    )
    assert locked >= DECLARED


def test_every_dependency_is_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.M)) == {*DECLARED, "uv"}


def test_the_licence_is_the_one_declared() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
