"""Six measures against OpenFisca-Core over a register, and one decision against a rules engine too.

``python -m benchmarks.opponents [ENTERPRISES]``; agreement is checked on a register of 20,000.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks import openfisca
from benchmarks.measuring import WORK, Finished, module, register
from benchmarks.six import SIX
from huiqi.determine.names import literal
from huiqi.register.places import local
from huiqi.register.store import open_store

CHECKED = 20_000
TIMES = 3


def ours(store: Path, *more: str) -> Finished:
    """All six by Huiqi, as a process."""
    return module("six", store, WORK / "six", *more)


def theirs(store: Path) -> Finished:
    """All six by OpenFisca, as a process."""
    kinds = local(open_store(store).at(None).path("企业")).parent
    return module("openfisca.simulate", kinds, WORK / "openfisca")


def agreement(store: Path) -> None:
    """Row for row: verdict and amount wherever ours is decided by facts that are known."""
    ours(store, "reasons")
    theirs(store)
    for measure in SIX:
        decided, eligible, other = _compared(measure)
        verdict = "all the same" if not other else f"{other:,} OTHERWISE"
        print(f"  {measure}: {decided:,} rows have every fact they need, {eligible:,} 符合: {verdict}")


def _compared(measure: str) -> tuple[int, int, int]:
    """Rows compared, those entitled among them, and those answered otherwise."""
    mine, other = (literal(WORK / side / f"{measure}.parquet") for side in ("six", "openfisca"))
    with duckdb.connect() as connection:
        columns = [c[0] for c in connection.execute(f"DESCRIBE SELECT * FROM {other}").fetchall()]
        keys = ", ".join(c for c in columns if c in {"number", "record"})
        amount = "h.amount <> o.amount" if "amount" in columns else "false"
        row = connection.execute(f"""
            SELECT count(*), count(*) FILTER (h.status = '符合'), count(*) FILTER (
                CASE WHEN h.status IN ('待明确', '金额待定') THEN '待定' ELSE h.status END <> o.status
                OR (h.status = '符合' AND coalesce({amount}, true)))
            FROM {mine} AS h JOIN {other} AS o USING ({keys}) WHERE h.unknown_mask = 0""").fetchone()
    assert row is not None
    return int(row[0]), int(row[1]), int(row[2])


def whole(store: Path, enterprises: int) -> None:
    """Parquet to Parquet, imports and compiling left out; and the peak of the process."""
    sides: dict[str, Callable[[], Finished]] = {
        "Huiqi, verdict and amount": lambda: ours(store),
        "Huiqi, every reason and interval": lambda: ours(store, "reasons"),
        f"{openfisca.NAME}, verdict and amount": lambda: theirs(store),
    }
    rounds = [{name: run() for name, run in sides.items()} for _ in range(TIMES)]
    wall = {name: min(r[name].said["wall"] for r in rounds) for name in sides}
    peak = {name: min(r[name].peak for r in rounds) for name in sides}
    first = next(iter(sides))
    print(f"six measures, {enterprises:,} enterprises, {rounds[0][first].said['rows']:,} rows:")
    for name in sides:
        cpu = min(r[name].said["cpu"] for r in rounds)
        ratios = f"{wall[name] / wall[first]:.2f} × the time, {peak[name] / peak[first]:.2f} × the memory"
        print(f"  {name}: {wall[name]:.2f} s ({cpu:.2f} CPU-s), peak {peak[name]:,.0f} MiB: {ratios}")


def main() -> None:
    """Agreement first, then times."""
    enterprises = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    checked = register(CHECKED)
    print(f"agreement on {CHECKED:,} enterprises with {openfisca.NAME}:")
    agreement(checked)
    whole(register(enterprises), enterprises)
    print(*module("decisions", checked).lines, sep="\n")


if __name__ == "__main__":
    main()
