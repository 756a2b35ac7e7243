"""What comparing two runs costs, as a multiple of one, in one process.

``python benchmarks/simulate.py [ENTERPRISES]``; nothing here is asserted. *One* is the baseline alone,
simulated with nothing changed; beside it stands a whole determination, which also writes candidates.
Jobs take turns; medians of wall time and of processor time, which a busy machine disturbs less.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import AS_OF, POLICY, WORK, register
from huiqi.determine.run import determine
from huiqi.simulate import Reform, simulate

ROUNDS = 5
ONE, RUN = "one: the baseline alone", "a whole determination"
RATIO = "11.2-首批次应用综合保险补偿.补偿比例=80%"
REFORMS = {
    ONE: Reform(),
    "a ratio of one measure": Reform([RATIO]),
    "a local option in a city": Reform(["9.1-租金减收.减收比例@3601=40%"]),
    "a reading of one measure": Reform(["4.4-奖补口径=达标下限"]),
    "a reading of the scope of half the measures": Reform(["范围-企业规模=不限规模"]),
}


def main() -> None:
    """Every job in turn, then their ratios."""
    store = register(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    settings = sorted((POLICY / "settings").glob("demo*.md"))
    out = WORK / "simulated"

    def compare(reform: Reform, folder: Path | None = None) -> Callable[[], object]:
        return lambda: simulate(POLICY, store, AS_OF, reform, None, settings, out=folder)

    jobs: dict[str, Callable[[], object]] = {name: compare(reform) for name, reform in REFORMS.items()}
    jobs["the ratio, tables written"] = compare(Reform([RATIO]), out)
    jobs[RUN] = lambda: determine(POLICY, store, AS_OF, out, settings=settings)
    taken = _taken(jobs, out)
    for name, (wall, processor) in taken.items():
        ratios = " and ".join(
            f"{wall / w:.2f} (processor {processor / p:.2f}) × {what}"
            for what, (w, p) in (("one", taken[ONE]), ("a determination", taken[RUN]))
        )
        print(f"{name}: {wall:.2f} s, {ratios}")


def _taken(jobs: dict[str, Callable[[], object]], out: Path) -> dict[str, tuple[float, float]]:
    """Medians of wall and processor seconds; the first round is not counted."""
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    for turn in range(ROUNDS + 1):
        for name, job in jobs.items():
            shutil.rmtree(out, ignore_errors=True)
            wall, processor = time.perf_counter(), time.process_time()
            job()
            if turn:
                seconds[name].append((time.perf_counter() - wall, time.process_time() - processor))
    return {
        name: (statistics.median(w for w, _ in found), statistics.median(p for _, p in found))
        for name, found in seconds.items()
    }


if __name__ == "__main__":
    main()
