"""A bound measure as one SQL query: a row per candidate, with everything an answer holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..tree import nodes as n
from ..tree.measure import AMOUNT_BIT, BoundBody, BoundMeasure, Limit
from ..vocabulary import Fact
from ..vocabulary.model import REGION_FACT
from . import expr as q
from . import limits as lim
from . import numbers as num
from . import outcome as out
from . import truths
from .expr import Sql, exp
from .lower import Lowering
from .program import Program
from .source import Source, build_source, fact_name
from .values import Bound, SqlNum, SqlValue, const_bound, flag_and, flag_sql

OUTPUTS = (
    "number",
    "record",
    "year",
    "status",
    "amount_before_limits",
    "amount",
    "amount_low",
    "amount_high",
    "false_mask",
    "unknown_mask",
    "unset_mask",
    "cut_by",
)
TOTALS = ("total_low", "total_high", "ceiling_low", "ceiling_high", "day")


@dataclass
class Shared:
    """Definitions the subject's relation already holds: bound node -> its value over ``s``."""

    values: dict[int, tuple[n.Node, SqlValue]] = field(default_factory=dict)
    columns: dict[str, Sql] = field(default_factory=dict)

    def get(self, node: n.Node) -> SqlValue | None:
        """The value of a node that is held, else None."""
        found = self.values.get(id(node))
        return found[1] if found else None


def measure_query(bound: BoundMeasure, source: Source, shared: Shared | None = None) -> exp.Select:
    """All candidates of a measure: :data:`OUTPUTS` then :data:`TOTALS`."""
    return Compiled(bound, source, shared or Shared()).query()


