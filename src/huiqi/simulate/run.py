"""A simulation: one snapshot, one as-of day, a baseline and its reforms, and what is different.

The baseline is determined whole, each reform only where a measure's bound tree differs, all in one
DuckDB session; no candidates are written. Sums are fen; NULL is an unbounded upper end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..codes import Regions, industries, load_regions
from ..codes.provinces import province_at_hand
from ..determine.duck import Duck
from ..determine.inputs import usable_snapshot
from ..determine.run import Progress
from ..errors import fail
from .budget import ASSUMPTIONS, Budget, Claims, read_budgets
from .compare import DIMENSIONS, Comparison, uses_demo
from .plan import Sides, plan_sides
from .spread import spreads
from .variants import Reform, Variant, make_variants

FORMAT = 1


@dataclass(frozen=True)
class Simulation:
    """What came out, as plain values; ``province`` the folder that names its regions, if any."""

    result: dict[str, Any]
    province: Path | None

    def json(self) -> str:
        """The result as JSON."""
        return json.dumps(self.result, ensure_ascii=False, indent=1) + "\n"


def simulate(
    policy: Path,
    register: Path,
    as_of: date,
    reform: Reform,
    known_at: date | None = None,
    settings: Sequence[Path] = (),
    budgets: Iterable[str] = (),
    out: Path | None = None,
    progress: Progress | None = None,
    threads: int = 2,
) -> Simulation:
    """Compare a reform with the baseline for everybody on the register.

    ``budgets`` are ``措施=金额`` or ``资金=金额``. ``out`` receives Parquet tables and the JSON; it must
    not exist. A change without a day holds from the start; every change is a simulation's.

    Raises:
        HuiqiError: S01xx, and what loading, settings, the register and compiling raise.
    """
    if out is not None and out.exists():
        raise fail("M0108", f"{out} 已存在", "换一个文件夹，或先删除它")
    province = province_at_hand()
    regions = load_regions(province) if province else None
    baseline, reforms = make_variants(policy, settings, reform, regions)
    asked = read_budgets(baseline.package, budgets)
    snapshot = usable_snapshot(register, known_at, baseline.package)
    sides = plan_sides(baseline, reforms, as_of)
    with Duck(snapshot, threads) as duck:
        duck.prepare(sides.plan)
        _entitle(duck, sides, progress or (lambda done, total, what: None), threads)
        comparison = Comparison(duck, sides)
        result = _head(baseline, reforms, as_of, duck) | _result(duck, comparison, asked, regions)
        simulation = Simulation(result, province)
        if out is not None:
            from .tables import write_tables

            write_tables(comparison, simulation.result, out)
            (out / "simulation.json").write_text(simulation.json(), encoding="utf-8")
    return simulation


def _entitle(duck: Duck, sides: Sides, report: Progress, threads: int) -> None:
    total = len(sides.plan.measures)
    with ThreadPoolExecutor(threads) as pool:
        started = [pool.submit(duck.entitle, item, i) for i, item in enumerate(sides.plan.measures)]
        for done, (item, future) in enumerate(zip(sides.plan.measures, started, strict=True), 1):
            future.result()
            report(done, total, item.bound.id)


def _head(baseline: Variant, reforms: Sequence[Variant], as_of: date, duck: Duck) -> dict[str, Any]:
    package, snapshot = baseline.package, duck.snapshot
    return {
        "format": FORMAT,
        "simulated": True,
        "policy": {"id": package.id, "name": package.name, "number": package.texts.get("编号", "")},
        "as_of": as_of.isoformat(),
        "snapshot": {"number": snapshot.number, "known_at": snapshot.known_at.isoformat()},
        "subjects": snapshot.manifest["subjects"],
        "demo": any(uses_demo(v.settings) for v in (baseline, *reforms)),
        "settings": [{"file": name, "sha256": digest} for name, digest in baseline.settings.files],
    }


def _result(
    duck: Duck, comparison: Comparison, budgets: Sequence[Budget], regions: Regions | None
) -> dict[str, Any]:
    claims = Claims(duck, comparison) if budgets else None

    def used(side: int) -> list[dict[str, Any]]:
        return [claims.against(b, side) for b in budgets] if claims else []

    return {
        "baseline": {"name": comparison.sides.baseline.variant.name, "budgets": used(0)},
        "reforms": [
            _reform(comparison, number, regions) | {"budgets": used(number)}
            for number in range(1, len(comparison.sides.reforms) + 1)
        ],
        "assumptions": list(ASSUMPTIONS) if budgets else [],
    }


def _reform(comparison: Comparison, number: int, regions: Regions | None) -> dict[str, Any]:
    side = comparison.sides.reforms[number - 1]
    measures = comparison.measures(number)
    names: dict[str, Callable[[str], str]] = {
        "region": lambda k: regions.full_name(k) if regions and k in regions else k,
        "industry": lambda k: industries()[k].name if k in industries() else k,
        "size": lambda k: k,
    }
    return {
        "name": side.variant.name,
        "meaning": side.variant.meaning,
        "changes": [asdict(c) for c in side.variant.changes],
        "measures": measures,
        "before": _sum(measures, "before"),
        "after": _sum(measures, "after"),
        "subjects": comparison.subjects(number),
        "groups": {
            d: [
                {"name": names[d](row["key"]) if row["key"] else "不明", **row}
                for row in comparison.groups(number, d)
            ]
            for d in DIMENSIONS
        },
        "spread": spreads(comparison, number),
    }


def _sum(measures: list[dict[str, Any]], end: str) -> dict[str, Any]:
    """All that is owed on a side: fen, and the interval with what is open."""
    money = [m[end] for m in measures if m[end] and m[end]["amount"] is not None]
    highs = [m["high"] for m in money]
    return {
        "amount": sum(m["amount"] for m in money),
        "low": sum(m["low"] for m in money),
        "high": None if None in highs else sum(highs),
    }
