"""Bound trees to named SQL columns: the second reading of the same tree.

Each node is lowered once; what it becomes is bound to a name, so that expressions stay small.
The rules mirror :mod:`huiqi.semantics`; property tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..errors import HuiqiError, fail
from ..tree import nodes as n
from ..tree.measure import LocalPlan
from ..types import BOOL, CODED, INT64_MAX, Enumeration
from ..vocabulary import Fact
from ..vocabulary.model import from_epoch_day
from . import cases, intervals, truths
from . import expr as q
from . import numbers as num
from .expr import Sql, exp
from .leaves import as_day, as_epoch, certain_value, constant, fact_value, unset
from .local import lower_local
from .program import Program
from .values import (
    Bound,
    Flag,
    SqlBool,
    SqlMembers,
    SqlNum,
    SqlText,
    SqlValue,
    const_bound,
)

LIMITLESS = 2**62


class Lowering:
    """Lowers the nodes of one measure into ``program``.

    ``fact_column`` names the source column of a fact; ``shared`` gives the values of nodes that
    the source has already computed (definitions many measures use).
    """

    def __init__(
        self,
        program: Program,
        fact_column: Callable[[Fact], Sql],
        shared: Callable[[n.Node], SqlValue | None] = lambda node: None,
        local: LocalPlan | None = None,
        certain: bool = False,
    ) -> None:
        self.certain = certain
        self.program, self.fact_column, self.shared, self.local = program, fact_column, shared, local
        self.basis: n.Node | None = None
        self.region: Sql = q.null()
        self.aggregates: dict[str, n.Aggregate] = {}
        self._memo: dict[int, tuple[n.Node, SqlValue]] = {}

    # entrances ---------------------------------------------------------------
    def set_basis(self, basis: n.Node | None) -> None:
        """The basis date of the body lowered next; what depends on the last one is forgotten."""
        if basis is not self.basis:
            self._memo.clear()
        self.basis = basis

    def truth(self, node: n.Node) -> SqlBool:
        """A boolean node."""
        value = self.value(node)
        assert isinstance(value, SqlBool)
        return value

    def number(self, node: n.Node) -> SqlNum:
        """A numeric or date node."""
        value = self.value(node)
        assert isinstance(value, SqlNum)
        return value

    def value(self, node: n.Node) -> SqlValue:
        """Any node, lowered once and named."""
        found = self._memo.get(id(node))
        if found is None:
            try:
                value = self.shared(node) or self.named(self._lower(node), "x")
            except HuiqiError as error:
                raise error.at(node.place) from None
            found = self._memo[id(node)] = (node, value)
        return found[1]

    def named(self, value: SqlValue, hint: str) -> SqlValue:
        """The value with each of its parts bound to a column."""
        match value:
            case SqlBool():
                bound = self.program.let(value.value, hint)
                return replace(value, value=bound, k=self._flag(value.k), s=self._flag(value.s))
            case SqlNum():
                low = self._bound(value.low, hint)
                high = low if value.high is value.low else self._bound(value.high, hint)
                undefined = value.undefined and self.program.let(value.undefined, f"{hint}n")
                k, s = self._flag(value.k), self._flag(value.s)
                return replace(value, low=low, high=high, undefined=undefined, k=k, s=s)
            case SqlMembers():
                mask = self.program.let(value.mask, hint)
                return replace(value, mask=mask, k=self._flag(value.k), s=self._flag(value.s))
            case _:
                return value

    def _flag(self, flag: Flag) -> Flag:
        return flag if isinstance(flag, bool) else self.program.let(flag, "f")

    def _bound(self, bound: Bound | None, hint: str) -> Bound | None:
        if bound is None:
            return None
        den = bound.den and self.program.let(bound.den, f"{hint}d")
        return replace(bound, num=self.program.let(bound.num, hint), den=den)

    # nodes -------------------------------------------------------------------
    def _lower(self, node: n.Node) -> SqlValue:
        match node:
            case n.Const():
                return constant(node)
            case n.Unset():
                return unset(node)
            case n.Unlimited():
                return SqlNum(const_bound(LIMITLESS), None, False, True)
            case n.FactRef():
                return self._fact(node)
            case n.BasisDate():
                assert self.basis is not None
                return self.value(self.basis)
            case n.Local():
                return self._local(node)
            case n.Compare():
                return self._compare(node)
            case n.Junction():
                return truths.junction([self.truth(o) for o in node.operands], node.all)
            case n.Not():
                return truths.opposite(self.truth(node.operand))
            case n.Member():
                return self._member(node)
            case n.Cases():
                rows = [(self.truth(c), self.value(v)) for c, v in node.rows]
                return cases.lower_cases(self.program, rows, self.value(node.default), node.exclusive)
            case n.Choice():
                return cases.hull(self.program, [self.value(v) for _, v in node.options])
            case n.Aggregate():
                return self._aggregate(node)
            case n.Extreme():
                return self._extreme(node)
            case _:
                return self._arithmetic(node)

    def _fact(self, node: n.FactRef) -> SqlValue:
        column = self.fact_column(node.fact)
        return (
            certain_value(node.fact, column) if self.certain else fact_value(node.fact, column, node.decided)
        )

    def _compare(self, node: n.Compare) -> SqlBool:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(left, SqlNum) and isinstance(right, SqlNum):
            return truths.compare_numbers(node.operator, left, right)
        if isinstance(left, SqlMembers) and isinstance(right, SqlMembers):
            assert isinstance(node.left.type, Enumeration)
            return truths.compare_members(node.operator, left, right, node.left.type)
        assert isinstance(left, SqlText) and isinstance(right, SqlText)
        return truths.compare_texts(node.operator, left, right)

    def _member(self, node: n.Member) -> SqlBool:
        item = self.value(node.item)
        if isinstance(item, SqlMembers):
            found = truths.member_of_enumeration(item, node.list)
        else:
            assert isinstance(item, SqlText)
            found = truths.member_of_text(item, node.list, node.item.type in CODED)
        return truths.opposite(found) if node.negated else found

    def _extreme(self, node: n.Extreme) -> SqlValue:
        values = [self.value(o) for o in node.operands]
        if isinstance(node.type, Enumeration):
            members = [v for v in values if isinstance(v, SqlMembers)]
            return cases.extreme_members(self.program, members, node.largest, node.type)
        return cases.extreme(self.program, [v for v in values if isinstance(v, SqlNum)], node.largest)

    def _arithmetic(self, node: n.Node) -> SqlNum:
        match node:
            case n.Add():
                return intervals.add(self.number(node.left), self.number(node.right), node.minus)
            case n.DaysBetween():
                return intervals.add(self.number(node.end), self.number(node.start), True)
            case n.MulDiv():
                return self._mul_div(node)
            case n.Shift():
                return self._shift(node)
            case n.YearOf():
                return self._year(node)
            case _:
                raise TypeError(f"no SQL for {type(node).__name__}")

    def _mul_div(self, node: n.MulDiv) -> SqlNum:
        result = self.number(node.factors[0]) if node.factors else SqlNum(one := const_bound(1), one)
        for factor in node.factors[1:]:
            result = self._step(intervals.multiply(result, self.number(factor)))
        for divisor in node.divisors:
            result = self._step(intervals.divide(result, self.number(divisor)))
        return result

    def _step(self, value: SqlNum) -> SqlNum:
        named = self.named(value, "x")
        assert isinstance(named, SqlNum)
        return named

    def _shift(self, node: n.Shift) -> SqlNum:
        months = node.count * {"天": 0, "月": 1, "年": 12}[node.unit]
        slack = abs(node.count) * {"天": 1, "月": 31, "年": 366}[node.unit]

        def move(bound: Bound) -> Bound:
            if node.unit == "天":
                moved = q.binary(exp.Add, bound.num, q.lit(node.count))
            else:
                moved = as_epoch(exp.AddMonths(this=as_day(bound.num), expression=q.lit(months)))
            return Bound(moved, bound.low - slack, bound.high + slack, nullable=bound.nullable)

        return self._moved(node.operand, move)

    def _year(self, node: n.YearOf) -> SqlNum:
        def taken(day: Sql) -> Sql:
            return q.cast(exp.Year(this=as_day(day)), "BIGINT")

        def year(bound: Bound) -> Bound:
            first, last = (from_epoch_day(days).year for days in (bound.low, bound.high))
            return Bound(taken(bound.num), first, last, nullable=bound.nullable)

        raw = self.number(node.operand).raw
        moved = self._moved(node.operand, year)
        return moved if raw is None else replace(moved, raw=self.program.let(taken(raw), "year"))

    def _moved(self, operand: n.Node, move: Callable[[Bound], Bound]) -> SqlNum:
        value = self.number(operand)
        assert value.low is not None and value.high is not None
        low = move(value.low)
        high = low if value.high is value.low else move(value.high)
        return SqlNum(low, high, value.k, value.s, value.undefined)

    # joins -------------------------------------------------------------------
    def _aggregate(self, node: n.Aggregate) -> SqlValue:
        name = f"a{len(self.aggregates) + 1}"
        self.aggregates[name] = node
        k, s = (self.program.input(f"{name}_{c}", "aggregate") for c in "ks")
        k, s = q.is_true(k), q.is_true(s)
        low, high = (self.program.input(f"{name}_{c}", "aggregate") for c in ("low", "high"))
        if node.type == BOOL:
            sure, may = (q.coalesce(c, q.lit(0)) for c in (low, high))
            rows = [
                (q.binary(exp.GT, sure, q.lit(0)), q.true()),
                (q.binary(exp.EQ, may, q.lit(0)), q.false()),
            ]
            return SqlBool(q.case(rows), True, k, s)
        scale, width = aggregate_shape(node)
        bounds = [Bound(q.coalesce(c, q.lit(0)), -width, width, scale) for c in (low, high)]
        if not _may_be_negative(node):
            bounds = [replace(b, low=0) for b in bounds]
        return SqlNum(bounds[0], bounds[1], k, s)

    def _local(self, node: n.Local) -> SqlValue:
        assert self.local is not None
        return lower_local(self, node, self.local)


def _may_be_negative(node: n.Aggregate) -> bool:
    return any(isinstance(x, n.Add) and x.minus for x in n.walk(node))


def aggregate_shape(node: n.Aggregate) -> tuple[int, int]:
    """The denominator of an aggregate's columns and the width of their static range."""
    if node.value is None:
        return 1, 10**9
    inner = Lowering(Program(), lambda fact: q.col(fact.name))
    value = inner.number(node.value)
    if value.high is None or value.low is None or value.low.den is not None or value.high.den is not None:
        raise fail(
            "T0215",
            "合计的各项要有上限，且不能含除以事实的商",
            "先给各项写上上限，除法放在合计之外",
            node.place,
        )
    low, high = num.aligned([value.low, value.high])
    width = max(abs(low.low), abs(high.high)) * (10**6 if node.op == "sum" else 1)
    return low.scale, min(width, INT64_MAX) if node.op != "sum" else width
