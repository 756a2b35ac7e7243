"""Limits over one subject's candidates, in whole fen.

Order of work: per record, then per subject (and year). Within a ceiling C, for record i in the
order (basis date, record): *earlier high* sums every record that may precede it, *earlier low*
every record that certainly does. Undated records may precede and follow every other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..semantics import Cause


@dataclass(frozen=True)
class Ceiling:
    """A limit's ceiling for one candidate; ``high`` None: unbounded. Whole fen, rounded down."""

    name: str
    low: int | None
    high: int | None
    causes: Cause


@dataclass(frozen=True)
class Taken:
    """What was granted already, in fen; ``year``: the limit's year, None where it has none."""

    year: int | None
    fen: int


@dataclass(frozen=True)
class Claimed:
    """What a candidate would get: ``low`` is 0 while a condition is open, ``own_low`` is not.

    ``alive`` is False where it gets nothing whatever else is answered; ``causes`` are those of
    its own conditions and amount.
    """

    low: int
    own_low: int
    high: int | None
    day: date | None
    year: int | None
    alive: bool
    causes: Cause
    amount_causes: Cause = Cause.NONE
    cut_by: str | None = None


def _least(a: int | None, b: int | None) -> int | None:
    if a is None or b is None:
        return b if a is None else a
    return min(a, b)


def limit_record(item: Claimed, ceiling: Ceiling) -> Claimed:
    """A ceiling on each candidate alone."""
    return _cut(item, ceiling, ceiling.low, ceiling.high, Cause.NONE)


def _cut(
    item: Claimed, ceiling: Ceiling, room_low: int | None, room_high: int | None, earlier: Cause
) -> Claimed:
    if not item.alive:
        return item
    low = item.low if room_low is None else min(item.low, room_low)
    own = item.own_low if room_low is None else min(item.own_low, room_low)
    high = _least(item.high, room_high)
    cut = high is not None and (item.high is None or high < item.high)
    causes = item.amount_causes
    if own != high:
        causes |= ceiling.causes | earlier
    return replace(
        item,
        low=low,
        own_low=own,
        high=high,
        amount_causes=causes,
        cut_by=ceiling.name if cut else item.cut_by,
    )


def limit_subject(
    items: Sequence[Claimed], ceilings: Sequence[Ceiling], yearly: bool, taken: Sequence[Taken] = ()
) -> list[Claimed]:
    """A ceiling over all candidates of the subject, or over those of each year, less what was taken."""
    limited = []
    for i, (item, ceiling) in enumerate(zip(items, ceilings, strict=True)):
        others = [(j, o) for j, o in enumerate(items) if j != i and o.alive]
        may = [o for j, o in others if _may_precede(o, j, item, i, yearly)]
        must = [o for j, o in others if _must_precede(o, j, item, i, yearly)]
        highs = [o.high for o in may]
        granted_low, granted_high = _granted(item, taken, yearly)
        earlier_high = None if None in highs else granted_high + sum(h for h in highs if h is not None)
        earlier_low = granted_low + sum(o.low for o in must)
        room_low = _room(ceiling.low, earlier_high)
        room_high = None if ceiling.high is None else max(0, ceiling.high - earlier_low)
        causes = Cause.NONE
        for other in may:
            if other.low != other.high:
                causes |= other.causes | other.amount_causes
        limited.append(_cut(item, ceiling, room_low, room_high, causes))
    return limited


def _granted(item: Claimed, taken: Sequence[Taken], yearly: bool) -> tuple[int, int]:
    """What was granted in the item's year for certain, and at most."""
    if not yearly:
        everything = sum(t.fen for t in taken)
        return everything, everything
    certain = sum(t.fen for t in taken if t.year is not None and t.year == item.year)
    possible = sum(t.fen for t in taken if t.year == item.year or None in (t.year, item.year))
    return certain, possible


def _room(ceiling: int | None, used: int | None) -> int | None:
    if ceiling is None:
        return None if used is not None else 0
    return 0 if used is None else max(0, ceiling - used)


def _dated(item: Claimed, yearly: bool) -> bool:
    return item.day is not None and (item.year is not None or not yearly)


def _before(other: Claimed, j: int, item: Claimed, i: int) -> bool:
    assert other.day is not None and item.day is not None
    return (other.day, j) < (item.day, i)


def _may_precede(other: Claimed, j: int, item: Claimed, i: int, yearly: bool) -> bool:
    if not (_dated(other, yearly) and _dated(item, yearly)):
        return True
    return (not yearly or other.year == item.year) and _before(other, j, item, i)


def _must_precede(other: Claimed, j: int, item: Claimed, i: int, yearly: bool) -> bool:
    if not (_dated(other, yearly) and _dated(item, yearly)):
        return False
    return (not yearly or other.year == item.year) and _before(other, j, item, i)


def total(items: Sequence[Claimed], ceilings: Sequence[Ceiling], year: int | None) -> tuple[int, int | None]:
    """The interval of a year's sum, before the yearly ceiling is shared out among records.

    ``items`` are as they stand after the limits per record. An undated record adds nothing to
    the low total and its high to each.
    """
    counted = [(x, c) for x, c in zip(items, ceilings, strict=True) if x.alive and x.year in {year, None}]
    low = sum(x.low for x, _ in counted if x.year == year)
    highs = [x.high for x, _ in counted]
    high = None if None in highs else sum(h for h in highs if h is not None)
    lows_c = [c.low for _, c in counted if c.low is not None]
    highs_c = [c.high for _, c in counted]
    top = None if None in highs_c or not highs_c else max(h for h in highs_c if h is not None)
    return min([low, *lows_c]), _least(high, top)
