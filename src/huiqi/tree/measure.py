"""Measures, scopes and readings, typed; and measures bound to settings, ready for a reading.

A :class:`Measure` is law as written: parameters without values, readings with all their
alternatives. :mod:`huiqi.policy.bind` turns it into a :class:`BoundMeasure` for one as-of day,
in which no name is left: only facts, constants, and what is still unset.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from ..errors import Place
from ..vocabulary import Kind
from .names import Names, Parameter
from .nodes import Members, Node

ADOPTED_BIT, VALIDITY_BIT = 0, 1
FIRST_SCOPE_BIT, FIRST_OWN_BIT, AMOUNT_BIT = 2, 16, 62
READING = "读法"
GOVERNING = "口径"


class Mode(StrEnum):
    """方式: how a measure reaches people."""

    GENERAL = "普遍"
    LOCAL = "地方"
    COMPETITIVE = "择优"
    PREFERENCE = "优先"
    READINESS = "达标"


class Order(StrEnum):
    """次序: what a preference does among the qualified; it never adds points."""

    TIE_BREAK = "同分优先"
    FIRST = "合格优先"


class Status(StrEnum):
    """The verdict, in the order in which the first that holds is given."""

    NOT_ADOPTED = "未启用"
    NOT_IN_FORCE = "不在执行期"
    INELIGIBLE = "不符合"
    FACT_MISSING = "待补充"
    RULE_MISSING = "待明确"
    AMOUNT_UNSET = "金额待定"
    ELIGIBLE = "符合"


STATUS_ORDER = tuple(Status)
NO = frozenset({Status.NOT_ADOPTED, Status.NOT_IN_FORCE, Status.INELIGIBLE})


@dataclass(frozen=True)
class Condition:
    """A named condition; its place in the masks is ``bit`` once bound."""

    name: str
    node: Node
    place: Place = field(default_factory=lambda: Place(""), compare=False)
    bit: int = -1


@dataclass(frozen=True)
class Limit:
    """每 …: ``per`` is record, subject or subject-year; ``ceiling`` money."""

    name: str
    per: str
    ceiling: Node


@dataclass(frozen=True)
class Body:
    """What decides a candidate; ``basis`` None where the measure is about subjects."""

    scope: tuple[Condition, ...]
    conditions: tuple[Condition, ...]
    basis: Node | None
    mode: Mode
    amount: Node | None
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Gloss:
    """An exact phrase of the quotation and the parts it is mapped to."""

    phrase: str
    targets: tuple[tuple[str, str], ...]
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Preference:
    """How a preference orders: the conditions that qualify, and an order per option of ``reading``."""

    reading: str
    qualifying: tuple[str, ...]
    orders: Mapping[str, Order]


@dataclass(frozen=True)
class Measure:
    """One benefit of a package, as the law and its interpretations stand.

    ``places``: how many at least and at most a competitive measure supports, None where it does
    not say.
    """

    id: str
    title: str
    rows: tuple[str, ...]
    quotations: tuple[str, ...]
    kind: Kind
    subject: Kind
    body: Body
    alternatives: Mapping[str, Body]
    meanings: Mapping[str, str]
    cost: Node | None
    parameters: Mapping[str, Parameter]
    lists: Mapping[str, Members]
    readings: Mapping[str, str]
    glosses: tuple[Gloss, ...]
    omissions: Mapping[str, str]
    texts: Mapping[str, str]
    scope_name: str
    names: Names = field(compare=False, repr=False)
    place: Place = field(compare=False)
    preference: Preference | None = None
    places: tuple[Node, Node] | None = None

    @property
    def about_subject(self) -> bool:
        """Whether a candidate is a subject rather than one of its records."""
        return self.kind.is_subject

    @property
    def governing(self) -> str | None:
        """The interpretation that adopts one of the alternatives."""
        return self.readings.get(GOVERNING)


@dataclass(frozen=True)
class LocalEra:
    """What one place has in force over one stretch of basis dates."""

    adopted: bool
    values: Mapping[str, tuple[Fraction | None, Fraction | None]]


@dataclass(frozen=True)
class LocalPlan:
    """A local option's settings: per place code (most specific first) and era.

    ``breaks`` are the days a new era begins; era 0 lies before the first. The place "" stands
    for everywhere nobody adopted it.
    """

    breaks: tuple[date, ...]
    places: Mapping[str, tuple[LocalEra, ...]]

    def era(self, day: date) -> int:
        """The era a day lies in."""
        return sum(day >= b for b in self.breaks)

    def place_of(self, region: str) -> str:
        """The most specific place with a row of its own that covers the region."""
        return max((p for p in self.places if region.startswith(p)), key=len)

    def rows(self, region: str | None, era: int | None) -> tuple[LocalEra, ...]:
        """The rows that may apply; None: the region (or the date) is not known."""
        places = [self.place_of(region)] if region is not None else list(self.places)
        eras = [era] if era is not None else list(range(len(self.breaks) + 1))
        return tuple(self.places[p][e] for p in places for e in eras)


@dataclass(frozen=True)
class BoundBody:
    """A body with settings in: conditions carry their bits, ``year`` the year of a limit."""

    mode: Mode
    conditions: tuple[Condition, ...]
    basis: Node | None
    amount: Node | None
    limits: tuple[Limit, ...]
    year: Node | None


@dataclass(frozen=True)
class BoundMeasure:
    """A measure for one as-of day. ``alternatives`` hold while no reading is adopted.

    Then ``body`` carries the conditions common to all and each alternative is complete;
    ``reading_bit`` is the bit of the condition 读法.
    """

    measure: Measure
    as_of: date
    body: BoundBody
    alternatives: tuple[tuple[str, BoundBody], ...]
    reading_bit: int | None
    local: LocalPlan | None
    adopted: Mapping[str, str]
    demo: bool
    places: tuple[Node, Node] | None = None

    @property
    def id(self) -> str:
        """The measure's identifier."""
        return self.measure.id

    @property
    def mode(self) -> Mode:
        """方式; while readings are open, that of the common body."""
        return self.body.mode

    def nodes(self) -> Iterator[Node]:
        """Every expression of every body, at its root."""
        for body in (self.body, *(b for _, b in self.alternatives)):
            yield from (c.node for c in body.conditions)
            yield from (x.ceiling for x in body.limits)
            yield from (x for x in (body.basis, body.amount, body.year) if x is not None)

    @property
    def has_money(self) -> bool:
        """Whether a candidate may be owed money."""
        bodies = [b for _, b in self.alternatives] or [self.body]
        return any(b.amount is not None for b in bodies)
