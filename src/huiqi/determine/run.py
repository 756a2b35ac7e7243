"""A run: package × settings × snapshot × as-of day → every candidate's answer, on disk.

The folder appears by one rename, so a killed run leaves nothing that looks finished; called
again, DuckDB takes over what was finished. Timings and places go to ``log.json`` alone;
everything else has the same bytes for the same inputs.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import fail
from ..register.places import Files, LocalFiles, Place, Url
from .describe import described, head
from .digest import run_digest
from .engine import Engine, Session, open_engine
from .inputs import FORMAT, Inputs, Sources, load_inputs
from .layers import Layers, read_layers
from .plan import Plan

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class RunInfo:
    """A finished run: its folder; summary and manifest as the newest overlay has them."""

    folder: Place
    summary: dict[str, Any]
    manifest: dict[str, Any]
    layers: Layers
    files: Files = field(default_factory=LocalFiles, repr=False)

    @property
    def measures(self) -> list[str]:
        """The measures it answered, in order."""
        return [m["id"] for m in self.summary["measures"]]

    def candidates(self, measure: str) -> str:
        """A measure's candidates, to be read in SQL."""
        return self.layers.rows("candidates", measure)

    def entitlements(self) -> str:
        """All entitlements, to be read in SQL."""
        return self.layers.entitlements(self.measures)

    def subjects(self) -> str:
        """All subjects, to be read in SQL."""
        return self.layers.subjects()

    def whole(self) -> RunInfo:
        """The run itself.

        Raises:
            HuiqiError: D0202 where updates lie over it.
        """
        if len(self.layers.layers) > 1:
            raise fail("D0202", f"{self.folder} 有未并入的更新", f"先运行 huiqi compact {self.folder}")
        return self

    def sources(self) -> Sources:
        """Where its inputs stood.

        Raises:
            HuiqiError: D0201 where the run does not say, or another version wrote it.
        """
        if self.manifest.get("format") != FORMAT:
            raise fail("D0201", f"{self.folder} 由另一版本写成", "用本版本重新测算")
        try:
            where = json.loads(self.files.read(self.layers.newest.folder / "log.json"))["inputs"]
        except (OSError, ValueError, KeyError):
            raise fail("D0201", f"{self.folder} 的 log.json 没有记下输入所在", "用本版本重新测算") from None
        register = where["register"]
        known_at = self.manifest["known_at"]
        return Sources(
            self._place(where["policy"]),
            register if "://" in register else self._place(register),
            date.fromisoformat(self.manifest["as_of"]),
            date.fromisoformat(known_at) if known_at else None,
            tuple(self._place(name) for name in where["settings"]),
        )

    def _place(self, seen: str) -> Path:
        return (
            Path(seen)
            if isinstance(self.folder, Url)
            else Path(os.path.relpath(self.folder.resolve() / seen))
        )


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
    not exist; on DuckDB, measures that a killed run into it had finished are taken over where
    nothing they rest on has changed. Both are folders, or URLs where the engine (by default
    DuckDB) knows them. With ``digest`` the manifest says the run's canonical digest.
    ``progress(done, total, what)`` is called after each step.

    Raises:
        HuiqiError: D0101 (out exists), and what loading, the register, compiling and the engine raise.
    """
    engine = engine or open_engine()
    refuse(out, engine)
    clock = Clock()
    inputs = load_inputs(Sources(policy, register, as_of, known_at, tuple(settings)), engine)
    return write_run(inputs, out, progress, threads, digest, clock)


def refuse(out: Path | str, engine: Engine) -> None:
    """D0101 where a run's folder exists."""
    if engine.files.exists(engine.place(out)):
        raise fail("D0101", f"{out} 已存在", "换一个文件夹，或先删除它")


def write_run(
    inputs: Inputs,
    out: Path | str,
    progress: Progress | None = None,
    threads: int = 2,
    digest: bool = False,
    clock: Clock | None = None,
) -> RunInfo:
    """The run of loaded inputs; see :func:`determine`."""
    engine, clock = inputs.engine, clock or Clock()
    refuse(out, engine)
    target = engine.place(out)
    partial = target.with_name(f".{target.name}.partial")
    session = engine.session(inputs.snapshot, partial, threads, inputs.prints)
    clock.mark("load")
    counted = _write(session, partial, inputs.plan, threads, progress or silent, clock)
    manifest = inputs.manifest()
    if digest:
        manifest["digest"] = run_digest(partial, [m.id for m in inputs.plan.measures], engine.tables())
    write_texts(
        engine.files, partial, {**head(inputs), **counted}, manifest, inputs.sources.seen_from(target), clock
    )
    engine.files.rename(partial, target)
    return open_run(out, engine)


def write_texts(
    files: Files,
    folder: Place,
    summary: dict[str, Any],
    manifest: dict[str, Any],
    places: dict[str, Any],
    clock: Clock,
) -> None:
    """The JSON files of a run."""
    clock.mark("total")
    log = {"seconds": clock.seconds, "inputs": places}
    for name, value in {"summary": summary, "manifest": manifest, "log": log}.items():
        files.write(folder / f"{name}.json", json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def silent(done: int, total: int, what: str) -> None:
    """Progress for nobody."""


class Clock:
    """Seconds since the start, by name; ``load`` ends when all is read and compiled to SQL."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def mark(self, name: str) -> None:
        """The seconds until now."""
        self.seconds[name] = round(time.perf_counter() - self._started, 4)


def _write(
    session: Session, folder: Place, plan: Plan, threads: int, report: Progress, clock: Clock
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
        session.finish()
    report(total, total, "完成")
    return {"entitlements": entitled, "measures": measures, "industries": industries}


def _measures(
    session: Session, plan: Plan, folder: Place, threads: int, report: Progress
) -> list[dict[str, Any]]:
    """Every measure, ``threads`` at a time; the order of what comes back is the package's.

    Those about subjects come first: they are the longest, and one begun last would run alone.
    """
    total = len(plan.measures) + 2
    with ThreadPoolExecutor(threads) as pool:
        started = {}
        for item in plan.measures:
            places = (folder / part / f"measure={item.id}" for part in ("candidates", "awards"))
            started[pool.submit(session.run, item, *places)] = item.id
        found = {}
        for done, future in enumerate(as_completed(started), 2):
            found[started[future]] = future.result()
            report(done, total, started[future])
    return described(plan, session.counts(plan, [found[m.id] for m in plan.measures]))


def open_run(folder: Path | str, engine: Engine | None = None) -> RunInfo:
    """A finished run read back, with its overlays.

    Raises:
        HuiqiError: D0102 where the folder holds no finished run.
    """
    engine = engine or open_engine()
    place, files = engine.place(folder), engine.files
    try:
        base = json.loads(files.read(place / "summary.json"))
        layers = read_layers(files, place, [m["id"] for m in base["measures"]])
        newest = layers.newest.folder
        summary, manifest = (json.loads(files.read(newest / f"{n}.json")) for n in ("summary", "manifest"))
    except (OSError, ValueError, KeyError):
        raise fail("D0102", f"{folder} 不是一次完成的测算", "先运行 huiqi determine") from None
    return RunInfo(place, summary, manifest, layers, files)
