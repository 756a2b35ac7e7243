"""The same command on DuckDB and on Spark, from small registers to large, and where they cross.

``python -m benchmarks.spark [ENTERPRISES ...]``: by default 20,000, 100,000 and 1,000,000. It needs Java
and what ``make spark`` builds. Spark runs in one process with as many threads as DuckDB has; that both
give the same answer is checked by digest on the smallest register.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.measuring import THREADS, Finished, determine, register

SPARK = Path(".venv-spark/bin/python")
SIZES = (20_000, 100_000, 1_000_000)
ON_SPARK = ("--engine", "spark", "--master", f"local[{THREADS}]")
ENGINES = ("duckdb", "spark")


def spent(store: Path, engine: str) -> Finished:
    """The whole command as a process."""
    if engine == "duckdb":
        return determine(store)[0]
    return determine(store, *ON_SPARK, python=SPARK)[0]


def same(store: Path) -> bool:
    """Whether both engines' runs have one digest."""
    digests = []
    for options in ((), ON_SPARK):
        _, run = determine(store, "--digest", *options, python=SPARK)
        digests.append(json.loads((run / "manifest.json").read_text("utf-8"))["digest"])
    first, second = digests
    return bool(first == second)


def crossing(sizes: Sequence[int], seconds: dict[str, list[float]]) -> str:
    """Where straight lines through the times of both engines meet."""
    (slope, start), (other_slope, other_start) = (np.polyfit(sizes, seconds[e], 1) for e in ENGINES)
    lines = f"duckdb {start:.1f} s + {slope * 1e6:.2f} s per million, spark {other_start:.1f} s + {other_slope * 1e6:.2f}"
    if other_slope >= slope:
        return f"{lines}: on this machine they never cross"
    return f"{lines}: they cross at {(other_start - start) / (slope - other_slope):,.0f} enterprises"


def main() -> None:
    """Every size in turn."""
    os.environ.setdefault("PYTHONPATH", "src")
    sizes = [int(a) for a in sys.argv[1:]] or list(SIZES)
    stores = [register(size) for size in sizes]
    print(f"one digest on {sizes[0]:,} enterprises: {'yes' if same(stores[0]) else 'NO'}")
    seconds: dict[str, list[float]] = {engine: [] for engine in ENGINES}
    for size, store in zip(sizes, stores, strict=True):
        found = {engine: spent(store, engine) for engine in ENGINES}
        for engine in ENGINES:
            seconds[engine].append(found[engine].wall)
        ratio = found["spark"].wall / found["duckdb"].wall
        peaks = ", ".join(f"{e} {found[e].wall:.1f} s, peak {found[e].peak / 1024:.2f} GiB" for e in ENGINES)
        print(f"{size:>11,} enterprises: {peaks}: {ratio:.1f} × the time")
    print(crossing(sizes, seconds))


if __name__ == "__main__":
    main()
