"""The measures of the packages in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from ...tree.measure import BoundMeasure
from ..authorities.queries import root
from ..core.clock import today
from ..core.service import NotThere
from .editions import Edition, editions
from .procedures import Procedure, Procedures
from .questions import Question, questions_of


@dataclass(frozen=True)
class Listed:
    """A measure as people find it: its law and the way to it."""

    edition: Edition
    bound: BoundMeasure
    procedure: Procedure

    @property
    def id(self) -> str:
        """Its identifier, unique over the packages in force."""
        return self.bound.id

    @property
    def title(self) -> str:
        """Its title."""
        return self.bound.measure.title

    @property
    def mode(self) -> str:
        """方式: 普遍, 地方, 择优, 优先 or 达标."""
        return self.bound.mode.value

    @property
    def package(self) -> str:
        """The package's identifier."""
        return self.edition.id

    @cached_property
    def text(self) -> str:
        """What a search looks through."""
        measure = self.bound.measure
        return " ".join((self.id, self.title, *measure.quotations, self.edition.package.name)).casefold()

    @property
    def questions(self) -> Mapping[str, Question]:
        """The facts it asks for, by path."""
        return _questions(self.edition, self.bound.as_of, self.id)

    def said(self, words: str) -> bool:
        """Whether every word stands in its text."""
        return all(word in self.text for word in words.casefold().split())


@lru_cache(maxsize=1024)
def _questions(edition: Edition, as_of: date, measure: str) -> Mapping[str, Question]:
    return questions_of(edition.bound(as_of)[measure])


def measures(authority: str = "", day: date | None = None) -> list[Listed]:
    """All of them, in the order of their packages; procedures are those of an authority, else the province's."""
    procedures = Procedures(authority)
    return [
        Listed(edition, bound, procedures.of(bound))
        for edition in editions()
        for bound in edition.bound(day or today()).values()
    ]


def measure(name: str, authority: str = "") -> Listed:
    """One of them.

    Raises:
        NotThere: there is none of that identifier.
    """
    for edition in editions():
        bound = edition.bound(today()).get(name)
        if bound is not None:
            return Listed(edition, bound, Procedures(authority).of(bound))
    raise NotThere


def matching(
    rows: Iterable[Listed], words: str = "", route: str = "", package: str = "", subject: str = ""
) -> list[Listed]:
    """The measures that a search and its filters leave; what is empty filters nothing."""
    return [
        row
        for row in rows
        if row.said(words)
        and route in ("", row.procedure.route)
        and package in ("", row.package)
        and subject in ("", row.bound.measure.subject.name)
    ]


def authority_of_package(edition: Edition) -> str:
    """The authority that answers for a package: that of its region, for the whole country the province."""
    highest = root()
    return edition.package.region or (highest.code if highest else "")
