"""For many firms at once: where each belongs, and how a measure reaches it there; each place is read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..authorities.models import Authority, Department
from ..authorities.queries import authorities, departments
from ..terms.queries import Provisions
from ..terms.values import AUTOMATIC, Count, Day, Handling


@dataclass(frozen=True)
class Way:
    """Who is in charge of a measure of the automatic route, through how many levels, until which day."""

    department: Department
    levels: int
    filing_day: date | None


class Ways:
    """Homes and ways of one business date."""

    def __init__(self) -> None:
        self._provisions: dict[str, Provisions] = {}
        self._found: dict[tuple[str, str], Way | None] = {}

    @cached_property
    def _authorities(self) -> list[Authority]:
        return list(authorities())

    @cached_property
    def _by_code(self) -> dict[str, Authority]:
        return {a.code: a for a in self._authorities}

    @cached_property
    def _by_division(self) -> dict[str, Authority]:
        return {a.gbt2260: a for a in self._authorities}

    @cached_property
    def _departments(self) -> dict[str, Department]:
        return {d.code: d for d in departments()}

    def home(self, region: str, credit_code: str) -> Authority | None:
        """The authority of a place; else that of the code's division."""
        county = credit_code[2:8]
        divisions = (county, f"{county[:4]}00", f"{county[:2]}0000")
        named = (self._by_division[d] for d in divisions if d in self._by_division)
        return self._by_code.get(region) or next(named, None)

    def automatic(self, home: Authority, measure: str) -> Way | None:
        """How the measure reaches firms there by itself; None where it does not."""
        key = (home.code, measure)
        if key not in self._found:
            self._found[key] = self._read(home, measure)
        return self._found[key]

    def _read(self, home: Authority, measure: str) -> Way | None:
        if home.code not in self._provisions:
            self._provisions[home.code] = Provisions(home.code)
        rows = self._provisions[home.code]
        handling, levels, closing = (
            row.read() if (row := rows.find(name, measure)) else None
            for name in ("办理方式", "审核级数", "申报截止")
        )
        if not isinstance(handling, Handling) or handling.route != AUTOMATIC:
            return None
        if handling.department not in self._departments:
            return None
        wanted = levels.count if isinstance(levels, Count) else 1
        day = date.fromisoformat(closing.day) if isinstance(closing, Day) else None
        return Way(self._departments[handling.department], min(wanted, self._height(home)), day)

    def _height(self, home: Authority) -> int:
        """How many authorities there are from this one upwards."""
        return sum(home.code.startswith(a.code) for a in self._authorities)
