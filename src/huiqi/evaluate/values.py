"""The value of an expression for one candidate: a walk over :mod:`huiqi.semantics`.

Bound trees only: no shorthand, no names. Each node is valued once per candidate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from .. import semantics as sem
from ..codes.hierarchy import prefixes
from ..semantics import Cause, Num, Some, Truth
from ..tree import nodes as n
from ..tree.fold import as_value, shift_day
from ..tree.measure import LocalEra, LocalPlan
from ..types import BOOL, CODED, DATE, Enumeration, Quantity
from ..vocabulary import Fact
from ..vocabulary.model import REGION_FACT, epoch_day, from_epoch_day
from .facts import Entity, Stored, Subject

Value = Truth | Num | Some
Watcher = Callable[[n.Compare | n.Member, Value, Value], None]
"""Told of each comparison with both its values, of each membership with its item and outcome."""


class Evaluator:
    """Values expressions for one record of a subject, or the subject itself (``record`` None)."""

    def __init__(
        self,
        subject: Subject,
        record: Entity | None,
        basis: n.Node | None = None,
        local: LocalPlan | None = None,
        watch: Watcher | None = None,
        inside: bool = False,
    ) -> None:
        self.subject, self.record, self.basis = subject, record, basis
        self.local, self.watch, self.inside = local, watch, inside
        self._memo: dict[int, Value] = {}

    # typed entrances ---------------------------------------------------------
    def truth(self, node: n.Node) -> Truth:
        """The value of a boolean node."""
        value = self.value(node)
        assert isinstance(value, Truth)
        return value

    def num(self, node: n.Node) -> Num:
        """The value of a numeric or date node."""
        value = self.value(node)
        assert isinstance(value, Num)
        return value

    def some(self, node: n.Node) -> Some:
        """The value of a text, code or enumeration node."""
        value = self.value(node)
        assert isinstance(value, Some)
        return value

    def value(self, node: n.Node) -> Value:
        """The value of any node, computed once."""
        key = id(node)
        if key not in self._memo:
            self._memo[key] = self._value(node)
        return self._memo[key]

    def _value(self, node: n.Node) -> Value:
        match node:
            case n.Const():
                value = as_value(node)
                return sem.Truth(value) if isinstance(value, bool) else value
            case n.Unset():
                if node.type == BOOL:
                    return sem.undecided(Cause.UNSET)
                return sem.between(node.low, node.high, Cause.UNSET)
            case n.Unlimited():
                return Num(Fraction(2**62), None, Cause.UNSET)
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
                return self._junction(node)
            case n.Not():
                return sem.not_(self.truth(node.operand))
            case n.Member():
                return self._member(node)
            case n.Cases():
                return self._cases(node)
            case n.Choice():
                return sem.hull([self.value(v) for _, v in node.options], Cause.UNSET)
            case n.Aggregate():
                return self._aggregate(node)
            case n.Extreme():
                return self._extreme(node)
            case _:
                return self._arithmetic(node)

    def _arithmetic(self, node: n.Node) -> Num:
        match node:
            case n.Add():
                right = self.num(node.right)
                return sem.add(self.num(node.left), sem.opposite(right) if node.minus else right)
            case n.MulDiv():
                return self._mul_div(node)
            case n.DaysBetween():
                return sem.add(self.num(node.end), sem.opposite(self.num(node.start)))
            case n.Shift():
                return self._dates(node.operand, lambda d: epoch_day(shift_day(d, node.count, node.unit)))
            case n.YearOf():
                return self._dates(node.operand, lambda d: d.year)
            case _:
                raise TypeError(f"no value for {type(node).__name__}")

    # facts -------------------------------------------------------------------
    def _fact(self, node: n.FactRef) -> Value:
        fact = node.fact
        cause = Cause.UNSET if node.decided else Cause.UNKNOWN
        return known(fact, self.stored(fact), cause)

    def stored(self, fact: Fact) -> Stored:
        """The stored value of a fact of the record or of its subject."""
        if self.record is not None and fact.kind == self.record.kind:
            return self.record.get(fact.name)
        return self.subject.entity.get(fact.name)

    def _local(self, node: n.Local) -> Value:
        assert self.local is not None
        region = self.subject.entity.get(REGION_FACT)
        assert region is None or isinstance(region, str)
        day = self.num(self.basis) if self.basis is not None else None
        era = self._era(day)
        rows = self.local.rows(region, era)
        causes = Cause.UNKNOWN if region is None else Cause.NONE
        if day is not None and era is None:
            causes |= day.causes
        return local_value(node, rows, causes)

    def _era(self, day: Num | None) -> int | None:
        assert self.local is not None
        if day is None:
            return len(self.local.breaks)
        if not day.point or day.low is None:
            return None
        return self.local.era(from_epoch_day(int(day.low)))

    # logic -------------------------------------------------------------------
    def _compare(self, node: n.Compare) -> Truth:
        left, right = self.value(node.left), self.value(node.right)
        if self.watch is not None and not isinstance(left, Truth) and not isinstance(right, Truth):
            self.watch(node, left, right)
        if isinstance(left, Num) and isinstance(right, Num):
            return sem.compare(node.operator, left, right)
        assert isinstance(left, Some) and isinstance(right, Some)
        if isinstance(node.left.type, Enumeration):
            return sem.compare_members(node.operator, left, right, node.left.type)
        return sem.compare_texts(node.operator, left, right)

    def _junction(self, node: n.Junction) -> Truth:
        values = [self.truth(o) for o in node.operands]
        return sem.all_of(values) if node.all else sem.any_of(values)

    def _member(self, node: n.Member) -> Truth:
        item = self.some(node.item)
        found = membership(item, node.list, node.item.type in CODED)
        if self.watch is not None:
            self.watch(node, item, found)
        return sem.not_(found) if node.negated else found

    def _cases(self, node: n.Cases) -> Value:
        possible: list[Value] = []
        causes = Cause.NONE
        for condition, value in node.rows:
            holds = self.truth(condition)
            if holds.value is False:
                continue
            possible.append(self.value(value))
            if holds.value is True:
                return sem.hull(possible, causes)
            causes |= holds.causes
        possible.append(self.value(node.default))
        return sem.hull(possible, causes)

    # numbers -----------------------------------------------------------------
    def _extreme(self, node: n.Extreme) -> Value:
        if isinstance(node.type, Enumeration):
            members = [self.some(o) for o in node.operands]
            return sem.extreme_members(members, node.largest, node.type)
        return sem.extreme([self.num(o) for o in node.operands], node.largest)

    def _mul_div(self, node: n.MulDiv) -> Num:
        result = sem.exactly(1)
        for factor in node.factors:
            result = sem.multiply(result, self.num(factor))
        for divisor in node.divisors:
            result = sem.multiply(result, sem.reciprocal(self.num(divisor)))
        return result

    def _dates(self, operand: n.Node, move: Callable[[date], int]) -> Num:
        value = self.num(operand)
        low, high = (
            None if v is None else Fraction(move(from_epoch_day(int(v)))) for v in (value.low, value.high)
        )
        return sem.between(low, high, value.causes, value.undefined)

    # records -----------------------------------------------------------------
    def _aggregate(self, node: n.Aggregate) -> Value:
        rows: list[tuple[Truth, Num]] = []
        for record in self.subject.of(node.kind):
            inner = Evaluator(self.subject, record, watch=self.watch, inside=True)
            holds = sem.TRUTH if node.filter is None else inner.truth(node.filter)
            if holds.value is not False:
                value = sem.exactly(1) if node.value is None else inner.num(node.value)
                rows.append((holds, value))
        return aggregate(node.op, rows)


def known(fact: Fact, stored: Stored, cause: Cause) -> Value:
    """A fact's value: the point it is known to be, or everything it may be."""
    type_ = fact.type
    if type_ == BOOL:
        return sem.undecided(cause) if stored is None else Truth(bool(stored))
    if isinstance(type_, Quantity) or type_ == DATE:
        if stored is None:
            return sem.between(*fact.bounds(), cause)
        if isinstance(stored, date):
            return sem.exactly(epoch_day(stored))
        return sem.exactly(Fraction(int(stored), fact.scale))
    if stored is not None:
        return Some(frozenset({str(stored)}))
    members = frozenset(type_.members) if isinstance(type_, Enumeration) else None
    return sem.some(members, cause)


