"""Solves a comparison for one fact, the other facts as they are.

``expression operator rest`` becomes atoms ``fact operator bound``; signs that depend on the
candidate become atoms of their own. None where the fact cannot be isolated.
"""

from __future__ import annotations

from fractions import Fraction

from ..tree import nodes as n
from ..types import BOOL, DAYS, NUMBER
from ..vocabulary import Fact
from .atoms import Form, Holds, both, either, reaches

SWAPPED = {"≥": "≤", "≤": "≥", ">": "<", "<": ">"}


class Isolation:
    """One fact of one comparison; ``pins`` are the other facts that could move."""

    def __init__(self, fact: Fact, pins: frozenset[str]) -> None:
        self.fact, self.pins = fact, pins

    def compare(self, operator: str, left: n.Node, right: n.Node) -> Form | None:
        """``left operator right`` solved for the fact, which may stand on one side only."""
        on_left, on_right = self.within(left), self.within(right)
        if on_left and on_right:
            return None
        return self.solve(operator, left, right) if on_left else self.solve(SWAPPED[operator], right, left)

    def within(self, node: n.Node) -> bool:
        """Whether the fact stands in the expression."""
        return any(isinstance(x, n.FactRef) and x.fact.path == self.fact.path for x in n.walk(node))

    def solve(self, operator: str, node: n.Node, rest: n.Node) -> Form | None:
        """``node operator rest``, the fact in ``node``."""
        match node:
            case n.FactRef():
                return ((reaches(self.fact, operator, rest, self.pins),),)
            case n.Add():
                return self._sum(operator, node.left, node.right, node.minus, rest)
            case n.DaysBetween():
                return self._sum(operator, node.end, node.start, True, rest)
            case n.Shift(unit="天"):
                moved = n.Const(DAYS, Fraction(node.count))
                return self.solve(operator, node.operand, n.Add(rest.type, rest, moved, True))
            case n.MulDiv():
                return self._product(operator, node, rest)
            case _:
                return None

    def _sum(self, operator: str, left: n.Node, right: n.Node, minus: bool, rest: n.Node) -> Form | None:
        if self.within(left) and self.within(right):
            return None
        if self.within(left):
            return self.solve(operator, left, n.Add(left.type, rest, right, not minus))
        if minus:
            return self.solve(SWAPPED[operator], right, n.Add(right.type, left, rest, True))
        return self.solve(operator, right, n.Add(right.type, rest, left, True))

    def _product(self, operator: str, node: n.MulDiv, rest: n.Node) -> Form | None:
        parts = [p for p in node.children() if self.within(p)]
        if len(parts) != 1:
            return None
        part = parts[0]
        factors = tuple(f for f in node.factors if f is not part)
        divisors = tuple(d for d in node.divisors if d is not part)
        if part not in node.factors:
            return self._quotient(operator, part, _product(factors, divisors), rest)
        by = _product(factors, divisors)
        bound = _product((rest, *divisors), factors)
        return self._signed(
            by,
            self.solve(operator, part, bound),
            self.solve(SWAPPED[operator], part, bound),
            ((self._as_is(n.Compare(BOOL, operator, node, rest)),),),
        )

    def _signed(self, by: n.Node, up: Form | None, down: Form | None, flat: Form) -> Form | None:
        """By the sign of the factor: above zero, below zero, zero."""
        if up is None or down is None:
            return None
        zero = n.number(0, by.type)
        if isinstance(by, n.Const):
            assert isinstance(by.value, Fraction)
            return up if by.value > 0 else down if by.value < 0 else flat
        signs = [(">", up), ("=", flat)] + ([] if never_negative(by) else [("<", down)])
        return either(
            both([((self._as_is(n.Compare(BOOL, operator, by, zero)),),), form]) for operator, form in signs
        )

    def _quotient(self, operator: str, divisor: n.Node, top: n.Node, rest: n.Node) -> Form | None:
        """``top ÷ divisor operator rest`` for a divisor that is the fact itself and never below zero."""
        if not isinstance(divisor, n.FactRef) or not never_negative(divisor):
            return None
        solved = self.solve(SWAPPED[operator], _product((rest, divisor), ()), top)
        above = reaches(self.fact, ">", n.number(0, divisor.type), self.pins)
        return None if solved is None else both([((above,),), solved])

    def _as_is(self, node: n.Node) -> Holds:
        return Holds(node, pins=self.pins)


def _product(factors: tuple[n.Node, ...], divisors: tuple[n.Node, ...]) -> n.Node:
    """The product and quotient as one node; a constant where all of it is."""
    if not factors and not divisors:
        return n.number(1)
    if len(factors) == 1 and not divisors:
        return factors[0]
    top, bottom = _constant(factors), _constant(divisors)
    type_ = factors[0].type if factors else NUMBER
    if top is not None and bottom:
        return n.number(top / bottom, type_)
    return n.MulDiv(type_, factors or (n.number(1),), divisors)


def _constant(parts: tuple[n.Node, ...]) -> Fraction | None:
    value = Fraction(1)
    for part in parts:
        if not isinstance(part, n.Const) or not isinstance(part.value, Fraction):
            return None
        value *= part.value
    return value


def never_negative(node: n.Node) -> bool:
    """Whether the ranges alone say that the number is not below zero."""
    match node:
        case n.Const():
            return isinstance(node.value, Fraction) and node.value >= 0
        case n.FactRef():
            return node.fact.low is not None and node.fact.low >= 0
        case n.Unset():
            return node.low is not None and node.low >= 0
        case n.MulDiv() | n.Extreme() | n.Choice():
            return all(never_negative(c) for c in node.children())
        case n.Cases():
            return all(never_negative(v) for v in (*(v for _, v in node.rows), node.default))
        case n.Add():
            return not node.minus and never_negative(node.left) and never_negative(node.right)
        case _:
            return False
