"""Packages in force with the rules of stacking, each kept for ever under its digest.

The catalogue says what is in force; ``STACKING`` names the files of stacking rules. Everything is copied
once to ``DATA/rules/<digest>``, and evaluated from there: a claim frozen years ago is computed again with
the bytes of its own day.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from django.conf import settings as site

from ...determine.inputs import package_digest
from ...policy.bind import Binder
from ...policy.load import load_package
from ...policy.model import Package
from ...policy.settings import Settings, load_settings
from ...stacking.rules import Rules as Stacking
from ...stacking.rules import load_rules
from ...tree.measure import BoundMeasure, Measure
from ..catalogue.editions import VOCABULARY, Edition, edition_of, editions
from ..core.service import NotThere

META = "meta.json"


@dataclass(frozen=True)
class Rules:
    """A package with everything it is applied with; ``digest`` is of all of it, ``package_digest`` of the law."""

    digest: str
    package: Package
    settings: Settings
    stacking: Stacking

    @property
    def package_digest(self) -> str:
        """The hash that runs and explanations name."""
        return package_digest(self.package)

    def measure(self, id: str) -> Measure:
        """The measure of that number.

        Raises:
            NotThere: the package has none.
        """
        if id not in self.package.measures:
            raise NotThere
        return self.package.measures[id]

    def bound(self, measure: str, as_of: date) -> BoundMeasure:
        """A measure with the settings known on a day."""
        return _bound(self.digest, measure, as_of)


@lru_cache(maxsize=256)
def _bound(digest: str, measure: str, as_of: date) -> BoundMeasure:
    rules = kept(digest)
    return Binder(rules.package, rules.settings, as_of).measure(rules.measure(measure))


def current() -> Mapping[str, Rules]:
    """What is in force, by package."""
    stacking = tuple(map(Path, site.STACKING))
    return {e.id: kept(_keep(e, stacking)) for e in editions()}


def rules_of(package: str) -> Rules:
    """What is in force of a package.

    Raises:
        NotThere: nothing.
    """
    edition = edition_of(package)
    if edition is None:
        raise NotThere
    return kept(_keep(edition, tuple(map(Path, site.STACKING))))


@lru_cache(maxsize=64)
def _keep(edition: Edition, stacking: tuple[Path, ...]) -> str:
    """Copy an edition and the rules of stacking, once; the digest of it all."""
    root = edition.package.path.parents[edition.id.count("/")]
    files = dict(_sources(root, edition.package))
    files |= {f"settings/{p.name}": p for p in edition.files}
    files |= {f"stacking/{i}-{p.name}": p for i, p in enumerate(stacking)}
    contents = {name: path.read_bytes() for name, path in files.items()}
    meta = {"package": edition.id, "known": _funds() if stacking else {}}
    contents[META] = json.dumps(meta, ensure_ascii=False, sort_keys=True).encode()
    digest = _digest(contents)
    _write(site.DATA / "rules" / digest, contents)
    return digest


def _funds() -> dict[str, str]:
    """Every measure in force with the fund it draws on: what rules of stacking may name."""
    return {
        f"{e.id}/{m.id}": m.texts.get("资金", "") for e in editions() for m in e.package.measures.values()
    }


def _sources(root: Path, package: Package) -> Iterator[tuple[str, Path]]:
    for part in (root / VOCABULARY, *_folders(package)):
        for path in sorted(part.rglob("*.md")):
            if "settings" not in path.relative_to(part).parts:
                yield f"policies/{path.relative_to(root).as_posix()}", path


def _folders(package: Package) -> Iterator[Path]:
    yield package.path
    for other in package.imports:
        yield from _folders(other)


def _digest(contents: Mapping[str, bytes]) -> str:
    found = hashlib.sha256()
    for name, content in sorted(contents.items()):
        found.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\0".encode())
    return found.hexdigest()


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    if folder.exists():
        return
    partial = folder.with_name(f".{folder.name}.{uuid4().hex}")
    for name, content in contents.items():
        path = partial / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    try:
        partial.rename(folder)
    except OSError:
        shutil.rmtree(partial)


@lru_cache(maxsize=32)
def kept(digest: str) -> Rules:
    """The rules of that digest, however long ago they were in force."""
    folder = site.DATA / "rules" / digest
    meta = json.loads((folder / META).read_text(encoding="utf-8"))
    package = load_package(folder / "policies" / meta["package"])
    settings = load_settings(package, sorted((folder / "settings").glob("*.md")))
    stacking = load_rules(sorted((folder / "stacking").glob("*.md")), meta["known"])
    return Rules(digest, package, settings, stacking)
