"""What every benchmark shares: the register, the settings, how time and memory are taken."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

POLICY = Path("policies/jiangxi-2022-20")
SETTINGS = sorted((POLICY / "settings").glob("demo*.md"))
WORK = Path("build/bench")
AS_OF = date(2022, 10, 10)
THREADS = 2
HUIQI = (sys.executable, "-m", "huiqi")


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock, and seconds of processor over all threads."""

    wall: float
    cpu: float

    def __truediv__(self, other: Spent) -> Spent:
        return Spent(self.wall / other.wall, self.cpu / other.cpu)

    def __str__(self) -> str:
        return f"{self.wall:.3f} s ({self.cpu:.3f} CPU-s)"

    @property
    def times(self) -> str:
        """As a ratio."""
        return f"{self.wall:.2f} × ({self.cpu:.2f} × CPU)"


def once(job: Callable[[], object]) -> Spent:
    """One run."""
    wall, cpu = time.perf_counter(), time.process_time()
    job()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def best(job: Callable[[], object], times: int = 5) -> Spent:
    """The least of several runs, clock and processor each: what disturbs a run only adds to it."""
    runs = [once(job) for _ in range(times)]
    return Spent(min(r.wall for r in runs), min(r.cpu for r in runs))


def alternating(jobs: Sequence[Callable[[], object]], times: int = 5) -> list[Spent]:
    """The best of each of several jobs, taken in turns, so that a busy minute hits all of them."""
    rounds = [[once(job) for job in jobs] for _ in range(times)]
    return [Spent(min(r.wall for r in runs), min(r.cpu for r in runs)) for runs in zip(*rounds, strict=True)]


@dataclass(frozen=True)
class Finished:
    """A process that has ended: seconds, peak memory in MiB, and the lines it printed."""

    wall: float
    peak: float
    lines: list[str]

    @property
    def said(self) -> dict[str, Any]:
        """Its last line, of JSON."""
        found: dict[str, Any] = json.loads(self.lines[-1])
        return found


def process(command: Sequence[object]) -> Finished:
    """Run a command on its own and take its time and its peak memory."""
    started = time.perf_counter()
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    lines = child.stdout.read().splitlines()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stdout.close()
    if child.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {child.returncode}")
    return Finished(time.perf_counter() - started, usage.ru_maxrss / 1024, lines)


def module(name: str, *arguments: object) -> Finished:
    """Run one of these modules on its own."""
    return process([sys.executable, "-m", f"benchmarks.{name}", *arguments])


def register(enterprises: int) -> Path:
    """A generated register of that size, the same each time, made once."""
    WORK.mkdir(parents=True, exist_ok=True)
    store = WORK / f"register-{enterprises}"
    if not store.exists():
        generate = [*HUIQI, "generate", "--enterprises", enterprises, "--out", store, "--known-at", AS_OF]
        print(f"generate {enterprises:,} enterprises: {process(generate).wall:.1f} s")
    return store


def determine(store: Path, *options: object, python: Path | str = sys.executable) -> tuple[Finished, Path]:
    """The whole command on a register, as a process of that Python; and the folder of its run."""
    run = WORK / "run"
    shutil.rmtree(run, ignore_errors=True)
    command = [
        python,
        "-m",
        "huiqi",
        "determine",
        POLICY,
        "--register",
        store,
        "--as-of",
        AS_OF,
        "--out",
        run,
    ]
    return process([*command, "--settings", *SETTINGS, *options]), run
