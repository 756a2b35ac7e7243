"""What a check found: a row per clause, the tally of examples, problems and warnings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import Problem
from .examples import Tally


@dataclass(frozen=True)
class ClauseRow:
    """One row of the document: its kinds and who carries it out."""

    row: str
    kinds: tuple[str, ...]
    text: str
    carriers: tuple[str, ...]
    examples: Tally


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
        """Rows that are plain, or that something carries out."""
        return sum(bool(r.carriers) or not set(r.kinds) & set("BDFT") for r in self.rows)

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
            "rows": [
                {
                    "row": r.row,
                    "kinds": list(r.kinds),
                    "text": r.text,
                    "carriers": list(r.carriers),
                    "examples": vars(r.examples),
                }
                for r in self.rows
            ],
            "problems": [p.as_dict() for p in self.problems],
            "warnings": [p.as_dict() for p in self.warnings],
        }
