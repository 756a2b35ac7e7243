"""Local settings in SQL: a row per region and era, looked up by a candidate.

Rows of the empty region are the hull over every place, for subjects whose region nobody knows;
rows of era -1 are the hull over all eras, for candidates without a definite basis date.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from ..tree import nodes as n
from ..tree.measure import LocalEra, LocalPlan
from ..types import NUMBER, RATIO_SCALE, Type
from ..vocabulary.model import epoch_day
from . import expr as q
from . import truths
from .expr import Sql, exp
from .values import Bound, Flag, SqlBool, SqlNum, SqlValue, flag_and, flag_or

if TYPE_CHECKING:
    from .lower import Lowering

UNDATED = -1
NOWHERE = ""
REGION, ERA, PLACE = "at.region", "at.era", "at.place"


def scale_of(type_: Type) -> int:
    """Stored units per base unit of a local parameter."""
    return RATIO_SCALE if type_ == NUMBER else 1


def column(name: str, part: str) -> str:
    """The column of a parameter, or, for an empty name, of the adoption."""
    return f"{name or '启用'}.{part}"


def lower_local(lowering: Lowering, node: n.Local, plan: LocalPlan) -> SqlValue:
    """The candidate's local value, picked by its era."""
    era, dated = _era(lowering, plan)
    keys = {REGION: q.coalesce(lowering.region, q.lit(NOWHERE)), ERA: era}

    def pick(part: str) -> Sql:
        return lowering.program.lookup(keys, column(node.name, part))

    many = pick("many")
    elsewhere = q.is_null(lowering.region)
    k: Flag = elsewhere
    s: Flag = False
    if lowering.basis is not None:
        basis = lowering.number(lowering.basis)
        k = flag_or([k, flag_and(q.negation(dated), basis.k)])
        s = flag_and(q.negation(dated), basis.s)
    k, s = flag_and(many, k), flag_and(many, s)
    if not node.name:
        return SqlBool(pick("value"), True, k, s)
    s = flag_or([s, pick("unset")])
    rows = [x.values[node.name] for place in plan.places.values() for x in place]
    scale = scale_of(node.type)
    ends = [int(v * scale) for pair in rows for v in pair if v is not None]
    low, high = min(ends, default=0), max(ends, default=0)
    unbounded = any(h is None for _, h in rows)
    return SqlNum(
        Bound(pick("low"), low, high, scale),
        Bound(pick("high"), low, high, scale, nullable=unbounded),
        k,
        s,
    )


def _era(lowering: Lowering, plan: LocalPlan) -> tuple[Sql, Sql]:
    """The era as SQL, and whether the candidate is dated."""
    if lowering.basis is None:
        return q.lit(len(plan.breaks)), q.true()
    basis = lowering.number(lowering.basis)
    assert basis.low is not None
    dated = lowering.program.let(q.negation(truths.open_number(basis)), "dated")
    steps = [
        (q.binary(exp.GTE, basis.low.num, q.lit(epoch_day(b))), q.lit(i))
        for i, b in reversed(list(enumerate(plan.breaks, 1)))
    ]
    era = q.case([(q.negation(dated), q.lit(UNDATED)), *steps], q.lit(0))
    return lowering.program.let(era, "era"), dated


def local_rows(
    plan: LocalPlan, names: Iterable[tuple[str, Type]], regions: Iterable[str]
) -> tuple[list[dict[str, object]], dict[str, int]]:
    """Rows for each place, each era and all; and the place (:data:`PLACE`) whose rows a region has.

    Place 0 is the hull over all places, for the region nobody knows.
    """
    named = list(names)
    eras = [*range(len(plan.breaks) + 1), UNDATED]
    found = {place: index for index, place in enumerate(sorted({plan.place_of(r) for r in regions}), 1)}
    rows = [
        {PLACE: index} | local_row(plan, named, place, era)
        for place, index in [(None, 0), *found.items()]
        for era in eras
    ]
    return rows, {NOWHERE: 0} | {region: found[plan.place_of(region)] for region in sorted(set(regions))}


def local_row(
    plan: LocalPlan, names: Iterable[tuple[str, Type]], region: str | None, era: int
) -> dict[str, object]:
    """The settings of a region, None where nobody knows it, in an era."""
    rows = plan.rows(region, None if era == UNDATED else era)
    adopted = {r.adopted for r in rows}
    row: dict[str, object] = {ERA: era}
    row[column("", "value")] = adopted.pop() if len(adopted) == 1 else None
    row[column("", "many")] = len(rows) > 1
    for name, type_ in names:
        row |= _values(name, type_, rows)
    return row


def _values(name: str, type_: Type, rows: tuple[LocalEra, ...]) -> dict[str, object]:
    held = [r for r in rows if r.adopted] or list(rows)
    pairs = [r.values[name] for r in held]
    scale = scale_of(type_)
    lows = [low if low is not None else Fraction(0) for low, _ in pairs]
    highs = [high for _, high in pairs]
    top = None if None in highs else max(h for h in highs if h is not None)
    return {
        column(name, "low"): int(min(lows) * scale),
        column(name, "high"): None if top is None else int(top * scale),
        column(name, "many"): len(held) > 1,
        column(name, "unset"): any(low != high for low, high in pairs),
    }
