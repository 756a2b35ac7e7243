"""One and the same thing claimed twice: by number, across measures and enterprises; shown, blocked by rule.

The same thing under the same measure is always refused; under two measures where a rule of stacking says
that they exclude one another.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from ...stacking.rules import ExclusionRule
from .freezing import Frozen
from .models import Claim, Decision, Line, Mark, Reservation
from .states import GRANTED, LIVE, State


@dataclass(frozen=True)
class Duplicate:
    """A line of another claim that rests on the same thing; ``blocks`` says why it may not be approved too."""

    line: Line
    other: Line
    what: str
    blocks: str = ""


def duplicates(claim: Claim, frozen: Frozen) -> list[Duplicate]:
    """Every other live line that shares a number with one of this claim's, and what rules exclude."""
    marks = list(Mark.objects.filter(line__claim=claim).select_related("line"))
    if not marks:
        return _excluded(claim, frozen)
    same = Q()
    for mark in marks:
        same |= Q(kind=mark.kind, value=mark.value)
    others = Mark.objects.filter(same, line__claim__state__in=[s.value for s in LIVE])
    others = others.exclude(line__claim=claim).exclude(line__decision=Decision.REFUSED)
    found = []
    for other in others.select_related("line__claim__home"):
        for mark in marks:
            if (mark.kind, mark.value) == (other.kind, other.value):
                what = f"{other.get_kind_display()} {other.value}"
                found.append(Duplicate(mark.line, other.line, what, _why(claim, other.line, frozen)))
    return [*found, *_excluded(claim, frozen)]


def _why(claim: Claim, other: Line, frozen: Frozen) -> str:
    their = other.claim
    if their.key == claim.key and their.state != State.DRAFT:
        return "同一事项已在另一件申请中申报"
    granted = their.state in GRANTED and other.decision == Decision.APPROVED
    rule = next((r for r in _rules(claim, frozen, "record") if their.key in r.measures), None)
    return f"按“{rule.name}”不重复享受" if granted and rule else ""


def _rules(claim: Claim, frozen: Frozen, *keys: str) -> list[ExclusionRule]:
    rules = (r for r in frozen.rules.stacking.exclusions if claim.key in r.measures and r.key in keys)
    return [r for r in rules if not r.top_up]


def _excluded(claim: Claim, frozen: Frozen) -> list[Duplicate]:
    """What rules exclude whole enterprises or groups from, because of something granted already."""
    found = []
    for rule in _rules(claim, frozen, "subject", "subject-year", "group"):
        firms = frozen.known.group if rule.key == "group" else (claim.credit_code,)
        own = next(o for o in rule.options if claim.key in o)
        measures = [m for m in rule.measures if m not in own]
        rows = Reservation.objects.filter(released=None, credit_code__in=firms, measure__in=measures)
        if rule.key == "subject-year":
            rows = rows.filter(year__in={line.year for line in claim.lines.all()})
        for row in rows.select_related("line__claim__home"):
            line = claim.lines.first()
            assert line is not None
            what = f"{row.line.claim.title}"
            found.append(Duplicate(line, row.line, what, f"按“{rule.name}”不重复享受"))
    return found
