"""Bound trees to named SQL columns: the second reading of the same tree.

Each node is lowered once; what it becomes is bound to a name, so that expressions stay small.
The rules mirror :mod:`huiqi.semantics`; property tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from ..errors import fail
from ..tree import nodes as n
from ..tree.measure import LocalPlan
from ..types import BOOL, CODED, DATE, INT64_MAX, Enumeration, Quantity
from ..vocabulary import Fact
from ..vocabulary.model import epoch_day
from . import cases, truths
from . import expr as q
from . import numbers as num
from .expr import Sql, exp
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
            value = self.shared(node) or self.named(self._lower(node), "x")
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
                return cases.lower_cases(self.program, rows, self.value(node.default))
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
        return certain_value(node.fact, column) if self.certain else fact_value(node.fact, column, node.decided)

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
                return add(self.number(node.left), self.number(node.right), node.minus)
            case n.DaysBetween():
                return add(self.number(node.end), self.number(node.start), True)
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
            result = self._step(multiply(result, self.number(factor)))
        for divisor in node.divisors:
            result = self._step(divide(result, self.number(divisor)))
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
                moved = _epoch(exp.AddMonths(this=_day(bound.num), expression=q.lit(months)))
            return Bound(moved, bound.low - slack, bound.high + slack, nullable=bound.nullable)

        return self._moved(node.operand, move)

    def _year(self, node: n.YearOf) -> SqlNum:
        def year(bound: Bound) -> Bound:
            taken = q.cast(exp.Year(this=_day(bound.num)), "BIGINT")
            return Bound(taken, 1900, 2200, nullable=bound.nullable)

        return self._moved(node.operand, year)

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
            rows = [(q.binary(exp.GT, sure, q.lit(0)), q.true()), (q.binary(exp.EQ, may, q.lit(0)), q.false())]
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
        raise fail("T0215", "合计的各项要有上限，且不能含除以事实的商", "", node.place)
    low, high = num.aligned([value.low, value.high])
    width = max(abs(low.low), abs(high.high)) * (10**6 if node.op == "sum" else 1)
    return low.scale, min(width, INT64_MAX) if node.op != "sum" else width


# -- leaves -----------------------------------------------------------------------------------
def constant(node: n.Const) -> SqlValue:
    """A constant."""
    value = node.value
    if isinstance(value, bool):
        return truths.constant(value)
    if isinstance(value, date):
        bound = const_bound(epoch_day(value))
        return SqlNum(bound, bound)
    if isinstance(value, Fraction):
        bound = const_bound(value.numerator, value.denominator)
        return SqlNum(bound, bound)
    if isinstance(node.type, Enumeration):
        mask = q.lit(truths.mask_of(node.type.members, {value}))
        return SqlMembers(node.type.members, mask, constant=value)
    return SqlText(q.lit(value), False, False, value)


def unset(node: n.Unset) -> SqlValue:
    """What only the authority can say."""
    if node.type == BOOL:
        return SqlBool(q.null(), True, False, True)
    low = None if node.low is None else const_bound(node.low.numerator, node.low.denominator)
    high = None if node.high is None else const_bound(node.high.numerator, node.high.denominator)
    if low is not None and high is not None and node.low == node.high:
        high = low
    return SqlNum(low, high, False, True)


def fact_value(fact: Fact, column: Sql, decided: bool = False) -> SqlValue:
    """A fact of the source: NULL where unknown."""
    k, s = not decided, decided
    type_ = fact.type
    if type_ == BOOL:
        return SqlBool(column, True, k, s)
    if isinstance(type_, Quantity) or type_ == DATE:
        assert fact.low is not None and fact.high is not None
        low, high = (
            Bound(q.coalesce(column, q.lit(end)), fact.low, fact.high, fact.scale)
            for end in (fact.low, fact.high)
        )
        if fact.low == fact.high:
            return SqlNum(low, low)
        return SqlNum(low, high, k, s, raw=column)
    if isinstance(type_, Enumeration):
        bits = [(q.binary(exp.EQ, column, q.lit(m)), q.lit(1 << i)) for i, m in enumerate(type_.members)]
        mask = q.case(bits, q.lit((1 << len(type_.members)) - 1))
        return SqlMembers(type_.members, mask, k, s, raw=column)
    return SqlText(column, k, s)


def certain_value(fact: Fact, column: Sql) -> SqlValue:
    """A fact that is known, whatever it is: for decisions on complete facts."""
    type_ = fact.type
    if type_ == BOOL:
        return SqlBool(column, nullable=False)
    if isinstance(type_, Quantity) or type_ == DATE:
        assert fact.low is not None and fact.high is not None
        bound = Bound(column, fact.low, fact.high, fact.scale)
        return SqlNum(bound, bound)
    if isinstance(type_, Enumeration):
        mask = fact_value(fact, column)
        assert isinstance(mask, SqlMembers)
        return replace(mask, k=False, certain=True)
    return SqlText(column, False, certain=True)


def _day(days: Sql) -> Sql:
    """Epoch days as a DATE."""
    return exp.DateFromUnixDate(this=q.cast(days, "INT"))


def _epoch(day: Sql) -> Sql:
    """A DATE as epoch days."""
    return exp.UnixDate(this=day)


# -- intervals --------------------------------------------------------------------------------
def _undefined(*values: SqlNum) -> Sql | None:
    parts = [v.undefined for v in values if v.undefined is not None]
    return q.either(parts) if parts else None


def _flags(*values: SqlNum) -> tuple[Flag, Flag]:
    return truths.causes_of([(truths.open_number(v), v.k, v.s) for v in values])


def add(a: SqlNum, b: SqlNum, minus: bool) -> SqlNum:
    """The sum or difference of two intervals."""
    b_low, b_high = (b.high, b.low) if minus else (b.low, b.high)
    low = None if a.low is None or b_low is None else num.add(a.low, b_low, minus)
    high = None if a.high is None or b_high is None else num.add(a.high, b_high, minus)
    if a.point and b.point:
        high = low
    return SqlNum(low, high, *_flags(a, b), _undefined(a, b))


def multiply(a: SqlNum, b: SqlNum) -> SqlNum:
    """The hull of all products (T0215 where a sign and an unbounded end are both open)."""
    if a.low is not None and b.low is not None and a.low.low >= 0 and b.low.low >= 0:
        low = num.multiply(a.low, b.low)
        high = low if a.point and b.point else _high_product(a.high, b.high)
        return SqlNum(low, high, *_flags(a, b), _undefined(a, b))
    ends = (a.low, a.high, b.low, b.high)
    if any(e is None or e.nullable for e in ends):
        raise fail("T0215", "可能为负又没有上限的数不能相乘", "给参数写上上下限")
    corners = [num.multiply(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]  # type: ignore[arg-type]
    corners = num.aligned(corners)
    low_b, high_b = cases.lowest(corners), cases.highest(corners)
    if a.point and b.point:
        high_b = low_b = corners[0]
    return SqlNum(low_b, high_b, *_flags(a, b), _undefined(a, b))


def _high_product(a: Bound | None, b: Bound | None) -> Bound | None:
    if a is not None and b is not None:
        return num.multiply(a, b)
    known = a if a is not None else b
    if known is None or known.low > 0:
        return None
    zero = q.case([(q.is_true(q.binary(exp.EQ, known.num, q.lit(0))), q.lit(0))])
    return Bound(zero, 0, 0, nullable=True)


def divide(a: SqlNum, b: SqlNum) -> SqlNum:
    """a ÷ b for b ≥ 0; undefined where b is zero, perhaps undefined where it may be zero."""
    if b.low is None or b.low.low < 0 or a.low is None or a.low.low < 0:
        raise fail("T0215", "被除数和除数都不能为负", "用 最大(…, 0元) 保证")
    low = _over(a.low, b.high)
    high = low if a.point and b.point else _over(a.high, b.low) if a.high is not None else None
    undefined = _undefined(a, b)
    if b.low.low == 0:
        zero_low = q.binary(exp.EQ, b.low.num, q.lit(0))
        zero_high = q.false() if b.high is None else q.is_true(q.binary(exp.EQ, b.high.num, q.lit(0)))
        if b.point:
            found: Sql = zero_low
        else:
            found = q.case([(zero_high, q.true()), (zero_low, q.null())], q.false())
        undefined = found if undefined is None else q.either([undefined, found])
        if high is not None and high is not low:
            keep = q.binary(exp.EQ, a.high.num, q.lit(0)) if a.high is not None else q.false()
            guarded = q.case([(q.is_true(keep), q.lit(0)), (zero_low, q.null())], high.num)
            high = replace(high, num=guarded, nullable=True)
    return SqlNum(low, high, *_flags(a, b), undefined)


def _over(a: Bound, b: Bound | None) -> Bound:
    """One end over another; a zero divisor is guarded inside the expression."""
    if b is None or b.nullable:
        if b is None:
            return const_bound(0)
        finite = _over(a, replace(b, nullable=False))
        zero_when = q.case([(q.is_null(b.num), q.lit(0))], finite.num)
        return replace(finite, num=zero_when, den=q.coalesce(finite.den or q.lit(1), q.lit(1)))
    if b.low == b.high and b.low > 0:
        upper = num.scaled_numerator(a, b.scale)
        return replace(a, num=upper.num, low=upper.low, high=upper.high, scale=a.scale * b.low, huge=upper.huge)
    if a.den is not None:
        raise fail("T0215", "只能除以一个事实", "改写成一个乘除式")
    upper = num.scaled_numerator(a, b.scale)
    den = q.case([(q.binary(exp.EQ, b.num, q.lit(0)), q.lit(1))], b.num) if b.low == 0 else b.num
    return Bound(upper.num, upper.low, upper.high, a.scale, den, max(b.high, 1), a.nullable, upper.huge)


