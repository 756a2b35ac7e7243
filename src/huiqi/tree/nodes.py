"""The typed tree: what rules mean, before anybody asks how to compute it.

Every reading (evaluate, sql, compiled, prose) walks these nodes. Numbers are exact: a
:class:`Const` holds a Fraction in base units (fen, plain ratio, count, days) and dates are
``datetime.date``. Nodes compare by identity, so that a definition used twice is one node.

Surface forms that are only shorthand are :class:`Sugar`: ``core`` is what they mean, ``form``
and ``parts`` how they were said, for prose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from ..errors import Place
from ..types import BOOL, DATE, NUMBER, Type
from ..vocabulary import Fact

Value = Fraction | date | bool | str
NOWHERE = Place("")


@dataclass(frozen=True, eq=False)
class Node:
    """A typed expression."""

    type: Type
    place: Place = field(kw_only=True, default=NOWHERE)

    def children(self) -> tuple[Node, ...]:
        """The operands, left to right."""
        return ()


@dataclass(frozen=True, eq=False)
class Const(Node):
    """A value known at compile time."""

    value: Value


@dataclass(frozen=True, eq=False)
class Unset(Node):
    """What only the authority can say: a number within bounds (None: unbounded), or a boolean."""

    low: Fraction | None = None
    high: Fraction | None = None


@dataclass(frozen=True, eq=False)
class Unlimited(Node):
    """A ceiling that is not there (可不设)."""


@dataclass(frozen=True, eq=False)
class FactRef(Node):
    """A fact of the candidate's record or of its subject.

    ``decided``: an 一事一议 amount; where it is not recorded it waits for the authority.
    """

    fact: Fact
    decided: bool = False


@dataclass(frozen=True, eq=False)
class BasisDate(Node):
    """依据日期: the candidate's basis date."""


@dataclass(frozen=True, eq=False)
class AsOf(Node):
    """决定日: the as-of day."""


@dataclass(frozen=True, eq=False)
class ParamRef(Node):
    """A parameter of the measure; binding replaces it."""

    name: str


@dataclass(frozen=True, eq=False)
class Pending(Node):
    """A condition recorded elsewhere (待录入); binding replaces it where it was recorded."""

    name: str


@dataclass(frozen=True, eq=False)
class Local(Node):
    """A parameter that the candidate's place sets; ``name`` empty: whether it adopted at all."""

    name: str


@dataclass(frozen=True, eq=False)
class Compare(Node):
    """``operator`` one of = ≠ < ≤ > ≥; operands of one type."""

    operator: str
    left: Node
    right: Node

    def children(self) -> tuple[Node, ...]:
        return self.left, self.right


@dataclass(frozen=True, eq=False)
class Junction(Node):
    """且 (``all``) or 或."""

    all: bool
    operands: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, eq=False)
class Not(Node):
    """非, over what has no order to flip: facts, pending conditions, existence."""

    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class Members:
    """A list in force: ``members`` None while unset; ``open`` where it may hold others too."""

    members: tuple[str, ...] | None
    open: bool = False
    name: str = ""


@dataclass(frozen=True, eq=False)
class Member(Node):
    """item 属于 members. For regions and industries a member covers what lies below it."""

    item: Node
    list: Members
    negated: bool = False

    def children(self) -> tuple[Node, ...]:
        return (self.item,)


@dataclass(frozen=True, eq=False)
class Add(Node):
    """left + right, or left - right where ``minus``."""

    left: Node
    right: Node
    minus: bool = False

    def children(self) -> tuple[Node, ...]:
        return self.left, self.right


@dataclass(frozen=True, eq=False)
class MulDiv(Node):
    """The product of ``factors`` over the product of ``divisors``, exact."""

    factors: tuple[Node, ...]
    divisors: tuple[Node, ...] = ()

    def children(self) -> tuple[Node, ...]:
        return self.factors + self.divisors


