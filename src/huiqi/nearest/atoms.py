"""What a normal form is made of: atoms, and disjuncts of them.

An atom says one thing about the candidate. :class:`Holds` is a truth that no change alters (or
that is kept as it is: ``pins`` are the facts that then may not move); :class:`Reaches` and
:class:`Among` say where one fact has to be; :class:`Unsolved` stands for a way that nobody
worked out, of which only the fewest facts it moves are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..tree.nodes import Compare, FactRef, Node
from ..types import BOOL
from ..vocabulary import Fact

MOST_DISJUNCTS = 1024
TWO_FACTS = "须同时改变相互牵制的事实"
NO_PINS: frozenset[str] = frozenset()


class TooLarge(Exception):
    """A normal form passed :data:`MOST_DISJUNCTS`."""


@dataclass(frozen=True, eq=False)
class Holds:
    """``node`` is true (``positive``), or else false, with every fact as it is."""

    node: Node
    positive: bool = True
    pins: frozenset[str] = NO_PINS

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for atoms that say the same."""
        return ("holds", id(self.node), self.positive)


@dataclass(frozen=True, eq=False)
class Reaches:
    """``fact`` ``operator`` ``bound``; the facts in the bound (``pins``) stay."""

    fact: Fact
    operator: str
    bound: Node
    now: Node
    pins: frozenset[str] = NO_PINS

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for atoms that say the same."""
        return ("reaches", self.fact.path, self.operator, id(self.bound))


@dataclass(frozen=True, eq=False)
class Among:
    """``fact`` is one of ``allowed``: members, texts, codes, or True and False."""

    fact: Fact
    allowed: tuple[str | bool, ...]
    now: Node
    pins: frozenset[str] = NO_PINS

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for atoms that say the same."""
        return ("among", self.fact.path, self.allowed)


@dataclass(frozen=True, eq=False)
class Unsolved:
    """A way not worked out, and why; it moves at least ``facts`` facts."""

    facts: int
    reason: str = TWO_FACTS
    pins: frozenset[str] = NO_PINS

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for atoms that say the same."""
        return ("unsolved", self.facts, self.reason)


Atom = Holds | Reaches | Among | Unsolved
Disjunct = tuple[Atom, ...]
Form = tuple[Disjunct, ...]
YES: Form = ((),)
NO: Form = ()


def reaches(fact: Fact, operator: str, bound: Node, pins: frozenset[str]) -> Reaches:
    """The atom with the comparison it means."""
    return Reaches(fact, operator, bound, Compare(BOOL, operator, FactRef(fact.type, fact), bound), pins)


def either(forms: Iterable[Form]) -> Form:
    """Any of several forms; a disjunct said twice is kept once."""
    found: dict[frozenset[tuple[object, ...]], Disjunct] = {}
    for form in forms:
        for disjunct in form:
            found.setdefault(frozenset(a.key for a in disjunct), disjunct)
            if len(found) > MOST_DISJUNCTS:
                raise TooLarge
    return tuple(found.values())


def both(forms: Sequence[Form]) -> Form:
    """All of several forms, multiplied out; what contradicts itself is dropped."""
    product = YES
    for form in forms:
        joined = ((_joined(a, b),) for a in product for b in form)
        product = either(tuple(d for d in one if d is not None) for one in joined)
    return product


def _joined(left: Disjunct, right: Disjunct) -> Disjunct | None:
    atoms = {a.key: a for a in (*left, *right)}
    opposite = any(isinstance(a, Holds) and ("holds", id(a.node), not a.positive) in atoms for a in right)
    return None if opposite else tuple(atoms.values())
