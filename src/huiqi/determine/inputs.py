"""What a run rests on: loaded from where it stands, and said in the manifest.

The manifest holds hashes and figures alone, so that it is the same wherever the inputs stand;
``log.json`` remembers the places, for a later update or replay.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import HuiqiError
from ..literals import value_text
from ..policy.load import load_package
from ..policy.model import Package
from ..policy.settings import Origin, Settings, load_settings
from ..prose import say
from ..register.layout import digest, vocabulary_digest
from ..register.places import Place, Url
from ..register.store import Snapshot, check_snapshot, open_store
from ..tree.measure import LocalPlan
from . import sums
from .duck import PART, WRITER
from .engine import Engine, open_engine
from .plan import MeasurePlan, Plan, make_plan

FORMAT = 2


@dataclass(frozen=True)
class Sources:
    """Where the inputs of a run stand, and its two days."""

    policy: Path
    register: Path | str
    as_of: date
    known_at: date | None = None
    settings: tuple[Path, ...] = ()

    def changed(self, **given: Any) -> Sources:
        """The same, but for what is given (not None)."""
        return replace(self, **{name: value for name, value in given.items() if value is not None})

    def seen_from(self, run: Place) -> dict[str, Any]:
        """The places as ``log.json`` holds them: relative to a run on this machine."""

        def seen(place: Path | str) -> str:
            if isinstance(run, Url) or "://" in str(place):
                return str(place)
            return Path(os.path.relpath(Path(place).resolve(), run.resolve())).as_posix()

        settings = [seen(place) for place in self.settings]
        return {"policy": seen(self.policy), "register": seen(self.register), "settings": settings}


@dataclass(frozen=True)
class Inputs:
    """Everything a run rests on, loaded and compiled."""

    sources: Sources
    package: Package
    settings: Settings
    snapshot: Snapshot
    plan: Plan
    engine: Engine

    @cached_property
    def rules(self) -> dict[str, dict[str, Any]]:
        """Per measure: ``rule``, the hash of all that is computed for it, and the ``kinds`` it reads."""
        return {
            m.id: {"rule": _rule(self.plan, m, self.engine), "kinds": sorted(m.query.kinds)}
            for m in self.plan.measures
        }

    @cached_property
    def prints(self) -> dict[str, str]:
        """Per measure a hash of everything its results rest on: the same print, the same bytes."""
        return {
            m: digest([rule["rule"], [self.snapshot.digest(k) for k in rule["kinds"]]])
            for m, rule in self.rules.items()
        }

    def manifest(self) -> dict[str, Any]:
        """What went in, by hash and figure."""
        as_of, known_at = self.sources.as_of, self.sources.known_at
        adopted = sorted((r.reading, r.option) for r in self.settings.readings if r.origin.published <= as_of)
        return {
            "format": FORMAT,
            "as_of": as_of.isoformat(),
            "known_at": known_at.isoformat() if known_at else None,
            "package": {
                "id": self.package.id,
                "sha256": package_digest(self.package),
                "files": file_digests(self.package),
            },
            "vocabulary": vocabulary_digest(self.package.vocabulary),
            "settings": [{"file": name, "sha256": found} for name, found in self.settings.files],
            "stated": dict(stated(self.package, self.settings)),
            "readings": dict(adopted),
            "snapshot": {
                "number": self.snapshot.number,
                "sha256": self.snapshot.manifest["sha256"],
                "kinds": {k: self.snapshot.digest(k) for k in self.plan.kinds},
            },
            "engine": {"name": self.engine.name, "version": self.engine.version},
            "version": __version__,
            "measures": self.rules,
        }


@contextmanager
def _uncollected() -> Iterator[None]:
    """Trees that are being built are no garbage, but the collector would walk them all again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_uncollected()
def load_inputs(
    sources: Sources,
    engine: Engine | None = None,
    snapshot: Snapshot | None = None,
    package: Package | None = None,
) -> Inputs:
    """Load and compile for an engine, by default DuckDB; ``snapshot`` and ``package`` where at hand.

    Raises:
        HuiqiError: what loading, the register and compiling raise.
    """
    engine, package = engine or open_engine(), package or load_package(sources.policy)
    settings = load_settings(package, sources.settings)
    if snapshot is None:
        snapshot = usable_snapshot(sources.register, sources.known_at, package, engine)
    plan = make_plan(package, settings, sources.as_of)
    return Inputs(sources, package, settings, snapshot, plan, engine)


def usable_snapshot(
    register: Path | str, known_at: date | None, package: Package, engine: Engine | None = None
) -> Snapshot:
    """The snapshot to use, refused where it lacks a column or leaves a range."""
    engine = engine or open_engine()
    snapshot = open_store(engine.place(register), engine.files).at(known_at)
    problems = check_snapshot(snapshot, package.vocabulary, engine.columns)
    if problems:
        raise HuiqiError(problems)
    return snapshot


def _rule(plan: Plan, item: MeasurePlan, engine: Engine) -> str:
    made = [
        [engine.name, engine.version, WRITER, PART],
        [item.query.sql, sums.entitlements(item, "c"), sums.awards(item, "c"), item.query.inputs],
        [plan.shared(item), _local(item.bound.local)],
        [[h.name, h.owner, h.fact is None, h.bits] for h in item.holders.holders],
        item.holders.elsewhere,
    ]
    return digest(made)


def _local(plan: LocalPlan | None) -> object:
    if plan is None:
        return None
    places = {
        place: [[era.adopted, {n: list(map(str, v)) for n, v in era.values.items()}] for era in eras]
        for place, eras in plan.places.items()
    }
    return [[day.isoformat() for day in plan.breaks], places]


def stated(package: Package, settings: Settings) -> Iterator[tuple[str, str]]:
    """Every setting in words: what it sets, and to what."""
    for p in settings.parameters:
        type_ = package.measures[p.measure].parameters[p.name].type
        yield _named(f"参数 {p.measure}.{p.name}", p.region, p.origin), value_text(p.value, type_)
    for x in settings.lists:
        members = "、".join(x.members.members or ())
        yield (
            _named(f"列表 {x.measure}.{x.name}", "", x.origin),
            ("开放 " if x.members.open else "") + members,
        )
    for c in settings.conditions:
        yield _named(f"条件 {c.owner}.{c.name}", "", c.origin), say(c.node)
    for r in settings.readings:
        yield _named(f"解释 {r.reading}", "", r.origin), r.option
    for a in settings.adoptions:
        yield _named(f"启用 {a.measure}", a.region, a.origin), f"{'是' if a.adopted else '否'}，至 {a.until}"


def _named(what: str, region: str, origin: Origin) -> str:
    days = f"（{origin.effective} 生效，{origin.published} 公布）"
    return what + (f" {region}" if region else "") + days


def file_digests(package: Package) -> dict[str, str]:
    """A hash per file of a package and of those it refers to; settings apart."""
    found = {
        f"{package.id}/{name}": hashlib.sha256(text.encode()).hexdigest()
        for name, text in sorted(package.files.items())
    }
    for other in package.imports:
        found |= file_digests(other)
    return found


def package_digest(package: Package) -> str:
    """A hash over the texts of a package and of those it refers to; settings apart."""
    digest = hashlib.sha256()
    for name, text in sorted(package.files.items()):
        digest.update(f"{name}\0{text}\0".encode())
    for other in package.imports:
        digest.update(package_digest(other).encode())
    return digest.hexdigest()