@dataclass(frozen=True, eq=False)
class Extreme(Node):
    """The largest or smallest of the operands; numbers, dates or ordered enumerations."""

    largest: bool
    operands: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, eq=False)
class Cases(Node):
    """The value of the first row whose condition holds, else ``default``.

    ``exclusive``: proved that no two conditions can hold together.
    """

    rows: tuple[tuple[Node, Node], ...]
    default: Node
    exclusive: bool = False

    def children(self) -> tuple[Node, ...]:
        return (*(n for row in self.rows for n in row), self.default)


@dataclass(frozen=True, eq=False)
class Choice(Node):
    """The option of a reading; binding picks the adopted one, else the hull of all remains."""

    reading: str
    options: tuple[tuple[str, Node], ...]

    def children(self) -> tuple[Node, ...]:
        return tuple(n for _, n in self.options)


@dataclass(frozen=True, eq=False)
class Aggregate(Node):
    """Over the subject's records of ``kind``: ``op`` is count, sum, max, min or any."""

    op: str
    kind: str
    filter: Node | None
    value: Node | None

    def children(self) -> tuple[Node, ...]:
        return tuple(n for n in (self.filter, self.value) if n is not None)


@dataclass(frozen=True, eq=False)
class DaysBetween(Node):
    """Days from ``start`` to ``end``; the first day is not counted."""

    start: Node
    end: Node

    def children(self) -> tuple[Node, ...]:
        return self.start, self.end


@dataclass(frozen=True, eq=False)
class Shift(Node):
    """A date moved by a fixed number of days (``unit`` 天), months (月) or years (年)."""

    operand: Node
    count: int
    unit: str

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class YearOf(Node):
    """The calendar year of a date."""

    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class Sugar(Node):
    """Shorthand: said as ``form`` with ``parts``, meant as ``core``."""

    form: str
    label: str
    parts: tuple[Node, ...]
    core: Node

    def children(self) -> tuple[Node, ...]:
        return (self.core,)


def core(node: Node) -> Node:
    """The node itself, shorthand taken away."""
    while isinstance(node, Sugar):
        node = node.core
    return node


def walk(*roots: Node) -> Iterator[Node]:
    """Every node once, parents before children."""
    seen: set[int] = set()
    stack = list(reversed(roots))
    while stack:
        current = stack.pop()
        if id(current) not in seen:
            seen.add(id(current))
            yield current
            stack += current.children()[::-1]


def number(value: Fraction | int, type_: Type = NUMBER) -> Const:
    """A numeric constant."""
    return Const(type_, Fraction(value))


TRUE = Const(BOOL, True)
FALSE = Const(BOOL, False)
BASIS = BasisDate(DATE)
AS_OF = AsOf(DATE)
FLIPPED = {"=": "≠", "≠": "=", "<": "≥", "≥": "<", ">": "≤", "≤": ">"}


def negate(node: Node) -> Node:
    """非 pushed down to comparisons, so that 不适用 makes a comparison false either way."""
    match node:
        case Const(value=bool(value)):
            return FALSE if value else TRUE
        case Compare():
            flipped = FLIPPED[node.operator]
            return Compare(BOOL, flipped, node.left, node.right, place=node.place)
        case Junction():
            turned = tuple(negate(o) for o in node.operands)
            return Junction(BOOL, not node.all, turned, place=node.place)
        case Member():
            return Member(BOOL, node.item, node.list, not node.negated, place=node.place)
        case Not():
            return node.operand
        case Cases():
            rows = tuple((c, negate(v)) for c, v in node.rows)
            return Cases(BOOL, rows, negate(node.default), place=node.place)
        case Choice():
            options = tuple((n, negate(v)) for n, v in node.options)
            return Choice(BOOL, node.reading, options, place=node.place)
        case Sugar():
            return Sugar(BOOL, "not", "", (node,), negate(node.core), place=node.place)
        case _:
            return Not(BOOL, node, place=node.place)
