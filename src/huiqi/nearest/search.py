"""The nearest change for one candidate: which facts, how far, and whether that is certain.

Cost: the number of facts, then the sum of steps; between equals, the first in the order of the
normal form. An answer is given only where nothing undecided or unsolved could be cheaper.
"""

from __future__ import annotations

from dataclasses import dataclass

from .atoms import Among, Disjunct, Holds, Reaches, Unsolved
from .groups import TOO_LARGE, Group, Groups
from .moves import Move, Reader, target

UNDECIDED = "有未知的事实或未定的设定"
Cost = tuple[int, int]


@dataclass(frozen=True)
class Change:
    """The smallest change; ``moves`` by fact path."""

    moves: tuple[Move, ...]

    @property
    def cost(self) -> Cost:
        """Facts changed, sum of steps."""
        return len(self.moves), sum(m.steps for m in self.moves)


@dataclass(frozen=True)
class OutOfReach:
    """No change of what the subject can influence helps these conditions."""

    conditions: tuple[str, ...]


@dataclass(frozen=True)
class NotComputed:
    """No answer, and why."""

    reason: str


Nearest = Change | OutOfReach | NotComputed


@dataclass(frozen=True)
class _Way:
    """What one disjunct asks for; with a ``reason`` the cost is only a bound from below."""

    cost: Cost
    moves: tuple[Move, ...]
    reason: str = ""


def nearest(groups: Groups, reader: Reader) -> Nearest:
    """The smallest change after which no condition is false.

    A group of conditions of which none is false is left alone: what is undecided in it stays so.
    """
    if groups.refused:
        return NotComputed(groups.refused)
    moves: list[Move] = []
    blocked: list[str] = []
    reason = ""
    for group in groups.groups:
        failed = tuple(c.name for c in group.conditions if reader.truth(c.node).value is False)
        found = _group(group, reader) if failed else Change(())
        match found:
            case Change():
                moves.extend(found.moves)
            case OutOfReach():
                blocked.extend(failed)
            case NotComputed():
                reason = reason or found.reason
    if blocked:
        return OutOfReach(tuple(blocked))
    return NotComputed(reason) if reason else Change(tuple(sorted(moves, key=lambda m: m.fact.path)))


def _group(group: Group, reader: Reader) -> Nearest:
    if group.form is None:
        return NotComputed(TOO_LARGE)
    ways = [w for d in group.form if (w := _way(d, reader)) is not None]
    if not ways:
        return OutOfReach(())
    best = min(ways, key=lambda w: (w.cost, bool(w.reason)))
    return NotComputed(best.reason) if best.reason else Change(best.moves)


def _way(disjunct: Disjunct, reader: Reader) -> _Way | None:
    """What a disjunct costs; None where it cannot come true."""
    reason, fewest = "", 0
    pins: set[str] = set()
    by_fact: dict[str, list[Reaches | Among]] = {}
    for atom in disjunct:
        pins |= atom.pins
        match atom:
            case Holds():
                value = reader.truth(atom.node).value
                if value is not None and value is not atom.positive:
                    return None
                reason = reason or (UNDECIDED if value is None else "")
            case Unsolved():
                reason, fewest = atom.reason, max(fewest, atom.facts)
            case Reaches() | Among():
                by_fact.setdefault(atom.fact.path, []).append(atom)
    moves: list[Move] = []
    for path, atoms in by_fact.items():
        found = target(atoms[0].fact, atoms, reader)
        if found is None or (found.move is not None and path in pins):
            return None
        reason = reason or ("" if found.certain else UNDECIDED)
        moves += [found.move] if found.move is not None else []
    return _Way((max(len(moves), fewest), sum(m.steps for m in moves)), tuple(moves), reason)
