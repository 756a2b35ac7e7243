"""The way to a measure: route, department in charge, office, telephone, last filing day.

All of it is decided by the province (:mod:`huiqi.web.terms`); what nobody has decided is None, and what
a demo made up says so. A competition is never automatic: who qualifies may apply, no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ...tree.measure import BoundMeasure, Mode
from ..authorities.models import Authority, Department
from ..authorities.queries import authorities, departments, root
from ..terms.queries import Provisions
from ..terms.values import APPLICATION, AUTOMATIC, Day, Handling, Office

BY_NATURE = (Mode.COMPETITIVE, Mode.PREFERENCE, Mode.READINESS)


@dataclass(frozen=True)
class Procedure:
    """How a measure is obtained; ``route`` is 免申即享, 在线申请, or empty where nobody has said."""

    route: str = ""
    department: str = ""
    office: Office | None = None
    closes: date | None = None
    demo: bool = False

    @property
    def automatic(self) -> bool:
        """Whether people need not apply."""
        return self.route == AUTOMATIC


class Procedures:
    """The procedures of measures at one authority, empty for the province: three queries for all."""

    def __init__(self, authority: str = "") -> None:
        self.provisions = Provisions(authority)
        self.departments: Mapping[str, Department] = {d.code: d for d in departments()}
        self.authority = _authority(authority)

    def of(self, bound: BoundMeasure) -> Procedure:
        """The procedure of a measure."""
        handling = self.provisions.find("办理方式", bound.id)
        closing = self.provisions.find("申报截止", bound.id)
        said = handling.read() if handling else None
        code = said.department if isinstance(said, Handling) else ""
        route = said.route if isinstance(said, Handling) else ""
        office, made_up = self._office(code)
        day = closing.read() if closing else None
        return Procedure(
            APPLICATION if bound.mode in BY_NATURE else route,
            self.departments[code].name if code in self.departments else "",
            office,
            date.fromisoformat(day.day) if isinstance(day, Day) else None,
            made_up or any(row is not None and row.demo for row in (handling, closing)),
        )

    def _office(self, code: str) -> tuple[Office | None, bool]:
        department = self.departments.get(code)
        if department is None or self.authority is None:
            return None, False
        row = self.provisions.office(self.authority, department)
        value = row.read() if row else None
        if row is None or not isinstance(value, Office):
            return None, False
        return value.of(self.authority.name, department.name, department.code), row.demo


def _authority(code: str) -> Authority | None:
    return authorities().filter(code=code).first() if code else root()
