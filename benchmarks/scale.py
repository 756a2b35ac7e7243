"""How time and memory grow with the register, the memory of a run held down.

``python -m benchmarks.scale [SMALL LARGE [MEMORY]]``: by default one and ten million enterprises
and 3GiB for the engine, which leaves the whole process within 4 GiB.
"""

from __future__ import annotations

import json
import math
import sys
import threading
from pathlib import Path

from benchmarks.measuring import WORK, Finished, determine, register

SPILL = WORK / ".run.partial.spill"


class Spilled:
    """The most that a run's spill folder has held, looked at every tenth of a second."""

    def __init__(self) -> None:
        self.most = 0
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Spilled:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._done.wait(0.1):
            self.most = max(self.most, sum(_size(f) for f in SPILL.glob("*")))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def measured(enterprises: int, memory: str) -> Finished:
    """One run on a register of that size, reported."""
    store = register(enterprises)
    with Spilled() as spilled:
        finished, run = determine(store, "--memory", memory)
    seconds = json.loads((run / "log.json").read_text())["seconds"]
    print(
        f"{enterprises:>12,} enterprises: {finished.wall:8.2f} s, of it loading {seconds['load']:.2f} s; "
        f"peak {finished.peak / 1024:.2f} GiB, spilled {spilled.most / 2**30:.2f} GiB"
    )
    assert not SPILL.exists()
    return finished


def main() -> None:
    """Two sizes, and the exponent between them."""
    sizes = [int(a) for a in sys.argv[1:3]] or [1_000_000, 10_000_000]
    memory = sys.argv[3] if len(sys.argv) > 3 else "3GiB"
    print(f"memory of the engine: {memory}")
    small, large = (measured(size, memory) for size in sizes)
    exponent = math.log10(large.wall / small.wall) / math.log10(sizes[1] / sizes[0])
    print(f"time grows with the {exponent:.2f}th power; {large.wall / small.wall:.2f} × the time")


if __name__ == "__main__":
    main()
