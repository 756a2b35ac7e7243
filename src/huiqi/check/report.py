"""What a check found: a row per clause, the tally of examples, problems and warnings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import Problem
from ..policy.model import KINDS
from .examples import Tally


@dataclass(frozen=True)
class ClauseRow:
    """One row of the document: its kinds and who carries it out.

    ``quoted``: its carriers' quotations cover it whole; ``mapped``: every phrase its measures
    quote is mapped or left out with a reason.
    """

    row: str
    kinds: tuple[str, ...]
    text: str
    measures: tuple[str, ...]
    declarations: tuple[str, ...]
    classed: bool
    quoted: bool
    mapped: bool
    examples: Tally

    @property
    def carriers(self) -> tuple[str, ...]:
        """Measures, then declarations."""
        return self.measures + self.declarations

    @property
    def covered(self) -> bool:
        """Whether the row is plain, or carried out in every word."""
        plain = not set(self.kinds) & set(KINDS)
        return self.classed and (plain or (bool(self.carriers) and self.quoted and self.mapped))

    def as_dict(self) -> dict[str, Any]:
        """The row as plain JSON values."""
        return {
            "row": self.row,
            "kinds": list(self.kinds),
            "text": self.text,
            "measures": list(self.measures),
            "declarations": list(self.declarations),
            "classed": self.classed,
            "quoted": self.quoted,
            "mapped": self.mapped,
            "examples": vars(self.examples),
        }


@dataclass
class CheckReport:
    """The whole check. ``problems`` must be mended; ``warnings`` are for a person to weigh."""

    policy: str
    title: str
    rows: list[ClauseRow] = field(default_factory=list)
    examples: Tally = field(default_factory=Tally)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    measures: int = 0
    declarations: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing must be mended."""
        return not self.problems

    @property
    def covered(self) -> int:
        """How many rows are covered."""
        return sum(r.covered for r in self.rows)

    def as_dict(self) -> dict[str, Any]:
        """For machines, row by row of the document."""
        return {
            "policy": self.policy,
            "title": self.title,
            "ok": self.ok,
            "coverage": {"rows": len(self.rows), "covered": self.covered},
            "measures": self.measures,
            "declarations": self.declarations,
            "examples": vars(self.examples),
            "rows": [r.as_dict() for r in self.rows],
            "problems": [p.as_dict() for p in self.problems],
            "warnings": [p.as_dict() for p in self.warnings],
        }
