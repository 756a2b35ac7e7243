"""What values are and how they combine: intervals, three-valued truth, sets of members.

Everything here is exact (Fractions) and free of policy. The evaluator is a walk over these
operations; the SQL and compiled readings must agree with them, which property tests demand.

* A number is a closed interval; None is "no bound on this side". Dates are epoch days.
* A boolean is True, False or None (undecided).
* A member of an enumeration is the set of members still possible.
* ``causes`` says whom an undecided value waits for: a fact that somebody can answer
  (UNKNOWN), or the authority (UNSET). Decided values have no causes.
* A number that divides by zero is ``undefined``: every comparison with it is false.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Flag
from fractions import Fraction

from .types import NOT_APPLICABLE, Enumeration


class Cause(Flag):
    """Why something is undecided."""

    NONE = 0
    UNKNOWN = 1
    UNSET = 2


@dataclass(frozen=True)
class Truth:
    """A Kleene value with its causes; ``causes`` is NONE unless ``value`` is None."""

    value: bool | None
    causes: Cause = Cause.NONE


@dataclass(frozen=True)
class Num:
    """A closed interval. ``undefined`` True: certainly no number; None: perhaps none."""

    low: Fraction | None
    high: Fraction | None
    causes: Cause = Cause.NONE
    undefined: bool | None = False

    @property
    def point(self) -> bool:
        """Whether it is one number."""
        return self.undefined is False and self.low is not None and self.low == self.high


@dataclass(frozen=True)
class Some:
    """The texts or members still possible; None: any text at all."""

    possible: frozenset[str] | None
    causes: Cause = Cause.NONE

    @property
    def point(self) -> bool:
        """Whether it is one text."""
        return self.possible is not None and len(self.possible) == 1


TRUTH = Truth(True)
FALSITY = Truth(False)


def undecided(causes: Cause) -> Truth:
    """A boolean that waits."""
    return Truth(None, causes)


def truth(value: bool | None, causes: Cause) -> Truth:
    """A boolean that keeps causes only where it is undecided."""
    return Truth(value, causes if value is None else Cause.NONE)


def exactly(value: Fraction | int) -> Num:
    """A number that is known."""
    fraction = Fraction(value)
    return Num(fraction, fraction)


def between(
    low: Fraction | None, high: Fraction | None, causes: Cause, undefined: bool | None = False
) -> Num:
    """An interval that keeps causes only where it is not one number."""
    settled = undefined is True or (undefined is False and low is not None and low == high)
    return Num(low, high, Cause.NONE if settled else causes, undefined)


def all_of(values: Iterable[Truth]) -> Truth:
    """且: false if any is false, undecided if any is undecided."""
    causes, open_ = Cause.NONE, False
    for item in values:
        if item.value is False:
            return FALSITY
        if item.value is None:
            causes, open_ = causes | item.causes, True
    return undecided(causes) if open_ else TRUTH


def any_of(values: Iterable[Truth]) -> Truth:
    """或: true if any is true, undecided if any is undecided."""
    return not_(all_of(not_(v) for v in values))


def not_(item: Truth) -> Truth:
    """非 of what has no order to flip."""
    return item if item.value is None else Truth(not item.value)


def compare(operator: str, left: Num, right: Num) -> Truth:
    """A comparison of numbers or dates: true if for every pair, false if for none."""
    if left.undefined is True or right.undefined is True:
        return FALSITY
    causes = left.causes | right.causes
    if left.undefined is None or right.undefined is None:
        return undecided(causes)
    return truth(_ordering(operator, left, right), causes)


def _ordering(operator: str, a: Num, b: Num) -> bool | None:
    match operator:
        case "≥":
            return _at_least(a, b)
        case "<":
            return _opposite(_at_least(a, b))
        case "≤":
            return _at_least(b, a)
        case ">":
            return _opposite(_at_least(b, a))
        case "=":
            return _equal(a, b)
        case _:
            return _opposite(_equal(a, b))


def _opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


def _at_least(a: Num, b: Num) -> bool | None:
    if a.low is not None and b.high is not None and a.low >= b.high:
        return True
    if a.high is not None and b.low is not None and a.high < b.low:
        return False
    return None


def _equal(a: Num, b: Num) -> bool | None:
    if a.point and b.point and a.low == b.low:
        return True
    apart = (a.high is not None and b.low is not None and a.high < b.low) or (
        b.high is not None and a.low is not None and b.high < a.low
    )
    return False if apart else None


def compare_members(operator: str, left: Some, right: Some, type_: Enumeration) -> Truth:
    """A comparison of members; ordering against 不适用 is false."""
    ranks = type_.ranks

    def holds(a: str, b: str) -> bool:
        if operator in "=≠":
            return (a == b) is (operator == "=")
        if NOT_APPLICABLE in (a, b):
            return False
        x, y = ranks[a], ranks[b]
        return {"<": x < y, "≤": x <= y, ">": x > y, "≥": x >= y}[operator]

    outcomes = {holds(a, b) for a in left.possible or () for b in right.possible or ()}
    value = outcomes.pop() if len(outcomes) == 1 else None
    return truth(value, left.causes | right.causes)


def compare_texts(operator: str, left: Some, right: Some) -> Truth:
    """Equality of texts or codes."""
    causes = left.causes | right.causes
    if left.possible is None or right.possible is None:
        return undecided(causes)
    if not left.possible & right.possible:
        value: bool | None = False
    else:
        value = True if left.point and right.point else None
    return truth(value if operator == "=" else _opposite(value), causes)


def add(a: Num, b: Num) -> Num:
    """The sum of two intervals."""
    low = None if a.low is None or b.low is None else a.low + b.low
    high = None if a.high is None or b.high is None else a.high + b.high
    return between(low, high, a.causes | b.causes, _either_undefined((a, b)))


def opposite(a: Num) -> Num:
    """The interval with its sign turned."""
    low = None if a.high is None else -a.high
    high = None if a.low is None else -a.low
    return Num(low, high, a.causes, a.undefined)


def multiply(a: Num, b: Num) -> Num:
    """The hull of all products. An unbounded side times zero is zero."""
    undefined = _either_undefined((a, b))
    corners = [_times(x, y, sx, sy) for x, sx in _ends(a) for y, sy in _ends(b)]
    low = None if -1 in (s for _, s in corners) else min(v for v, s in corners if s == 0)
    high = None if 1 in (s for _, s in corners) else max(v for v, s in corners if s == 0)
    return between(low, high, a.causes | b.causes, undefined)


def _ends(a: Num) -> tuple[tuple[Fraction, int], tuple[Fraction, int]]:
    low = (Fraction(0), -1) if a.low is None else (a.low, 0)
    high = (Fraction(0), 1) if a.high is None else (a.high, 0)
    return low, high


def _times(x: Fraction, y: Fraction, sx: int, sy: int) -> tuple[Fraction, int]:
    if sx and sy:
        return Fraction(0), sx * sy
    if sx or sy:
        finite, infinite = (y, sx) if sx else (x, sy)
        return Fraction(0), infinite * (finite > 0) - infinite * (finite < 0)
    return x * y, 0


def reciprocal(a: Num) -> Num:
    """One over ``a``: undefined where it is zero, perhaps undefined where it may be zero."""
    if a.undefined is not False:
        return a
    if a.low == 0 and a.high == 0:
        return Num(None, None, Cause.NONE, True)
    below = a.low is None or a.low < 0
    above = a.high is None or a.high > 0
    if below and above:
        return Num(None, None, a.causes, None)
    if not below:
        low = Fraction(0) if a.high is None else 1 / a.high
        return Num(low, 1 / a.low if a.low else None, a.causes, False if a.low else None)
    high = Fraction(0) if a.low is None else 1 / a.low
    return Num(1 / a.high if a.high else None, high, a.causes, False if a.high else None)


def extreme(items: Sequence[Num], largest: bool) -> Num:
    """The largest (or smallest) of several intervals."""
    if not largest:
        return opposite(extreme([opposite(i) for i in items], True))
    lows = [i.low for i in items if i.low is not None]
    highs = [i.high for i in items if i.high is not None]
    low = max(lows) if lows else None
    high = max(highs) if len(highs) == len(items) else None
    causes = _causes(i for i in items if low is None or i.high is None or i.high > low)
    return between(low, high, causes, _either_undefined(items))


def extreme_members(items: Sequence[Some], largest: bool, type_: Enumeration) -> Some:
    """The highest (or lowest) member; 不适用 in any operand makes the whole 不适用."""
    possible = {NOT_APPLICABLE} if any(NOT_APPLICABLE in (i.possible or ()) for i in items) else set()
    ranks = type_.ranks
    spans = [sorted(ranks[m] for m in (i.possible or ()) if m in ranks) for i in items]
    if all(spans):
        pick = max if largest else min
        low, high = pick(s[0] for s in spans), pick(s[-1] for s in spans)
        reachable = {r for s in spans for r in s if low <= r <= high}
        possible |= {m for m, r in ranks.items() if r in reachable}
    return some(frozenset(possible), _causes(items))


def some(possible: frozenset[str] | None, causes: Cause) -> Some:
    """A set of members that keeps causes only where more than one is possible."""
    one = possible is not None and len(possible) == 1
    return Some(possible, Cause.NONE if one else causes)


Value = Truth | Num | Some


def hull(values: Sequence[Value], causes: Cause) -> Value:
    """What is common to several possible values; ``causes``: why it is not known which."""
    first = values[0]
    if len(values) == 1:
        return first
    causes = causes | _causes(values)
    if isinstance(first, Truth):
        found = {v.value for v in values if isinstance(v, Truth)}
        return truth(found.pop() if len(found) == 1 else None, causes)
    if isinstance(first, Some):
        sets = [v.possible for v in values if isinstance(v, Some)]
        known = [s for s in sets if s is not None]
        return some(frozenset().union(*known) if len(known) == len(sets) else None, causes)
    return _hull_numbers([v for v in values if isinstance(v, Num)], causes)


def _hull_numbers(items: Sequence[Num], causes: Cause) -> Num:
    defined = [i for i in items if i.undefined is not True]
    if not defined:
        return Num(None, None, Cause.NONE, True)
    lows = [i.low for i in defined if i.low is not None]
    highs = [i.high for i in defined if i.high is not None]
    low = min(lows) if len(lows) == len(defined) else None
    high = max(highs) if len(highs) == len(defined) else None
    certain = all(i.undefined is False for i in items)
    return between(low, high, causes, False if certain else None)


def _either_undefined(items: Iterable[Num]) -> bool | None:
    found = {i.undefined for i in items}
    return True if True in found else None if None in found else False


def _causes(items: Iterable[Value]) -> Cause:
    causes = Cause.NONE
    for item in items:
        causes |= item.causes
    return causes


def round_half_up(value: Fraction) -> int:
    """To the nearest fen, half up; only for values that are not negative.

    >>> round_half_up(Fraction(5, 2))
    3
    """
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def round_down(value: Fraction) -> int:
    """A computed ceiling, in whole fen."""
    return value.numerator // value.denominator
