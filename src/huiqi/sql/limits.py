"""Limits in SQL: per record, then per subject (and year) as window sums.

The same order and the same two sums as :mod:`huiqi.limits.fold`: *earlier high* over what may
precede a record, *earlier low* over what certainly does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..tree.measure import Limit
from . import expr as q
from . import numbers as num
from . import truths
from .expr import Sql, exp
from .outcome import Draft, differs
from .program import Program
from .values import SqlNum, flag_and, flag_sql

if TYPE_CHECKING:
    from .measure import Compiled

ZERO = q.lit(0)
COUNT_BITS = 20


def apply(compiled: Compiled, draft: Draft, limits: Sequence[Limit]) -> Draft:
    """The draft with every limit of its body applied, in order."""
    draft.total_low, draft.total_high = draft.low, draft.high
    for limit in limits:
        ceiling = compiled.lowering.number(limit.ceiling)
        low, high = _whole(compiled, ceiling)
        if limit.per == "record":
            _cut(compiled, draft, limit, (low, high), ceiling, (q.false(), q.false()))
            draft.total_low, draft.total_high = draft.low, draft.high
        else:
            _subject(compiled, draft, limit, ceiling, low, high)
    return draft


def _whole(compiled: Compiled, ceiling: SqlNum) -> tuple[Sql, Sql]:
    """The ceiling in whole fen, rounded down; NULL: none."""
    let = compiled.program.let
    low = q.null() if ceiling.low is None else num.floored(ceiling.low).num
    if ceiling.high is None:
        return let(low, "c"), q.null()
    high = low if ceiling.point else num.floored(ceiling.high).num
    return let(low, "c"), let(high, "c")


def _cut(
    compiled: Compiled,
    draft: Draft,
    limit: Limit,
    room: tuple[Sql, Sql],
    ceiling: SqlNum,
    earlier: tuple[Sql, Sql],
) -> None:
    let = compiled.program.let
    before = draft.high
    room_low, room_high = room
    if not isinstance(room_low, exp.Null):
        draft.own_low = let(q.cast(q.least([draft.own_low, room_low]), "BIGINT"), "own")
        draft.low = let(q.cast(q.least([draft.low, room_low]), "BIGINT"), "low")
    if not isinstance(room_high, exp.Null):
        high = q.case([(draft.alive, q.least([draft.high, room_high]))], draft.high)
        draft.high = let(q.cast(high, "BIGINT"), "high")
        lowered = q.is_not_false(q.binary(exp.LT, draft.high, before))
        lowered = q.both([lowered, q.negation(q.is_null(draft.high))])
        draft.cut_by = let(q.case([(lowered, q.lit(limit.name))], draft.cut_by), "cut")
    is_open = truths.open_number(ceiling)
    undecided = let(differs(draft.own_low, draft.high), "ld")
    for name, own, other in (("amount_k", ceiling.k, earlier[0]), ("amount_s", ceiling.s, earlier[1])):
        found = q.either([flag_sql(flag_and(is_open, own)), other])
        if not q.is_const(found, False):
            flag = q.either([getattr(draft, name), q.both([undecided, found])])
            setattr(draft, name, let(flag, "a" + name[-1]))


def _subject(compiled: Compiled, draft: Draft, limit: Limit, ceiling: SqlNum, low: Sql, high: Sql) -> None:
    draft.ceiling_low, draft.ceiling_high = _narrower(draft, low, high)
    if compiled.alone:
        _cut(compiled, draft, limit, (low, high), ceiling, (q.false(), q.false()))
        return
    let = compiled.program.let
    may = {"h": let(q.coalesce(draft.high, ZERO), "vh"), "f": let(_flags(draft), "vf")}
    windows = Windows(compiled.program, draft, limit.per == "subject-year", may, {"l": draft.low})
    earlier_high, earlier_low = windows.may("h"), windows.must("l")
    flags = let(q.cast(windows.may("f"), "BIGINT"), "flags")
    unbounded, *waiting = (let(_counted(flags, i), f"e{i}") for i in range(3))
    free = q.greatest([ZERO, q.binary(exp.Sub, low, earlier_high)])
    room_low = q.case([(unbounded, ZERO)], free)
    room_high = q.null()
    if not isinstance(high, exp.Null):
        room_high = q.greatest([ZERO, q.binary(exp.Sub, high, earlier_low)])
        room_high = q.case([(q.is_null(high), q.null())], room_high)
        room_high = let(room_high, "room")
    _cut(compiled, draft, limit, (let(room_low, "room"), room_high), ceiling, (waiting[0], waiting[1]))


def _flags(draft: Draft) -> Sql:
    """Three counts in one sum: unbounded, waiting for a fact, waiting for the authority."""
    is_open = q.both([draft.alive, differs(draft.low, draft.high)])
    parts = [q.is_null(draft.high)]
    for mask, own in ((draft.unknown, draft.amount_k), (draft.unset, draft.amount_s)):
        parts.append(q.both([is_open, q.either([q.binary(exp.NEQ, mask, ZERO), own])]))
    total = _one(parts[0])
    for i, part in enumerate(parts[1:], 1):
        total = q.binary(exp.Add, total, q.case([(part, q.lit(1 << (COUNT_BITS * i)))], ZERO))
    return total


def _counted(flags: Sql, index: int) -> Sql:
    """Whether the count at an index is above zero."""
    bits = ((1 << COUNT_BITS) - 1) << (COUNT_BITS * index)
    return q.binary(exp.NEQ, q.binary(exp.BitwiseAnd, flags, q.lit(bits)), ZERO)


def _narrower(draft: Draft, low: Sql, high: Sql) -> tuple[Sql, Sql]:
    if isinstance(draft.ceiling_low, exp.Null):
        return low, high
    return q.least([draft.ceiling_low, low]), q.least([draft.ceiling_high, high])


def _one(condition: Sql) -> Sql:
    return q.case([(condition, q.lit(1))], ZERO)


class Windows:
    """Sums over what may, and what certainly does, precede a candidate that is still in question.

    Only those are summed: the rest add nothing, and what their sums would be matters to nobody.
    """

    def __init__(
        self, program: Program, draft: Draft, yearly: bool, may: Mapping[str, Sql], must: Mapping[str, Sql]
    ) -> None:
        self.let, self._values = program.let, may
        known = [q.negation(q.is_null(draft.day))]
        if yearly:
            known.append(q.negation(q.is_null(draft.year)))
        self.dated = self.let(q.both(known), "dated")
        group = [q.col("number"), draft.year] if yearly else [q.col("number")]
        sums: dict[str, Sql] = {}
        for hint, value in {**may, **must}.items():
            sums[f"b{hint}"] = _before(q.case([(self.dated, value)], ZERO), group, draft.day)
        for hint, value in may.items():
            sums[f"o{hint}"] = _over(q.case([(self.dated, ZERO)], value))
            sums[f"a{hint}"] = _over(value)
        self._sums = program.windows(draft.alive, sums)

    def must(self, hint: str) -> Sql:
        """Over dated candidates of the group that stand before this one; 0 if it is undated."""
        return self.let(q.case([(self.dated, self._sum(f"b{hint}"))], ZERO), f"w{hint}")

    def may(self, hint: str) -> Sql:
        """Everything that may precede: those before it and the undated, or all others."""
        mine = q.binary(exp.Sub, self._sum(f"a{hint}"), self._values[hint])
        known = q.binary(exp.Add, self._sum(f"b{hint}"), self._sum(f"o{hint}"))
        return self.let(q.case([(self.dated, known)], mine), f"w{hint}")

    def _sum(self, name: str) -> Sql:
        return q.coalesce(self._sums[name], ZERO)


def _before(value: Sql, group: Sequence[Sql], day: Sql) -> Sql:
    order = [exp.Ordered(this=key, nulls_first=True) for key in (day, q.col("record"))]
    return exp.Window(
        this=exp.Sum(this=value),
        partition_by=list(group),
        order=exp.Order(expressions=order),
        spec=exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end=q.lit(1), end_side="PRECEDING"
        ),
    )


def _over(value: Sql) -> Sql:
    return exp.Window(this=exp.Sum(this=value), partition_by=[q.col("number")])
