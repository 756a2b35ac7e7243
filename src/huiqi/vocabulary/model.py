"""Facts, kinds and the vocabulary: what a rule may name.

A fact's ``low`` and ``high`` are stored integers: fen, ratio × 10^6, counts, days, numbers ×
``scale``, dates as days since 1970-01-01; None for facts that are not numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from ..types import DATE, REGION, Enumeration, Quantity, Type

EPOCH = date(1970, 1, 1)
REGION_FACT = "所在地"
FIXED = "不可"
INFLUENCES = (FIXED, "增", "减", "增减", "改")


@dataclass(frozen=True)
class Fact:
    """One fact of a kind. ``scale`` stored units make one base unit (fen: 1, ratio: 10^6).

    ``influence``: which way its subject can move it (one of :data:`INFLUENCES`; 改 is any way), by
    ``step`` stored units at a time.
    """

    kind: str
    name: str
    english: str
    type: Type
    scale: int = 1
    low: int | None = None
    high: int | None = None
    owner: str = ""
    influence: str = FIXED
    step: int | None = None
    question: str = ""

    @property
    def path(self) -> str:
        """How rules write it: 保险.保费."""
        return f"{self.kind}.{self.name}"

    def bounds(self) -> tuple[Fraction, Fraction]:
        """The declared range in base units (dates: epoch days). Only for numbers and dates."""
        assert self.low is not None and self.high is not None
        return Fraction(self.low, self.scale), Fraction(self.high, self.scale)


@dataclass(frozen=True)
class Tie:
    """What makes a record tie its owner to another subject of the owner's kind.

    ``fact`` holds the other's credit code; the tie holds from the day of ``since`` to the day
    before that of ``until``.
    """

    fact: str
    since: str
    until: str


@dataclass(frozen=True)
class Kind:
    """A kind of subject, or of record (then ``owner`` is the subject kind it belongs to).

    Records with a ``tie`` make groups of the subjects they tie.
    """

    name: str
    english: str
    role: str
    owner: str | None
    owner_role: str | None
    about: str
    facts: Mapping[str, Fact]
    tie: Tie | None = None

    @property
    def is_subject(self) -> bool:
        """Whether this is a kind of subject."""
        return self.role == "主体"


@dataclass(frozen=True)
class Vocabulary:
    """All kinds and named enumerations."""

    kinds: Mapping[str, Kind]
    enumerations: Mapping[str, Enumeration]

    def __hash__(self) -> int:
        return hash((*self.kinds, *self.enumerations))

    def subject_of(self, kind: str) -> Kind:
        """The subject kind itself, or the owner of a record kind."""
        found = self.kinds[kind]
        return found if found.owner is None else self.kinds[found.owner]

    @cached_property
    def units(self) -> frozenset[str]:
        """Every counting unit some fact declares."""
        types = (f.type for k in self.kinds.values() for f in k.facts.values())
        return frozenset(u for t in types for u, _ in getattr(t, "units", ()))


def region_fact(kind: str) -> Fact:
    """The implied fact of every subject: its lowest authority."""
    return Fact(
        kind, REGION_FACT, "location", REGION, owner="市场监管", question="企业住所在哪个县（市、区）？"
    )


def epoch_day(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def from_epoch_day(days: int) -> date:
    """The date that many days after 1970-01-01."""
    return EPOCH + timedelta(days=days)


def is_numeric(type_: Type) -> bool:
    """Whether values of the type are stored as integers with a range (numbers and dates)."""
    return isinstance(type_, Quantity) or type_ == DATE
