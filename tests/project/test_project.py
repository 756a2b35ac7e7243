"""The project's set-up: what it depends on is locked, explained and licensed."""

import re
import tomllib

from .tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[ ]", requirement)[0] for requirement in requirements}


DECLARED = {
    "requirements.txt": names([*PROJECT["dependencies"], *EXTRAS["dev"], *EXTRAS["web"]]),
    "requirements-spark.txt": names([*PROJECT["dependencies"], *EXTRAS["spark"]]),
    "requirements-bench.txt": names([*PROJECT["dependencies"], *EXTRAS["bench"]]),
    "requirements-uv.txt": {"uv"},
}


def test_every_dependency_is_locked_by_hash() -> None:
    for file, declared in DECLARED.items():
        text = (ROOT / file).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=\S)", text.strip())
        assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
        assert set(re.findall(r"^([a-z0-9-]+)==", text, re.M)) >= declared


def test_every_dependency_is_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.M)) == set().union(*DECLARED.values())


def test_the_licence_is_the_one_declared() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
