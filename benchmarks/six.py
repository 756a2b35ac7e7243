"""The six measures that others compute too, for a whole register by Huiqi: Parquet in, Parquet out.

``python -m benchmarks.six REGISTER OUT [reasons]`` prints one line of JSON. Without ``reasons``
only the verdict and the amount are written, as the others do.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from benchmarks.measuring import AS_OF, POLICY, SETTINGS, THREADS
from huiqi.determine.duck import WRITER, Duck
from huiqi.determine.names import literal
from huiqi.determine.plan import MeasurePlan, Plan, make_plan
from huiqi.policy.load import load_package
from huiqi.policy.model import Package
from huiqi.policy.settings import load_settings
from huiqi.register.store import Snapshot, open_store
from huiqi.sql.measure import OUTPUTS

SIX = (
    "4.2-争创企业技术中心",
    "6.6-创建绿色工厂",
    "11.1-首台套保险补偿",
    "11.2-首批次应用综合保险补偿",
    "12.1-展位费补贴",
    "13.4-培训学费补贴",
)
VERDICT = ("number", "record", "status", "amount")


def six() -> Package:
    """The package with no other measure in it."""
    package = load_package(POLICY)
    return replace(package, measures={name: package.measures[name] for name in SIX})


def six_plan() -> Plan:
    """The same, compiled."""
    package = six()
    return make_plan(package, load_settings(load_package(POLICY), SETTINGS), AS_OF)


def write(snapshot: Snapshot, plan: Plan, out: Path, columns: tuple[str, ...]) -> int:
    """A file per measure, several at a time as a run does; returns the rows."""
    with Duck(snapshot, THREADS) as duck, ThreadPoolExecutor(THREADS) as pool:
        duck.prepare(plan)

        def one(item: MeasurePlan) -> int:
            query = f"SELECT {', '.join(columns)} FROM ({item.query.sql})"
            target = literal(out / f"{item.bound.id}.parquet")
            with duck.beside(item) as cursor:
                ((rows,),) = cursor.execute(f"COPY ({query}) TO {target} ({WRITER})").fetchall()
            return int(rows)

        return sum(pool.map(one, plan.measures))


def main() -> None:
    """Time everything but imports and compiling."""
    store, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    plan, snapshot = six_plan(), open_store(store).at(None)
    wall, cpu = time.perf_counter(), time.process_time()
    rows = write(snapshot, plan, out, OUTPUTS if "reasons" in sys.argv else VERDICT)
    spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    print(json.dumps({**spent, "rows": rows}))


if __name__ == "__main__":
    main()