def membership(item: Some, listed: n.Members, coded: bool) -> Truth:
    """Whether an item is on a list: beyond an open or unset list only the authority can say."""
    unset = Cause.UNSET if listed.open or listed.members is None else Cause.NONE
    if listed.members is None or item.possible is None:
        if listed.members == () and not listed.open:
            return sem.FALSITY
        return sem.undecided(item.causes | unset)
    outcomes = [_on_list(text, listed.members, coded) for text in item.possible]
    if all(o is True for o in outcomes):
        return sem.TRUTH
    if not unset and all(o is False for o in outcomes):
        return sem.FALSITY
    causes = item.causes
    if None in outcomes:
        causes |= Cause.UNKNOWN
    if False in outcomes:
        causes |= unset
    return sem.undecided(causes)


def _on_list(text: str, members: Sequence[str], coded: bool) -> bool | None:
    """None: the code is known only above the level that would decide."""
    if not coded:
        return text in members
    codes = prefixes(tuple(members))
    if text.startswith(codes):
        return True
    return None if any(c.startswith(text) for c in codes) else False


def local_value(node: n.Local, rows: Sequence[LocalEra], causes: Cause) -> Value:
    """A place's adoption or value over the rows that may apply; ``causes``: why several may."""
    if not node.name:
        return sem.hull([Truth(r.adopted) for r in rows], causes)
    held = [r for r in rows if r.adopted] or list(rows)
    values = [sem.between(*r.values[node.name], Cause.UNSET) for r in held]
    return sem.hull(values, causes)


def aggregate(op: str, rows: Sequence[tuple[Truth, Num]]) -> Value:
    """Count, any, sum, max or min over records that match or may match."""
    causes = Cause.NONE
    for holds, value in rows:
        causes |= holds.causes | value.causes
    certain = [v for h, v in rows if h.value is True]
    perhaps = [v for h, v in rows if h.value is None]
    if op == "any":
        return sem.truth(True if certain else None if perhaps else False, causes)
    if op == "count":
        return sem.between(Fraction(len(certain)), Fraction(len(rows)), causes)
    zero = sem.exactly(0)
    if op == "sum":
        parts = certain + [sem.hull([v, zero], Cause.NONE) for v in perhaps]
        total = zero
        for part in parts:
            assert isinstance(part, Num)
            total = sem.add(total, part)
        return sem.between(total.low, total.high, causes)
    if op == "max":
        low = sem.extreme([zero, *certain], True).low
        return sem.between(low, sem.extreme([zero, *certain, *perhaps], True).high, causes)
    return _minimum(certain, perhaps, causes)


def _minimum(certain: list[Num], perhaps: list[Num], causes: Cause) -> Num:
    everything = certain + perhaps
    if not everything:
        return sem.exactly(0)
    low = sem.extreme(everything, False).low
    if certain:
        return sem.between(low, sem.extreme(certain, False).high, causes)
    zero = Fraction(0)
    highs = [v.high for v in perhaps]
    high = None if None in highs else max(zero, *(h for h in highs if h is not None))
    return sem.between(None if low is None else min(low, zero), high, causes)
