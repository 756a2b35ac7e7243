"""Editions: packages as they stand in a folder, with the settings beside them, read once per process.

Those in force stand in ``HUIQI_POLICIES``; a run keeps a copy of the edition it rests on, so that what
people are told stays explained by the rules it was worked out with.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path

from django.conf import settings as site

from ...determine.inputs import package_digest
from ...errors import fail
from ...policy.bind import bind
from ...policy.load import load_package
from ...policy.model import Package
from ...policy.settings import Settings, load_settings
from ...tree.measure import BoundMeasure

VOCABULARY = "vocabulary"


@dataclass(frozen=True, eq=False)
class Edition:
    """A package and the settings in force with it."""

    package: Package
    settings: Settings
    files: tuple[Path, ...]

    @property
    def id(self) -> str:
        """The package's identifier."""
        return self.package.id

    @cached_property
    def digest(self) -> str:
        """A hash of the package's texts."""
        return package_digest(self.package)

    def bound(self, as_of: date) -> Mapping[str, BoundMeasure]:
        """Its measures for a day, by identifier."""
        return _bound(self, as_of)

    def copy(self, folder: Path) -> Path:
        """Copy everything it rests on below a folder; returns where the package stands there."""
        root = self.package.path.parents[self.id.count("/")]
        shutil.copytree(root / VOCABULARY, folder / VOCABULARY, dirs_exist_ok=True)
        for package in _with_imports(self.package):
            hidden = shutil.ignore_patterns("settings")
            shutil.copytree(package.path, folder / package.id, ignore=hidden, dirs_exist_ok=True)
        copied = folder / self.id / "settings"
        copied.mkdir(exist_ok=True)
        for file in self.files:
            shutil.copyfile(file, copied / file.name)
        return folder / self.id


@lru_cache(maxsize=64)
def _bound(edition: Edition, as_of: date) -> Mapping[str, BoundMeasure]:
    return {b.id: b for b in bind(edition.package, edition.settings, as_of)}


def _with_imports(package: Package) -> Iterator[Package]:
    yield package
    for other in package.imports:
        yield from _with_imports(other)


@lru_cache(maxsize=16)
def edition(path: Path) -> Edition:
    """The edition in a package's folder; what a demo has set counts in a demo alone.

    Raises:
        HuiqiError: what loading the package and its settings raises.
    """
    package = load_package(path)
    files = tuple(f for f in sorted((path / "settings").glob("*.md")) if site.DEMO or not _demo(package, f))
    return Edition(package, load_settings(package, files), files)


def _demo(package: Package, file: Path) -> bool:
    return any(origin.demo for origin in load_settings(package, [file]).origins())


@cache
def editions() -> tuple[Edition, ...]:
    """The packages in force.

    Raises:
        HuiqiError: what loading raises; U0108, two of them have a measure of the same identifier.
    """
    root = Path(site.POLICIES)
    folders = [root / name for name in site.PACKAGES] or sorted(
        p.parent for p in root.glob("*/package.md") if p.parent.name != VOCABULARY
    )
    found = tuple(e for e in map(edition, folders) if e.package.measures)
    owners: dict[str, str] = {}
    for item in found:
        for measure in item.package.measures:
            if owners.setdefault(measure, item.id) != item.id:
                message = f"{owners[measure]} 与 {item.id} 都有措施“{measure}”"
                raise fail("U0108", message, "改其中一个的编号，或用 HUIQI_PACKAGES 只列一个")
    return found


def edition_of(package: str) -> Edition | None:
    """The edition in force of a package, by its identifier."""
    return next((e for e in editions() if e.id == package), None)
