"""What awards of several measures leave of one another, in whole fen.

A cap is a ceiling over awards of one key: of a subject, a group of related enterprises, a year, or
any stretch of so many years. Caps that reach across are folded in the order of awards: what was cut
does not consume, what is committed consumes first and is never shrunk, and an undated award may
precede and follow every other, so that it gets something between nothing and its high.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Membership:
    """An award under a cap: its ceilings in fen; None: unbounded (``low`` None: no ceiling at all)."""

    cap: int
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Award:
    """What one candidate would get before caps that reach across: an interval in fen.

    ``order`` is its place among all awards (date, then measure and record); ``day`` counts from
    1970-01-01, None where undated; ``committed`` is what was granted already. ``tops`` are the sets
    in which it only adds what those before it left missing.
    """

    id: int
    order: tuple[int, ...]
    day: int | None
    low: int
    high: int | None
    caps: tuple[Membership, ...] = ()
    tops: tuple[int, ...] = ()
    committed: int | None = None

    @property
    def definite(self) -> bool:
        """Whether it is one known amount."""
        return self.low == self.high and self.day is not None


@dataclass(frozen=True)
class Cap:
    """A ceiling's name, and the years it looks back (None: its key says which awards it covers)."""

    name: str
    years: int | None = None
    consumed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Grant:
    """What an award comes to, in fen; ``cut_by`` names the cap that took most."""

    low: int
    high: int | None
    cut_by: str | None = None


@dataclass
class _Ledger:
    """What one cap has let through: (day, low, high), commitments first."""

    cap: Cap
    entries: list[tuple[int | None, int, int | None]] = field(default_factory=list)

    def used(self, day: int | None, high: bool) -> int | None:
        """The most that any stretch which holds ``day`` has consumed; None: unbounded.

        What an undated award finds consumed for certain is what is committed, where no stretch of
        years may leave that out: it may come before all others.
        """
        index = 2 if high else 1
        if day is None:
            return sum(fen for _, fen in self.cap.consumed) if self.cap.years is None else 0
        if self.cap.years is None:
            return _total(e[index] for e in self.entries)
        ends = [day, *(e[0] for e in self.entries if e[0] is not None and e[0] > day)]
        totals = [self._within(end, index) for end in ends if _years_before(end, self.cap.years) < day]
        known = [t for t in totals if t is not None]
        return max(known) if len(known) == len(totals) else None

    def _within(self, end: int, index: int) -> int | None:
        assert self.cap.years is not None
        start = _years_before(end, self.cap.years)
        return _total(e[index] for e in self.entries if e[0] is None or start < e[0] <= end)


def _total(amounts: Iterable[int | None]) -> int | None:
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _years_before(day: int, years: int) -> int:
    """The same day of the year so many years before; 29 February becomes the 28th."""
    when = EPOCH + timedelta(days=day)
    leap = when.month == 2 and when.day == 29
    return (when.replace(year=when.year - years, day=28 if leap else when.day) - EPOCH).days


def fold(awards: Sequence[Award], caps: Mapping[int, Cap]) -> dict[int, Grant]:
    """What each award comes to, by its id.

    Caps are weighed together: an award gets the least that any of them has room for.
    """
    ledgers = {key: _Ledger(cap, [(day, fen, fen) for day, fen in cap.consumed]) for key, cap in caps.items()}
    waiting = _undated(awards)
    grants = {a.id: Grant(a.committed, a.committed) for a in awards if a.committed is not None}
    topped: dict[int, list[Grant]] = {}
    for award in awards:
        if award.id in grants:
            _top(topped, award, grants[award.id])
    for award in sorted(awards, key=lambda a: (a.day is None and bool(a.caps), a.order)):
        if award.id in grants:
            continue
        grant = grants[award.id] = _granted(award, ledgers, waiting, [topped.get(t, []) for t in award.tops])
        _top(topped, award, grant)
        for member in award.caps:
            ledgers[member.cap].entries.append((award.day, grant.low, grant.high))
    return grants


def _top(topped: dict[int, list[Grant]], award: Award, grant: Grant) -> None:
    for key in award.tops:
        topped.setdefault(key, []).append(grant)


def _undated(awards: Sequence[Award]) -> dict[int, list[int | None]]:
    """Per cap, the highs of awards that may precede any other."""
    found: dict[int, list[int | None]] = {}
    for award in awards:
        if award.day is None and award.committed is None:
            for member in award.caps:
                found.setdefault(member.cap, []).append(award.high)
    return found


def _granted(
    award: Award,
    ledgers: Mapping[int, _Ledger],
    waiting: Mapping[int, list[int | None]],
    below: Sequence[Sequence[Grant]],
) -> Grant:
    low, high, cut_by = award.low, award.high, None
    for grants in below:
        low = min(low, _rest(award.low, _total(g.high for g in grants)))
        high = _less(high, _over(award.high, _total(g.low for g in grants)))
    for member in award.caps:
        ledger = ledgers[member.cap]
        if member.low is not None:
            used = _total([ledger.used(award.day, True), *waiting.get(member.cap, ())])
            low = min(low, _rest(member.low, used))
        if member.high is not None:
            room = _rest(member.high, ledger.used(award.day, False))
            if high is None or room < high:
                high, cut_by = room, ledger.cap.name
    return Grant(0 if award.day is None and award.caps else low, high, cut_by)


def _rest(ceiling: int, used: int | None) -> int:
    return 0 if used is None else max(0, ceiling - used)


def _less(a: int | None, b: int | None) -> int | None:
    return a if b is None or (a is not None and a < b) else b


def _over(high: int | None, used: int | None) -> int | None:
    return None if high is None else _rest(high, used)
