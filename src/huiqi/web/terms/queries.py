"""What holds on a day: the narrowest, then the latest provision in force.

A provision of an authority holds for everything below it, unless something below has its own; one for
a measure goes before one for all. ``authority`` is a code, empty for the province itself.
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.conf import settings
from django.db.models import Q, QuerySet

from ...letters import Remedies
from ..actor import Actor
from ..authorities.models import Authority, Department
from ..authorities.queries import root, within
from ..core.clock import today
from ..core.deadlines import Term
from ..core.models import Unit
from ..core.service import Failed
from .models import Provision
from .names import ALL
from .values import Count, Day, Office, Span, Value, Wording

V = TypeVar("V", bound=Value)
OFFICE = "办理机构"


class Unset(Failed):
    """Nobody has set what is asked for."""

    def __init__(self, name: str) -> None:
        super().__init__(f"还没有设定“{name}”", "由政策专员在“规定”页录入，另一人确认")


def counting() -> QuerySet[Provision]:
    """What is confirmed; in a demo its own values too."""
    confirmed = Q(confirmed_by__isnull=False, withdrawn=False, demo=False)
    return Provision.objects.filter(confirmed | Q(demo=True) if settings.DEMO else confirmed)


def find(name: str, day: date | None = None, *, authority: str = "", measure: str = "") -> Provision | None:
    """The provision that holds, or None."""
    return max(_holding(name, day, authority, measure), key=_narrowness, default=None)


class Provisions:
    """All provisions that hold at an authority on a day, read at once: for lists of measures."""

    def __init__(self, authority: str = "", day: date | None = None) -> None:
        rows = counting().filter(since__lte=day or today(), authority__code__in=_above(authority))
        self.rows = list(rows.select_related("authority", "department"))

    def find(self, name: str, measure: str = "") -> Provision | None:
        """As :func:`find`, of what was read."""
        found = (r for r in self.rows if r.name == name and r.measure in ("", measure))
        return max(found, key=_narrowness, default=None)

    def office(self, authority: Authority, department: Department) -> Provision | None:
        """Whose letters and telephone are those of that authority and department."""
        offices = (r for r in self.rows if r.name == OFFICE and _reaches(r, authority, department))
        return max(offices, key=_narrowness, default=None)


def _holding(name: str, day: date | None, authority: str, measure: str = "") -> QuerySet[Provision]:
    rows = counting().filter(name=name, since__lte=day or today(), measure__in={"", measure})
    return rows.filter(authority__code__in=_above(authority)).select_related("authority", "department")


def _above(authority: str) -> list[str]:
    if authority:
        return [authority[:length] for length in range(1, len(authority) + 1)]
    province = root()
    return [province.code] if province else []


def _narrowness(row: Provision) -> tuple[object, ...]:
    own = not row.demo
    return own, bool(row.measure), len(row.authority.code), bool(row.department_id), row.since, row.pk


def term(name: str, day: date | None = None, *, authority: str = "", measure: str = "") -> Term:
    """How long something may take, for :mod:`huiqi.web.core.deadlines`.

    Raises:
        Unset: nobody has set it.
    """
    row = _set(name, day, authority, measure)
    span = _value(row, Span)
    return Term(span.count, Unit(span.unit), row.reference, row.demo)


def levels(day: date | None = None, *, authority: str = "", measure: str = "") -> int:
    """Through how many levels a claim is reviewed.

    Raises:
        Unset: nobody has set it.
    """
    return _value(_set("审核级数", day, authority, measure), Count).count


def filing_day(measure: str, *, authority: str = "", day: date | None = None) -> date | None:
    """The last day on which a measure may be claimed; None where none is set."""
    row = find("申报截止", day, authority=authority, measure=measure)
    return date.fromisoformat(_value(row, Day).day) if row else None


def remedies(name: str, day: date | None = None, *, authority: str = "") -> Remedies | None:
    """The wording that letters print under 权利告知; None while it is missing."""
    row = find(name, day, authority=authority)
    if row is None:
        return None
    return Remedies(_value(row, Wording).wording, row.since, row.reference, row.demo)


def office(authority: Authority, department: Department, day: date | None = None) -> Office:
    """Who signs and numbers letters of that authority and department.

    Raises:
        Unset: nobody has set it.
    """
    rows = [r for r in _holding(OFFICE, day, authority.code) if _reaches(r, authority, department)]
    if not rows:
        raise Unset(OFFICE)
    return _value(max(rows, key=_narrowness), Office).of(authority.name, department.name, department.code)


def _reaches(row: Provision, authority: Authority, department: Department) -> bool:
    if row.department_id not in (None, department.pk):
        return False
    return row.authority_id == authority.pk or _value(row, Office).pattern


def _set(name: str, day: date | None, authority: str, measure: str) -> Provision:
    row = find(name, day, authority=authority, measure=measure)
    if row is None:
        raise Unset(name)
    return row


def _value(row: Provision, kind: type[V]) -> V:
    value = row.read()
    assert isinstance(value, kind)
    return value


def provisions(actor: Actor, action: str = "term.read") -> QuerySet[Provision]:
    """What counts, and for staff what waits for a second person; with everything a list shows of them."""
    rows = waiting() | counting() if actor.staff else counting()
    rows = rows.select_related("authority", "department", "proposed_by", "confirmed_by")
    return within(rows, actor, action, authority="authority")


def waiting() -> QuerySet[Provision]:
    """Proposed, and not confirmed by anybody yet."""
    return Provision.objects.filter(confirmed_by=None, withdrawn=False, demo=False)


def shared_abbreviation(text: str, authority: Authority, department: Department | None) -> bool:
    """Whether the office of another authority or department numbers its letters so already."""
    others = counting().filter(name=OFFICE, value__abbreviation=text)
    return others.exclude(authority=authority, department=department).exists()


def unset() -> list[str]:
    """The names nobody has set for the whole province, in the order of the page."""
    held = set(counting().filter(since__lte=today()).values_list("name", flat=True))
    return [name.name for name in ALL if name.name not in held]
