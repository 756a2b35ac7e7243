"""First-row-that-holds, hulls of alternatives, and extremes, in SQL.

A row is *possible* if its condition is not false and none before it is certain; the result is
the hull of what is possible. LEAST and GREATEST skip NULL, which leaves out the impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ..types import NOT_APPLICABLE, Enumeration
from . import expr as q
from . import numbers as num
from . import truths
from .expr import Sql, exp
from .program import Program
from .values import Bound, Flag, SqlBool, SqlMembers, SqlNum, SqlText, SqlValue

Contribution = tuple[Sql, SqlValue]


def lower_cases(
    program: Program, rows: Sequence[tuple[SqlBool, SqlValue]], default: SqlValue, exclusive: bool
) -> SqlValue:
    """The value of the first row whose condition holds, else ``default``.

    ``exclusive``: no two rows can hold together, so that none need look at those before it.
    """
    picked = _picked(rows, default)
    if picked is not None:
        return picked
    possible: list[Contribution] = []
    none_before: list[Sql] = []
    waiting: list[tuple[Sql, Flag, Flag]] = []
    for condition, value in rows:
        before = [] if exclusive else none_before
        chosen = program.let(q.both([*before, q.is_not_false(condition.value)]), "p")
        possible.append((chosen, value))
        if condition.nullable:
            is_open = q.both([*before, condition.open()])
            waiting.append((is_open, condition.k, condition.s))
        none_before.append(program.let(q.negation(q.is_true(condition.value)), "n"))
    if exclusive and isinstance(default, SqlMembers):
        return _the_one(program, rows, default, waiting)
    possible.append((program.let(q.both(none_before), "p"), default))
    return _merge(program, possible, waiting)


def _the_one(
    program: Program,
    rows: Sequence[tuple[SqlBool, SqlValue]],
    default: SqlMembers,
    waiting: Sequence[tuple[Sql, Flag, Flag]],
) -> SqlMembers:
    """The row that holds, which leaves no other open; where none does, all that may, and the default.

    Conditions and values are written in both places, and so computed only where they matter.
    """
    merged = _merge_members([*((q.is_not_false(c.value), v) for c, v in rows), (q.true(), default)], waiting)
    held = [(c.value, v.mask) for c, v in rows if isinstance(v, SqlMembers)]
    for part in (part for row in held for part in row):
        program.write_out(part)
    return replace(merged, mask=q.case(held, merged.mask))


def _picked(rows: Sequence[tuple[SqlBool, SqlValue]], default: SqlValue) -> SqlValue | None:
    """One CASE per part, where all conditions are known together, or open together.

    None where they are not, or where the causes would depend on the row.
    """
    rows, default = _reachable(rows, default)
    conditions = [c for c, _ in rows]
    values = [*(v for _, v in rows), default]
    nullable = {c.nullable for c in conditions}
    source = truths.common_source(conditions) if nullable == {True} else None
    if True in nullable and source is None:
        return None
    unknown = q.is_null(source) if source is not None else q.false()
    flags = {(c.k, c.s) for c in conditions if c.nullable} if source is not None else set()
    flags |= {(v.k, v.s) for v in values if not _certain(v)}
    if len(flags) > 1 or any(not isinstance(f, bool) for pair in flags for f in pair):
        return None
    k, s = flags.pop() if flags else (False, False)

    def choose(parts: Sequence[Sql], together: Sql) -> Sql:
        chosen = [(c.value, p) for c, p in zip(conditions, parts, strict=False)]
        return q.case([(unknown, together), *chosen], parts[-1])

    if isinstance(default, SqlMembers):
        masks = [v.mask for v in values if isinstance(v, SqlMembers)]
        return SqlMembers(default.members, choose(masks, _all_bits(masks)), k, s, never=_never(values))
    if isinstance(default, SqlNum):
        return _picked_number([v for v in values if isinstance(v, SqlNum)], choose, source is not None, k, s)
    return None


def _reachable(
    rows: Sequence[tuple[SqlBool, SqlValue]], default: SqlValue
) -> tuple[list[tuple[SqlBool, SqlValue]], SqlValue]:
    """Without rows that ranges exclude, and those behind one that ranges prove."""
    kept: list[tuple[SqlBool, SqlValue]] = []
    for condition, value in rows:
        if q.is_const(condition.value, True):
            return kept, value
        if not q.is_const(condition.value, False):
            kept.append((condition, value))
    return kept, default


def _certain(value: SqlValue) -> bool:
    if isinstance(value, SqlNum):
        return value.point
    if isinstance(value, SqlBool):
        return not value.nullable
    return value.constant is not None or value.certain


def _never(values: Iterable[SqlValue]) -> int:
    """The members that none of the values can be."""
    never = -1
    for value in values:
        never &= value.never if isinstance(value, SqlMembers) else 0
    return never


def _all_bits(masks: Sequence[Sql]) -> Sql:
    if all(isinstance(m, exp.Literal) for m in masks):
        total = 0
        for mask in masks:
            total |= int(mask.this)
        return q.lit(total)
    result = masks[0]
    for mask in masks[1:]:
        result = q.binary(exp.BitwiseOr, result, mask)
    return result


def _picked_number(
    values: Sequence[SqlNum], choose: Callable[[Sequence[Sql], Sql], Sql], open_: bool, k: Flag, s: Flag
) -> SqlNum | None:
    ends = [b for v in values for b in (v.low, v.high)]
    if any(b is None or b.nullable or b.den is not None for b in ends) or any(v.undefined for v in values):
        return None
    lows = num.aligned([v.low for v in values if v.low is not None])
    highs = num.aligned([v.high for v in values if v.high is not None])

    def end(bounds: Sequence[Bound], hull: Callable[[Sequence[Sql]], Sql]) -> Bound:
        parts = [b.num for b in bounds]
        low, high = min(b.low for b in bounds), max(b.high for b in bounds)
        return Bound(choose(parts, hull(parts)), low, high, bounds[0].scale, huge=bounds[0].huge)

    low = end(lows, q.least)
    if not open_ and all(v.point for v in values):
        return SqlNum(low, low)
    return SqlNum(low, end(highs, q.greatest), k, s)


def hull(program: Program, values: Sequence[SqlValue]) -> SqlValue:
    """All alternatives of a reading nobody adopted."""
    everywhere = [(q.true(), v) for v in values]
    return _merge(program, everywhere, [(q.true(), False, True)])


def _merge(
    program: Program, possible: Sequence[Contribution], waiting: Sequence[tuple[Sql, Flag, Flag]]
) -> SqlValue:
    first = possible[0][1]
    if isinstance(first, SqlBool):
        return _merge_truths(possible, waiting)
    if isinstance(first, SqlMembers):
        return _merge_members(possible, waiting)
    if isinstance(first, SqlText):
        return _merge_texts(possible, waiting)
    return _merge_numbers(program, possible, waiting)


def _causes(
    waiting: Sequence[tuple[Sql, Flag, Flag]], values: Sequence[tuple[Sql, Sql, Flag, Flag]]
) -> tuple[Flag, Flag]:
    inner = [(q.both([when, is_open]), k, s) for when, is_open, k, s in values]
    return truths.causes_of([*waiting, *inner])


def _merge_truths(possible: Sequence[Contribution], waiting: Sequence[tuple[Sql, Flag, Flag]]) -> SqlBool:
    values = [(w, v) for w, v in possible if isinstance(v, SqlBool)]
    spoils_true = q.either([q.both([w, q.negation(q.is_true(v.value))]) for w, v in values])
    spoils_false = q.either([q.both([w, q.is_not_false(v.value)]) for w, v in values])
    result = q.case([(q.negation(spoils_true), q.true()), (q.negation(spoils_false), q.false())])
    k, s = _causes(waiting, [(w, v.open(), v.k, v.s) for w, v in values])
    nullable = bool(waiting) or any(v.nullable for _, v in values)
    return SqlBool(result, nullable, k, s)


def _merge_members(possible: Sequence[Contribution], waiting: Sequence[tuple[Sql, Flag, Flag]]) -> SqlMembers:
    values = [(w, v) for w, v in possible if isinstance(v, SqlMembers)]
    mask: Sql | None = None
    for when, value in values:
        part = q.case([(when, value.mask)], q.lit(0))
        mask = part if mask is None else q.binary(exp.BitwiseOr, mask, part)
    assert mask is not None
    k, s = _causes(waiting, [(w, v.open(), v.k, v.s) for w, v in values])
    return SqlMembers(values[0][1].members, mask, k, s, never=_never(v for _, v in values))


def _merge_texts(possible: Sequence[Contribution], waiting: Sequence[tuple[Sql, Flag, Flag]]) -> SqlText:
    values = [(w, v) for w, v in possible if isinstance(v, SqlText)]
    distinct = q.case([(q.negation(q.either([o for o, _, _ in waiting])), q.true())]) if waiting else q.true()
    chosen = q.case([(q.both([distinct, w]), v.raw) for w, v in values])
    k, s = _causes(waiting, [(w, v.open(), v.k, v.s) for w, v in values])
    return SqlText(chosen, k, s)


def _merge_numbers(
    program: Program, possible: Sequence[Contribution], waiting: Sequence[tuple[Sql, Flag, Flag]]
) -> SqlNum:
    values = [(w, v) for w, v in possible if isinstance(v, SqlNum)]
    low = _end([(w, v.low) for w, v in values], lowest=True)
    if not waiting and all(v.point for _, v in values):
        return SqlNum(low, low)
    high = _end([(w, v.high) for w, v in values], lowest=False)
    undefined = _merge_undefined(values)
    k, s = _causes(waiting, [(w, program.let(truths.open_number(v), "o"), v.k, v.s) for w, v in values])
    return SqlNum(low, high, k, s, undefined)


def _merge_undefined(values: Sequence[tuple[Sql, SqlNum]]) -> Sql | None:
    if all(v.undefined is None for _, v in values):
        return None
    none = [q.both([w, q.negation(q.is_true(v.undefined or q.false()))]) for w, v in values]
    some = [q.both([w, q.is_not_false(v.undefined)]) for w, v in values if v.undefined is not None]
    return q.case([(q.negation(q.either(none)), q.true()), (q.either(some), q.null())], q.false())


def _end(ends: Sequence[tuple[Sql, Bound | None]], lowest: bool) -> Bound | None:
    """The lowest (highest) end of what is possible; NULL or None: unbounded."""
    bounds = [b for _, b in ends if b is not None]
    if not bounds:
        return None
    common = num.aligned(bounds)
    whens = [w for w, b in ends if b is not None]
    parts = [
        q.case([(w, b.num)]) if not q.is_const(w, True) else b.num for w, b in zip(whens, common, strict=True)
    ]
    picked = (q.least if lowest else q.greatest)(parts)
    unbounded = [w for w, b in ends if b is None]
    unbounded += [q.both([w, q.is_null(b.num)]) for w, b in zip(whens, common, strict=True) if b.nullable]
    if unbounded:
        picked = q.case([(q.either(unbounded), q.null())], picked)
    low, high = min(b.low for b in common), max(b.high for b in common)
    huge = any(b.huge for b in common)
    return Bound(picked, low, high, common[0].scale, nullable=bool(unbounded), huge=huge)


def lowest(bounds: Sequence[Bound]) -> Bound:
    """LEAST of finite bounds over one denominator."""
    picked = q.least([b.num for b in bounds])
    return replace(bounds[0], num=picked, low=min(b.low for b in bounds), high=min(b.high for b in bounds))


def highest(bounds: Sequence[Bound]) -> Bound:
    """GREATEST of finite bounds over one denominator."""
    picked = q.greatest([b.num for b in bounds])
    return replace(bounds[0], num=picked, low=max(b.low for b in bounds), high=max(b.high for b in bounds))


def extreme(program: Program, items: Sequence[SqlNum], largest: bool) -> SqlNum:
    """The largest or smallest of several intervals."""
    near = [i.low if largest else i.high for i in items]
    far = [i.high if largest else i.low for i in items]
    pick = highest if largest else lowest
    known = num.aligned([b for b in near if b is not None]) if any(b is not None for b in near) else []
    inner = _skipping(known, largest) if known else None
    outer = None
    if all(b is not None for b in far):
        outer = _strict(num.aligned([b for b in far if b is not None]), pick)
    if all(i.point for i in items) and inner is not None:
        return SqlNum(inner, inner)
    inner = replace(inner, num=program.let(inner.num, "m")) if inner is not None else None
    waiting = []
    for item, end in zip(items, far, strict=True):
        matters = q.true()
        if inner is not None and end is not None and not inner.nullable:
            beyond = num.ordering(exp.LT, inner, end) if largest else num.ordering(exp.LT, end, inner)
            matters = q.coalesce(beyond, q.true()) if end.nullable else beyond
        waiting.append((q.both([matters, truths.open_number(item)]), item.k, item.s))
    k, s = truths.causes_of(waiting)
    undefined = [i.undefined for i in items if i.undefined is not None]
    low, high = (inner, outer) if largest else (outer, inner)
    return SqlNum(low, high, k, s, q.either(undefined) if undefined else None)


def _skipping(bounds: list[Bound], largest: bool) -> Bound:
    """Unbounded ends left out (LEAST and GREATEST skip NULL), in the static range too."""
    finite = [b for b in bounds if not b.nullable]
    low, high = min(b.low for b in bounds), max(b.high for b in bounds)
    if finite and largest:
        low = max(b.low for b in finite)
    if finite and not largest:
        high = min(b.high for b in finite)
    picked = (q.greatest if largest else q.least)([b.num for b in bounds])
    return replace(bounds[0], num=picked, low=low, high=high, nullable=not finite)


def _strict(bounds: list[Bound], pick: Callable[[Sequence[Bound]], Bound]) -> Bound:
    """NULL where any end is unbounded."""
    found = pick(bounds)
    unbounded = [q.is_null(b.num) for b in bounds if b.nullable]
    if not unbounded:
        return found
    return replace(found, num=q.case([(q.either(unbounded), q.null())], found.num), nullable=True)


def extreme_members(
    program: Program, items: Sequence[SqlMembers], largest: bool, type_: Enumeration
) -> SqlMembers:
    """The highest or lowest member; 不适用 in any operand may make the whole 不适用."""
    result = items[0]
    for other in items[1:]:
        mask = program.let(_pair(result, other, largest, type_), "g")
        k, s = truths.causes_of([(x.open(), x.k, x.s) for x in (result, other)])
        result = SqlMembers(type_.members, mask, k, s, never=_never([result, other]))
    return result


def _pair(a: SqlMembers, b: SqlMembers, largest: bool, type_: Enumeration) -> Sql:
    """What the extreme of one member of each can be: those that some member of the other yields to."""
    ends = [q.binary(exp.BitwiseAnd, x.mask, _yielding(y, largest, type_)) for x, y in ((a, b), (b, a))]
    result = q.binary(exp.BitwiseOr, *ends)
    outside = truths.mask_of(type_.members, {NOT_APPLICABLE}) & ~_never([a, b])
    if not outside:
        return result
    rest = q.binary(exp.BitwiseAnd, q.binary(exp.BitwiseOr, a.mask, b.mask), q.lit(outside))
    return q.binary(exp.BitwiseOr, result, rest)


def _yielding(value: SqlMembers, largest: bool, type_: Enumeration) -> Sql:
    """The members that some member of the value does not exceed (or, for the largest, does not undercut).

    Bits stand in the order of ranks, so that shifting spreads each to those beyond it.
    """
    shift = exp.BitwiseLeftShift if largest else exp.BitwiseRightShift
    ranks = truths.mask_of(type_.members, set(type_.ranks))
    everything = truths.mask_of(type_.members, set(type_.members))
    ranked = value.mask
    if everything & ~ranks & ~value.never:
        ranked = q.binary(exp.BitwiseAnd, ranked, q.lit(ranks))
    result = ranked
    for step in range(1, len(type_.ranks)):
        result = q.binary(exp.BitwiseOr, result, q.binary(shift, ranked, q.lit(step)))
    return result


def _has(mask: Sql, bits: Sql) -> Sql:
    return q.binary(exp.NEQ, q.binary(exp.BitwiseAnd, mask, bits), q.lit(0))
