"""Local settings in SQL: a row per lowest authority, joined, with a column set per era.

The row of the empty region is the hull over every place, for subjects whose region nobody
knows; era -1 is the hull over all eras, for candidates without a definite basis date.
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


def scale_of(type_: Type) -> int:
    """Stored units per base unit of a local parameter."""
    return RATIO_SCALE if type_ == NUMBER else 1


def _tag(era: int) -> str:
    return "all" if era == UNDATED else str(era)


def column(name: str, era: int, part: str) -> str:
    """The joined column of a parameter (or, for an empty name, the adoption) in an era."""
    return f"local.{name or '启用'}.{_tag(era)}.{part}"


def lower_local(lowering: Lowering, node: n.Local, plan: LocalPlan) -> SqlValue:
    """The candidate's local value, picked by its era."""
    eras, era, dated = _eras(lowering, plan)
    program = lowering.program

    def pick(part: str) -> Sql:
        found = [(e, program.input(column(node.name, e, part), "local")) for e in eras]
        if len(found) == 1:
            return found[0][1]
        rows = [(q.binary(exp.EQ, era, q.lit(e)), c) for e, c in found[:-1]]
        return program.let(q.case(rows, found[-1][1]), f"local_{part}")

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


def _eras(lowering: Lowering, plan: LocalPlan) -> tuple[list[int], Sql, Sql]:
    """The eras that may occur, the era as SQL, and whether the candidate is dated."""
    if lowering.basis is None:
        last = len(plan.breaks)
        return [last], q.lit(last), q.true()
    basis = lowering.number(lowering.basis)
    assert basis.low is not None
    dated = lowering.program.let(q.negation(truths.open_number(basis)), "dated")
    steps = [
        (q.binary(exp.GTE, basis.low.num, q.lit(epoch_day(b))), q.lit(i))
        for i, b in reversed(list(enumerate(plan.breaks, 1)))
    ]
    era = q.case([(q.negation(dated), q.lit(UNDATED)), *steps], q.lit(0))
    eras = [*range(len(plan.breaks) + 1), UNDATED]
    return eras, lowering.program.let(era, "era"), dated


def local_rows(
    plan: LocalPlan, names: Iterable[tuple[str, Type]], regions: Iterable[str]
) -> list[dict[str, object]]:
    """The joined rows: one per region that occurs, and the hull for an unknown one."""
    eras = [*range(len(plan.breaks) + 1), UNDATED]
    found = []
    named = list(names)
    for region in [NOWHERE, *sorted(set(regions))]:
        row: dict[str, object] = {"region": region}
        for era in eras:
            rows = plan.rows(region or None, None if era == UNDATED else era)
            adopted = {r.adopted for r in rows}
            row[column("", era, "value")] = adopted.pop() if len(adopted) == 1 else None
            row[column("", era, "many")] = len(rows) > 1
            for name, type_ in named:
                row.update(_values(name, type_, era, rows))
        found.append(row)
    return found


def _values(name: str, type_: Type, era: int, rows: tuple[LocalEra, ...]) -> dict[str, object]:
    held = [r for r in rows if r.adopted] or list(rows)
    pairs = [r.values[name] for r in held]
    scale = scale_of(type_)
    lows = [low if low is not None else Fraction(0) for low, _ in pairs]
    highs = [high for _, high in pairs]
    top = None if None in highs else max(h for h in highs if h is not None)
    return {
        column(name, era, "low"): int(min(lows) * scale),
        column(name, era, "high"): None if top is None else int(top * scale),
        column(name, era, "many"): len(held) > 1,
        column(name, era, "unset"): any(low != high for low, high in pairs),
    }
