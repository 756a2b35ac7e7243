"""A run: package × settings × snapshot × as-of day → every candidate's answer, on disk.

The folder appears by one rename, so a killed run leaves nothing that looks finished. Timings
go to ``log.json`` alone; everything else has the same bytes for the same inputs.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..errors import HuiqiError, fail
from ..evaluate import Entity, Subject
from ..evaluate.values import Evaluator
from ..policy.load import load_package
from ..policy.model import Package
from ..policy.settings import Settings, load_settings
from ..register.places import Place
from ..register.store import Snapshot, check_snapshot, open_store
from ..tree.measure import BoundMeasure
from .digest import run_digest
from .engine import Engine, Session, open_engine
from .plan import Plan, make_plan

Progress = Callable[[int, int, str], None]
FORMAT = 1
NOBODY = Subject(Entity("", ""))


@dataclass(frozen=True)
class RunInfo:
    """A finished run: its folder, summary and manifest."""

    folder: Place
    summary: dict[str, Any]
    manifest: dict[str, Any]

    @property
    def measures(self) -> list[str]:
        """The measures it answered, in order."""
        return [m["id"] for m in self.summary["measures"]]


def determine(
    policy: Path,
    register: Path | str,
    as_of: date,
    out: Path | str,
    known_at: date | None = None,
    settings: Iterable[Path] = (),
    progress: Progress | None = None,
    threads: int = 2,
    engine: Engine | None = None,
    digest: bool = False,
) -> RunInfo:
    """Answer every measure for every candidate of the register and write ``out``.

    ``register`` is a store of snapshots; the newest known by ``known_at`` is used. ``out`` must
    not exist. Both are folders, or URLs where the engine (by default DuckDB) knows them. With
    ``digest`` the manifest says the run's canonical digest. ``progress(done, total, what)`` is
    called after each step.

    Raises:
        HuiqiError: D0101 (out exists), and what loading, the register, compiling and the engine raise.
    """
    engine = engine or open_engine()
    target = engine.place(out)
    if engine.files.exists(target):
        raise fail("D0101", f"{out} 已存在", "换一个文件夹，或先删除它")
    clock, package = _Clock(), load_package(policy)
    snapshot = usable_snapshot(register, known_at, package, engine)
    given = _Given(package, load_settings(package, settings), as_of, known_at, snapshot)
    plan = make_plan(package, given.settings, as_of)
    clock.mark("load")
    partial = target.with_name(f".{target.name}.partial")
    engine.files.remove(partial)
    session = engine.session(snapshot, partial, threads)
    counted = _write(session, partial, plan, threads, progress or _silent, clock)
    info = RunInfo(target, _summary(given) | counted, _manifest(given, engine))
    if digest:
        info.manifest["digest"] = run_digest(partial, info.measures, engine.tables())
    _finish(engine, partial, info, clock)
    return info


@dataclass(frozen=True)
class _Given:
    """What a run is a function of."""

    package: Package
    settings: Settings
    as_of: date
    known_at: date | None
    snapshot: Snapshot


def _silent(done: int, total: int, what: str) -> None:
    """Progress for nobody."""


def _finish(engine: Engine, partial: Place, info: RunInfo, clock: _Clock) -> None:
    """Write the JSON files and give the run its name."""
    clock.mark("total")
    texts = {"summary": info.summary, "manifest": info.manifest, "log": {"seconds": clock.seconds}}
    for name, value in texts.items():
        engine.files.write(partial / f"{name}.json", _json(value))
    engine.files.rename(partial, info.folder)


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


class _Clock:
    """Seconds since the start, by name."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def mark(self, name: str) -> None:
        self.seconds[name] = round(time.perf_counter() - self._started, 4)


def _write(
    session: Session, folder: Place, plan: Plan, threads: int, report: Progress, clock: _Clock
) -> dict[str, Any]:
    """Everything but the JSON files; returns what the summary counts."""
    total = len(plan.measures) + 2
    with session:
        session.prepare(plan)
        clock.mark("prepare")
        report(1, total, "登记库")
        measures = _measures(session, plan, folder, threads, report)
        clock.mark("candidates")
        names = [m.bound.id for m in plan.measures]
        entitled = session.write_entitlements(names, folder / "entitlements.parquet")
        industries = session.industries(plan)
        session.write_register(folder / "subjects.parquet", folder / "groups.parquet")
    report(total, total, "完成")
    return {"entitlements": entitled, "measures": measures, "industries": industries}


