"""The project's set-up: what it depends on is locked, explained and licensed."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions

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


SPELLED = {
    "MIT License": "MIT",
    "The MIT License (MIT)": "MIT",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
}


def test_licences_are_those_the_installed_packages_state() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]+) \|", page, re.M))
    found = {re.sub(r"[-_.]+", "-", x.name).lower(): licence(x) for x in installed()}
    checked = {name: found[name] for name in told if name in found}
    assert len(checked) > 20
    assert checked == {name: told[name] for name in checked}


def installed() -> Iterator[Distribution]:
    """What is installed here, and in the environments apart where they were made."""
    yield from distributions()
    for folder in ROOT.glob(".venv-*/lib/python*/site-packages"):
        yield from distributions(path=[str(folder)])


def licence(package: Distribution) -> str:
    """Its SPDX expression; where it states none, what its licence's first line or its classifiers say."""
    if stated := package.metadata.get("License-Expression"):
        return stated
    classes = [c.rpartition(" :: ")[2] for c in package.metadata.get_all("Classifier") or ()]
    texts = [f.read_text() for f in package.files or () if f.name == "LICENSE"]
    words = [*(t.strip().partition("\n")[0] for t in texts), package.metadata.get("License") or "", *classes]
    return next((SPELLED[w] for w in words if w in SPELLED), "?")


def test_the_licence_is_the_one_declared() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
