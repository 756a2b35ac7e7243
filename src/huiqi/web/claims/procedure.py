"""How a claim is handled where its firm is: levels, terms, filing days, 公示; and the promise they add up to."""

from __future__ import annotations

from datetime import date

from ...codes.calendar import count_working_days
from ...vocabulary.model import REGION_FACT
from ..authorities.models import Authority, Department
from ..authorities.queries import authority_of_code
from ..core.clock import today
from ..core.deadlines import Term
from ..core.models import Unit
from ..core.service import NotThere
from ..terms import queries as terms
from ..terms.queries import Unset
from .models import Claim, Route
from .register import Known

DIVISION = slice(2, 8)
AFTER_DECISION = ("冷静期", "拨付")


def term(name: str, claim: Claim) -> Term | None:
    """A term as set for the claim's place and measure; None where nobody has set it."""
    try:
        return terms.term(name, authority=claim.home.code, measure=claim.measure)
    except Unset:
        return None


def seat(known: Known) -> Authority:
    """The authority of the place where a firm is registered to be; else that of its code.

    Raises:
        NotThere: no authority answers for either.
    """
    place = str(known.subject.entity.get(REGION_FACT))
    code = known.subject.entity.code
    found = Authority.objects.filter(code=place).first() or authority_of_code(code[DIVISION])
    if found is None:
        raise NotThere
    return found


def chain(home: Authority) -> list[Authority]:
    """An authority and those above it, upwards."""
    found = [home]
    while (above := found[-1].parent) is not None:
        found.append(above)
    return found


def levels(home: Authority, measure: str) -> int:
    """Through how many levels a claim goes; one where nobody has set it, never more than there are above."""
    try:
        wanted = terms.levels(authority=home.code, measure=measure)
    except Unset:
        wanted = 1
    return min(wanted, len(chain(home)))


def desk(claim: Claim, level: int) -> Authority:
    """The authority of a level; 1 is the lowest."""
    return chain(claim.home)[max(level, 1) - 1]


def above(authority: Authority) -> Authority:
    """The authority above; the province has none and answers itself."""
    return authority.parent or authority


def department(home: Authority, measure: str) -> Department:
    """Who is in charge of the measure there.

    Raises:
        Unset: nobody has said.
    """
    row = terms.find("办理方式", authority=home.code, measure=measure)
    handling = row.read() if row else None
    found = Department.objects.filter(code=getattr(handling, "department", "")).first()
    if found is None:
        raise Unset("办理方式")
    return found


def filing_day(home: Authority, measure: str) -> date | None:
    """The last day on which the measure may be claimed; None: no such day is set."""
    return terms.filing_day(measure, authority=home.code)


def promised(claim: Claim) -> Term | None:
    """Everything that lies between now and the money, as one term in working days; None: a part is not set."""
    names = ["受理", *["审核"] * claim.levels] if claim.route == Route.APPLICATION else []
    parts = [term(name, claim) for name in (*names, *AFTER_DECISION)]
    publicity = term("公示", claim)
    if None in parts:
        return None
    named = [(n, t) for n, t in zip((*names, *AFTER_DECISION), parts) if t is not None]
    if publicity is not None:
        named.insert(len(names), ("公示", publicity))
    day = today()
    for _, part in named:
        day = part.from_day(day).day
    ground = "＋".join(f"{name}{part.count}{part.unit}" for name, part in named)
    count = count_working_days(today(), day)
    return Term(count, Unit.WORKING_DAYS, f"各环节时限之和：{ground}"[:200], any(t.demo for _, t in named))
