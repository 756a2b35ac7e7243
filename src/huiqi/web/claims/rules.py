"""Packages, settings and rules of stacking in force, each kept for ever under its digest.

``IN_FORCE`` names a TOML file: ``stacking`` (files) and ``[[package]]`` with ``folder``, ``settings``
and ``department``, paths beside the file. Everything is copied once to ``DATA/rules/<digest>``, and
evaluated from there: a claim frozen years ago is computed again with the bytes of its own day.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
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
from ..core.service import NotThere

META = "meta.json"


@dataclass(frozen=True)
class Rules:
    """A package with everything it is applied with; ``digest`` is of all of it, ``package_digest`` of the law."""

    digest: str
    package: Package
    settings: Settings
    stacking: Stacking
    department: str

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
    if not site.IN_FORCE:
        return {}
    file = Path(site.IN_FORCE)
    return {r.package.id: r for r in map(kept, _in_force(file, file.stat().st_mtime_ns))}


def rules_of(package: str) -> Rules:
    """What is in force of a package.

    Raises:
        NotThere: nothing.
    """
    found = current().get(package)
    if found is None:
        raise NotThere
    return found


@lru_cache(maxsize=8)
def _in_force(file: Path, _: int) -> tuple[str, ...]:
    stated = tomllib.loads(file.read_text(encoding="utf-8"))
    base = file.parent
    stacking = [base / name for name in stated.get("stacking", ())]
    rows = [{**row, "folder": (base / row["folder"]).resolve()} for row in stated["package"]]
    known: dict[str, str] = {}
    for row in rows:
        package = load_package(row["folder"])
        row["id"] = package.id
        known |= {f"{package.id}/{m.id}": m.texts.get("资金", "") for m in package.measures.values()}
    return tuple(_keep(row, stacking, known, base) for row in rows)


def _keep(row: Mapping[str, Any], stacking: list[Path], known: Mapping[str, str], base: Path) -> str:
    root: Path = next(p for p in row["folder"].parents if (p / "vocabulary").is_dir())
    files = dict(_sources(root, row["folder"]))
    named = {f"settings/{i}-{p.name}": p for i, p in enumerate(base / s for s in row.get("settings", ()))}
    named |= {f"stacking/{i}-{p.name}": p for i, p in enumerate(stacking)}
    meta = {"package": row["id"], "department": row["department"], "known": dict(sorted(known.items()))}
    contents = {name: path.read_bytes() for name, path in {**files, **named}.items()}
    contents[META] = json.dumps(meta, ensure_ascii=False, sort_keys=True).encode()
    digest = _digest(contents)
    _write(site.DATA / "rules" / digest, contents)
    return digest


def _sources(root: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    package = load_package(folder)
    for part in (root / "vocabulary", *_folders(package)):
        for path in sorted(part.rglob("*.md")):
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
    return Rules(digest, package, settings, stacking, meta["department"])