class Compiled:
    """One measure, lowered."""

    def __init__(self, bound: BoundMeasure, source: Source, shared: Shared, certain: bool = False) -> None:
        self.bound, self.source, self.shared, self.certain = bound, source, shared, certain
        self.program = Program()
        self.lowering = self._lowering()

    @property
    def alone(self) -> bool:
        """Whether no other candidate shares this one's limits."""
        return self.bound.measure.about_subject

    def _lowering(self) -> Lowering:
        program = self.program

        def shared(node: n.Node) -> SqlValue | None:
            value = self.shared.get(node)
            if value is not None:
                for column in _columns(value):
                    program.input(column, "shared")
            return value

        lowering = Lowering(program, self._fact, shared, self.bound.local, self.certain)
        if self.bound.local is not None:
            subject = self.source.vocabulary.subject_of(self.bound.measure.kind.name)
            lowering.region = self._fact(subject.facts[REGION_FACT])
        return lowering

    def _fact(self, fact: Fact) -> Sql:
        return self.program.input(fact_name(fact), "fact")

    def query(self) -> exp.Select:
        """The query."""
        outputs = out.columns(self.answer(), not self.bound.measure.about_subject)
        relation = build_source(
            self.source,
            self.bound.measure.kind.name,
            self.program,
            self.lowering.aggregates,
            self.shared.columns,
        )
        return self.program.select(relation, outputs, self.source.local)

    def answer(self) -> out.Answer:
        """The columns of the answer, readings combined."""
        bound = self.bound
        common = out.finish(self.program, self.limited(self.draft(bound.body), bound.body.limits))
        if bound.alternatives:
            read = [
                out.finish(self.program, self.limited(self.draft(b), b.limits)) for _, b in bound.alternatives
            ]
            assert bound.reading_bit is not None
            common = out.combine(self.program, common, read, bound.reading_bit, bound.has_money)
        return common

    def limited(self, draft: out.Draft, limits: Sequence[Limit]) -> out.Draft:
        """The draft with the limits of its body applied."""
        return lim.apply(self, draft, limits)

    # drafts ------------------------------------------------------------------
    def draft(self, body: BoundBody) -> out.Draft:
        """Conditions as masks, and the amount as a rounded interval before limits."""
        program, lowering = self.program, self.lowering
        lowering.set_basis(body.basis)
        false, unknown, unset = [], [], []
        for condition in body.conditions:
            truth = lowering.truth(condition.node)
            bit = 1 << condition.bit
            false.append((q.negation(q.is_not_false(truth.value)), bit))
            is_open = truth.open()
            unknown.append((flag_sql(flag_and(is_open, truth.k)), bit))
            unset.append((flag_sql(flag_and(is_open, truth.s)), bit))
        amount = lowering.number(body.amount) if body.amount is not None else None
        if amount is not None and amount.undefined is not None:
            false.append((q.is_true(amount.undefined), 1 << AMOUNT_BIT))
        masks = [
            program.let(_mask(m), h) for m, h in ((false, "false"), (unknown, "unknown"), (unset, "unset"))
        ]
        day, year = self._dates(body)
        alive = program.let(q.binary(exp.EQ, masks[0], q.lit(0)), "alive")
        waits = program.let(
            q.either([q.binary(exp.NEQ, m, q.lit(0)) for m in masks[1:] if not _zero(m)]), "waits"
        )
        draft = out.Draft(masks[0], masks[1], masks[2], alive, waits, day, year)
        return self._amounts(draft, amount)

    def _dates(self, body: BoundBody) -> tuple[Sql, Sql]:
        program, lowering = self.program, self.lowering
        day: Sql = q.null()
        if body.basis is not None:
            basis = lowering.number(body.basis)
            day = program.let(_point(basis), "day")
        if body.year is None:
            return day, q.null()
        year = _point(lowering.number(body.year))
        if body.basis is not None and not _null(day):
            year = q.case([(q.negation(q.is_null(day)), year)])
        return day, program.let(year, "year")

    def _amounts(self, draft: out.Draft, amount: SqlNum | None) -> out.Draft:
        if amount is None:
            return draft
        program = self.program
        low = num.rounded(num.not_negative(amount.low)) if amount.low is not None else const_bound(0)
        high = None
        if amount.high is not None:
            high = low if amount.point else num.rounded(num.not_negative(amount.high))
        own = q.coalesce(low.num, q.lit(0)) if low.nullable else low.num
        perhaps = q.false() if amount.undefined is None else q.is_null(amount.undefined)
        own = q.case([(q.negation(draft.alive), q.lit(0)), (perhaps, q.lit(0))], own)
        draft.own_low = program.let(_int64(own, low), "own")
        certain = q.both([draft.alive, q.negation(draft.waits)])
        draft.low = program.let(q.case([(certain, draft.own_low)], q.lit(0)), "low")
        top = q.null() if high is None else _int64(high.num, high)
        draft.high = program.let(q.case([(draft.alive, top)], q.lit(0)), "high")
        is_open = program.let(truths.open_number(amount), "o")
        draft.amount_k = program.let(flag_sql(flag_and(is_open, amount.k)), "ak")
        draft.amount_s = program.let(flag_sql(flag_and(is_open, amount.s)), "as")
        draft.perhaps = perhaps
        point = q.both([q.negation(is_open), q.negation(perhaps)])
        draft.before = program.let(q.case([(q.both([point, draft.alive]), draft.own_low)]), "before")
        draft.has_amount = True
        return draft


def _columns(value: SqlValue) -> list[str]:
    parts = [getattr(value, name, None) for name in ("value", "mask", "k", "s")]
    found = [c.name for p in parts if isinstance(p, exp.Expression) for c in p.find_all(exp.Column)]
    return list(dict.fromkeys(found))


def _int64(expression: Sql, bound: Bound) -> Sql:
    return q.cast(expression, "BIGINT") if bound.huge else expression


def _zero(mask: Sql) -> bool:
    return isinstance(mask, exp.Literal) and mask.this == "0"


def _null(expression: Sql) -> bool:
    return isinstance(expression, exp.Null)


def _point(value: SqlNum) -> Sql:
    """The number where it is one known point, else NULL."""
    assert value.low is not None and value.low.scale == 1
    if value.point:
        return value.low.num
    if value.raw is not None:
        return value.raw
    return q.case([(q.negation(truths.open_number(value)), value.low.num)])


def _mask(parts: list[tuple[Sql, int]]) -> Sql:
    total: Sql | None = None
    constant = 0
    for condition, bit in parts:
        if q.is_const(condition, False):
            continue
        if q.is_const(condition, True):
            constant |= bit
            continue
        part = q.case([(condition, q.lit(bit))], q.lit(0))
        total = part if total is None else q.binary(exp.BitwiseOr, total, part)
    if total is None:
        return q.lit(constant)
    return q.binary(exp.BitwiseOr, total, q.lit(constant)) if constant else total