def _measures(
    session: Session, plan: Plan, folder: Place, threads: int, report: Progress
) -> list[dict[str, Any]]:
    """Every measure, ``threads`` at a time; the order of what comes back is the package's."""
    total = len(plan.measures) + 2
    found = []
    with ThreadPoolExecutor(threads) as pool:
        started = []
        for index, item in enumerate(plan.measures):
            places = (folder / part / f"measure={item.bound.id}" for part in ("candidates", "awards"))
            started.append(pool.submit(session.run, item, index, *places))
        for done, (item, future) in enumerate(zip(plan.measures, started, strict=True), 2):
            found.append(future.result())
            report(done, total, item.bound.id)
    counted = session.counts(plan, found)
    return [{**describe(m.bound), **sums} for m, sums in zip(plan.measures, counted, strict=True)]


def open_run(folder: Path | str, engine: Engine | None = None) -> RunInfo:
    """A finished run read back.

    Raises:
        HuiqiError: D0102 where the folder holds no finished run.
    """
    engine = engine or open_engine()
    place = engine.place(folder)
    try:
        read = [json.loads(engine.files.read(place / f"{n}.json")) for n in ("summary", "manifest")]
    except (OSError, ValueError):
        raise fail("D0102", f"{folder} 不是一次完成的测算", "先运行 huiqi determine") from None
    return RunInfo(place, read[0], read[1])


def describe(bound: BoundMeasure) -> dict[str, Any]:
    """What a measure is and what each bit of its masks means."""
    measure = bound.measure
    bodies = [bound.body, *(b for _, b in bound.alternatives)]
    bits = {c.bit: c.name for b in bodies[:1] for c in b.conditions}
    if bound.reading_bit is not None:
        bits[bound.reading_bit] = "读法"
    bits[62] = "金额"
    return {
        "id": bound.id,
        "title": measure.title,
        "rows": list(measure.rows),
        "mode": bound.mode.value,
        "kind": measure.kind.name,
        "subject": measure.subject.name,
        "money": bound.has_money,
        "fund": measure.texts.get("资金", ""),
        "demo": bound.demo,
        "quotations": list(measure.quotations),
        "readings": dict(sorted(bound.adopted.items())),
        "open_readings": [name for name, _ in bound.alternatives],
        "bits": {str(bit): name for bit, name in sorted(bits.items())},
        "preference": _preference(bound),
        "places": _places(bound),
    }


def _places(bound: BoundMeasure) -> list[int | None] | None:
    """How many at least and at most are supported; over all readings while none is adopted."""
    if bound.places is None:
        return None
    least, most = (Evaluator(NOBODY, None).num(x) for x in bound.places)
    return [None if x is None else int(x) for x in (least.low, most.high)]


def _preference(bound: BoundMeasure) -> dict[str, Any] | None:
    """How the run orders those a preference is about; ``order`` None where no reading is adopted."""
    preference = bound.measure.preference
    if preference is None:
        return None
    adopted = bound.adopted.get(preference.reading)
    return {
        "reading": preference.reading,
        "order": preference.orders[adopted].value if adopted else None,
        "qualifying": [str(c.bit) for c in bound.body.conditions if c.name in preference.qualifying],
    }


def _summary(given: _Given) -> dict[str, Any]:
    package, snapshot = given.package, given.snapshot
    return {
        "format": FORMAT,
        "policy": {"id": package.id, "name": package.name, "number": package.texts.get("编号", "")},
        "as_of": given.as_of.isoformat(),
        "snapshot": {"number": snapshot.number, "known_at": snapshot.known_at.isoformat()},
        "subjects": snapshot.manifest["subjects"],
        "demo": any(o.demo for o in given.settings.origins()),
    }


def _manifest(given: _Given, engine: Engine) -> dict[str, Any]:
    settings, snapshot = given.settings, given.snapshot
    adopted = sorted((r.reading, r.option) for r in settings.readings if r.origin.published <= given.as_of)
    return {
        "format": FORMAT,
        "as_of": given.as_of.isoformat(),
        "known_at": given.known_at.isoformat() if given.known_at else None,
        "package": {"id": given.package.id, "sha256": package_digest(given.package)},
        "settings": [{"file": name, "sha256": digest} for name, digest in settings.files],
        "readings": dict(adopted),
        "snapshot": {"number": snapshot.number, "sha256": snapshot.manifest["sha256"]},
        "engine": {"name": engine.name, "version": engine.version},
        "version": version("huiqi"),
    }


def package_digest(package: Package) -> str:
    """A hash over the texts of a package and of those it refers to; settings apart."""
    digest = hashlib.sha256()
    for name, text in sorted(package.files.items()):
        if not name.startswith("settings/"):
            digest.update(f"{name}\0{text}\0".encode())
    for other in package.imports:
        digest.update(package_digest(other).encode())
    return digest.hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
