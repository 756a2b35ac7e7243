"""A run: package × settings × snapshot × as-of day → every candidate's answer, on disk.

The folder appears by one rename, so a killed run leaves nothing that looks finished. Timings
go to ``log.json`` alone; everything else has the same bytes for the same inputs.
"""

from __future__ import annotations

import hashlib
import json
import shutil
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
from ..register.store import Snapshot, check_snapshot, open_store
from ..tree.measure import BoundMeasure
from .duck import Duck
from .plan import Plan, make_plan

Progress = Callable[[int, int, str], None]
FORMAT = 1
NOBODY = Subject(Entity("", ""))


@dataclass(frozen=True)
class RunInfo:
    """A finished run: its folder, summary and manifest."""

    folder: Path
    summary: dict[str, Any]
    manifest: dict[str, Any]


def determine(
    policy: Path,
    register: Path,
    as_of: date,
    out: Path,
    known_at: date | None = None,
    settings: Iterable[Path] = (),
    progress: Progress | None = None,
    threads: int = 2,
) -> RunInfo:
    """Answer every measure for every candidate of the register and write ``out``.

    ``register`` is a store of snapshots; the newest known by ``known_at`` is used. ``out`` must
    not exist. ``progress(done, total, what)`` is called after each step.

    Raises:
        HuiqiError: D0101 (out exists), and what loading, the register and compiling raise.
    """
    if out.exists():
        raise fail("D0101", f"{out} 已存在", "换一个文件夹，或先删除它")
    clock = _Clock()
    report = progress or (lambda done, total, what: None)
    package = load_package(policy)
    known = load_settings(package, settings)
    snapshot = usable_snapshot(register, known_at, package)
    plan = make_plan(package, known, as_of)
    clock.mark("load")
    partial = out.with_name(f".{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    counted = _write(partial, snapshot, plan, threads, report, clock)
    summary = _summary(package, known, as_of, snapshot) | counted
    manifest = _manifest(package, known, as_of, known_at, snapshot)
    _write_json(partial / "summary.json", summary)
    _write_json(partial / "manifest.json", manifest)
    clock.mark("total")
    _write_json(partial / "log.json", {"seconds": clock.seconds})
    partial.rename(out)
    return RunInfo(out, summary, manifest)


def usable_snapshot(register: Path, known_at: date | None, package: Package) -> Snapshot:
    """The snapshot to use, refused where it lacks a column or leaves a range."""
    snapshot = open_store(register).at(known_at)
    problems = check_snapshot(snapshot, package.vocabulary)
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
    folder: Path, snapshot: Snapshot, plan: Plan, threads: int, report: Progress, clock: _Clock
) -> dict[str, Any]:
    """Everything but the JSON files; returns what the summary counts."""
    total = len(plan.measures) + 2
    with Duck(snapshot, threads) as duck:
        duck.prepare(plan)
        clock.mark("prepare")
        report(1, total, "登记库")
        measures = _measures(duck, plan, folder / "candidates", threads, report)
        clock.mark("candidates")
        names = [m.bound.id for m in plan.measures]
        entitled = duck.write_entitlements(names, folder / "entitlements.parquet")
        industries = duck.industries(plan)
    shutil.copyfile(snapshot.subjects_path, folder / "subjects.parquet")
    report(total, total, "完成")
    return {"entitlements": entitled, "measures": measures, "industries": industries}


def _measures(duck: Duck, plan: Plan, folder: Path, threads: int, report: Progress) -> list[dict[str, Any]]:
    """Every measure, ``threads`` at a time; the order of what comes back is the package's."""
    total = len(plan.measures) + 2
    folders = [folder / f"measure={item.bound.id}" for item in plan.measures]
    with ThreadPoolExecutor(threads) as pool:
        work = enumerate(zip(plan.measures, folders, strict=True))
        started = [pool.submit(duck.run, item, index, target) for index, (item, target) in work]
        for done, (item, future) in enumerate(zip(plan.measures, started, strict=True), 2):
            future.result()
            report(done, total, item.bound.id)
    counted = duck.sums(plan, folders)
    return [{**describe(m.bound), **sums} for m, sums in zip(plan.measures, counted, strict=True)]


def open_run(folder: Path) -> RunInfo:
    """A finished run read back.

    Raises:
        HuiqiError: D0102 where the folder holds no finished run.
    """
    try:
        read = [json.loads((folder / f"{n}.json").read_text("utf-8")) for n in ("summary", "manifest")]
    except (OSError, ValueError):
        raise fail("D0102", f"{folder} 不是一次完成的测算", "先运行 huiqi determine") from None
    return RunInfo(folder, read[0], read[1])


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


def _summary(package: Package, settings: Settings, as_of: date, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "policy": {"id": package.id, "name": package.name, "number": package.texts.get("编号", "")},
        "as_of": as_of.isoformat(),
        "snapshot": {"number": snapshot.number, "known_at": snapshot.known_at.isoformat()},
        "subjects": snapshot.manifest["subjects"],
        "demo": any(o.demo for o in settings.origins()),
    }


def _manifest(
    package: Package, settings: Settings, as_of: date, known_at: date | None, snapshot: Snapshot
) -> dict[str, Any]:
    adopted = sorted((r.reading, r.option) for r in settings.readings if r.origin.published <= as_of)
    return {
        "format": FORMAT,
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat() if known_at else None,
        "package": {"id": package.id, "sha256": package_digest(package)},
        "settings": [{"file": name, "sha256": digest} for name, digest in settings.files],
        "readings": dict(adopted),
        "snapshot": {"number": snapshot.number, "sha256": snapshot.manifest["sha256"]},
        "engine": {"name": "duckdb", "version": version("duckdb")},
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


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False)
    path.write_text(text + "\n", encoding="utf-8")
