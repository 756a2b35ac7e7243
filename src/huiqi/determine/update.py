"""A run brought up to date: only what depends on what has changed is determined again.

The answers go to an overlay, ``RUN/overlay/0001/``, with summary and manifest of the whole;
:mod:`huiqi.determine.compact` folds it in. What depends on what is said by the manifest: per
measure the hash of all that is computed for it, and the kinds it reads with their hashes.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import fail
from ..register.layout import digest
from ..register.places import LocalFiles, local
from ..register.store import Snapshot, open_store
from .changes import Changes, compare, listed
from .describe import described, head
from .duck import Duck, write_entitlements
from .inputs import Inputs, load_inputs
from .layers import OVERLAYS, Layer, Layers
from .plan import MeasurePlan
from .run import Clock, Progress, RunInfo, open_run, silent, write_texts
from .sums import Found
from .work import TABLES, Work, write_json


@dataclass(frozen=True)
class Scope:
    """What must be determined again: measures as a whole, and others for some subjects."""

    whole: tuple[str, ...]
    patched: tuple[str, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Update:
    """What an update did; an empty scope and the same run: there was nothing to do."""

    run: RunInfo
    scope: Scope


def update(
    run: Path,
    policy: Path | None = None,
    register: Path | None = None,
    as_of: date | None = None,
    known_at: date | None = None,
    settings: Iterable[Path] | None = None,
    subjects: Iterable[str] = (),
    progress: Progress | None = None,
    threads: int = 2,
) -> Update:
    """Bring ``run`` to what its inputs say now; what is not given stands where it stood.

    ``subjects`` are credit codes to determine again, besides those about whom the register says
    something else than before.

    Raises:
        HuiqiError: D0102, D0201 (the run), D0208 (no such subject), and what loading raises.
    """
    old = open_run(run)
    if old.manifest.get("engine", {}).get("name") != "duckdb":
        raise fail("D0201", f"{run} 不是 DuckDB 写成的", "重新测算，或用 DuckDB 测算后再更新")
    given = old.sources().changed(
        policy=policy,
        register=register,
        as_of=as_of,
        known_at=known_at,
        settings=None if settings is None else tuple(settings),
    )
    clock = Clock()
    inputs = load_inputs(given)
    clock.mark("load")
    return apply(old, inputs, subjects, progress, threads, clock)


def apply(
    old: RunInfo,
    inputs: Inputs,
    subjects: Iterable[str] = (),
    progress: Progress | None = None,
    threads: int = 2,
    clock: Clock | None = None,
) -> Update:
    """Lay over ``old`` what loaded inputs change; see :func:`update`."""
    scope = find_scope(old, inputs, tuple(subjects), threads)
    if not scope.whole and not scope.patched and inputs.manifest() == _undigested(old.manifest):
        return Update(old, scope)
    _Overlay(old, inputs, scope, progress or silent, threads).write(clock or Clock())
    return Update(open_run(local(old.folder)), scope)


def _undigested(manifest: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in manifest.items() if name != "digest"}


def find_scope(old: RunInfo, inputs: Inputs, codes: tuple[str, ...], threads: int) -> Scope:
    """What differs between a run and inputs, and what that touches."""
    rules, before = inputs.rules, old.manifest["measures"]
    stale = {m for m in rules if rules[m] != before.get(m)}
    moved = _moved(old, inputs)
    changes = _changes(old, inputs, moved, threads)
    numbers, about = listed(inputs.snapshot, codes) if codes else (frozenset(), frozenset())
    whole, patched = [], []
    for item in inputs.plan.measures:
        touched = moved & set(rules[item.id]["kinds"])
        if item.id in stale or item.kind in changes.shifted or (touched and not changes.comparable):
            whole.append(item.id)
        elif touched or item.subject in about:
            patched.append(item.id)
    return Scope(tuple(whole), tuple(patched), tuple(sorted(numbers | changes.numbers)))


def _moved(old: RunInfo, inputs: Inputs) -> set[str]:
    """The kinds whose rows are not those of the run."""
    kinds = old.manifest["snapshot"]["kinds"]
    return {k for k in inputs.plan.kinds if kinds.get(k) != inputs.snapshot.digest(k)}


def _changes(old: RunInfo, inputs: Inputs, moved: set[str], threads: int) -> Changes:
    if not moved:
        return Changes()
    earlier = recorded_snapshot(old, inputs.sources.register)
    if earlier is None:
        return Changes(comparable=False)
    return compare(earlier, inputs.snapshot, sorted(moved), inputs.package.vocabulary, threads)


def recorded_snapshot(run: RunInfo, register: Path | str) -> Snapshot | None:
    """The snapshot a run rests on, if the store still has it."""
    wanted = run.manifest["snapshot"]["sha256"]
    store = open_store(Path(register))
    return next((s for s in store.snapshots() if s.manifest["sha256"] == wanted), None)


class _Overlay:
    """An overlay being written."""

    def __init__(self, old: RunInfo, inputs: Inputs, scope: Scope, report: Progress, threads: int) -> None:
        self.old, self.inputs, self.scope, self.report, self.threads = old, inputs, scope, report, threads
        self.run = local(old.folder)
        self.target = self.run / OVERLAYS / f"{len(old.layers.layers):04d}"
        self.partial = self.target.with_name(f".{self.target.name}.partial")
        new = inputs.snapshot.manifest["sha256"] != old.manifest["snapshot"]["sha256"]
        self.layer = Layer(self.partial, scope.whole, scope.patched, new)
        about = digest(scope.numbers)
        prints = {m: inputs.prints[m] for m in scope.whole}
        self.work = Work(self.partial, prints | {m: inputs.prints[m] + about for m in scope.patched})
        self.numbers = self.partial / "numbers.parquet"
        self.done = 0

    def write(self, clock: Clock) -> None:
        """Answer what is in scope, sum up, and let the overlay appear."""
        self.report(0, len(self.work.prints), "登记库")
        numbers = pa.table({"number": pa.array(self.scope.numbers, pa.int32())})
        pq.write_table(numbers, self.numbers)
        layer = self.layer
        said = {"whole": layer.whole, "patched": layer.patched, "subjects": layer.subjects}
        write_json(self.partial / "overlay.json", said)
        found = {m["id"]: Found(m["statuses"], m["missing"]) for m in self.old.summary["measures"]}
        with Duck(self.inputs.snapshot, self.threads, work=self.work) as duck:
            found |= self._answer(duck, self.scope.whole)
            if self.scope.patched:
                found |= self._patched(found)
            clock.mark("candidates")
            summary = self._summary(duck, found)
        places = self.inputs.sources.seen_from(self.run)
        write_texts(LocalFiles(), self.partial, summary, self.inputs.manifest(), places, clock)
        self.work.clear()
        self.partial.rename(self.target)

    def _answer(self, duck: Duck, measures: tuple[str, ...]) -> dict[str, Found]:
        plan = self.inputs.plan.of(measures)
        duck.prepare(plan)

        def run(item: MeasurePlan) -> Found:
            found = duck.run(item, *(self.partial / t / f"measure={item.id}" for t in TABLES))
            self.done += 1
            self.report(self.done, len(self.work.prints), item.id)
            return found

        with ThreadPoolExecutor(self.threads) as pool:
            return dict(zip((m.id for m in plan.measures), pool.map(run, plan.measures), strict=True))

    def _patched(self, before: dict[str, Found]) -> dict[str, Found]:
        """Answer the patched measures for some subjects; what they add up to where that may change."""
        moved = _moved(self.old, self.inputs)
        earlier = recorded_snapshot(self.old, self.inputs.sources.register) or self.inputs.snapshot
        plan = self.inputs.plan.of(self.scope.patched)
        plan = plan.of([m.id for m in plan.measures if moved & set(self.inputs.rules[m.id]["kinds"])])
        with Duck(self.inputs.snapshot, self.threads, numbers=self.numbers, work=self.work) as duck:
            new = self._answer(duck, self.scope.patched)
        with (
            Duck(earlier, self.threads, numbers=self.numbers) as then,
            ThreadPoolExecutor(self.threads) as pool,
        ):
            then.prepare(plan)
            gone = pool.map(lambda m: then.about(m, self.old.candidates(m.id)), plan.measures)
            return {
                m.id: before[m.id].replaced(m, new[m.id], lost)
                for m, lost in zip(plan.measures, gone, strict=True)
            }

    def _summary(self, duck: Duck, found: dict[str, Found]) -> dict[str, Any]:
        plan, layer = self.inputs.plan, self.layer
        if self.work.prints:
            target = local(layer.entitlements)
            write_entitlements(duck.connection, list(self.work.prints), self.work.entitlements(), target)
        if layer.subjects:
            duck.write_register(self.partial / "subjects.parquet", self.partial / "groups.parquet")
        duck.entitled = Layers((*self.old.layers.layers, layer)).entitlements(m.id for m in plan.measures)
        counted = {
            "entitlements": duck.count(),
            "measures": described(plan, duck.counts(plan, [found[m.id] for m in plan.measures])),
            "industries": duck.industries(plan),
        }
        return {**head(self.inputs), **counted}
