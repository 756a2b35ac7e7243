"""The tree, and jurisdiction over everything that lies in it.

def claims(actor: Actor, action: str = "claim.read") -> QuerySet[Claim]:
    return within(Claim.objects.all(), actor, action, authority="authority", firm="credit_code")

def claim_for(actor: Actor, number: str, action: str = "claim.read") -> Claim:
    return one(claims(actor, action), number=number)
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Case, Model, Q, QuerySet, When

from ..actor import Actor
from ..core.clock import today
from ..core.service import NotThere
from ..permissions import FIRM, Scope, scope
from .models import Authority, Department, Post, in_force

M = TypeVar("M", bound=Model)


def under(code: str) -> QuerySet[Authority]:
    """An authority, what lies below it, and what they have succeeded."""
    return Authority.objects.filter(Q(code__startswith=code) | Q(successor__code__startswith=code))


def within(
    rows: QuerySet[M],
    actor: Actor,
    action: str,
    *,
    authority: str | None = None,
    firm: str | None = None,
    person: str | None = None,
    department: str | None = None,
) -> QuerySet[M]:
    """The rows over which the table gives this actor this action.

    ``authority``, ``firm``, ``person`` and ``department`` are the lookups of what a row lies in: an
    authority's key, a credit code, a person's key, a department's key. Staff reach what lies in their authority (and,
    where rows have one, their department); those who act for a firm reach the firm's; anybody their
    own. A lookup that is not given reaches nothing.
    """
    granted = scope(actor.role, action)
    if granted is None:
        return rows.none()
    if granted is Scope.ALL:
        return rows
    if actor.staff and authority:
        found = rows.filter(**{f"{authority}__in": under(actor.authority)})
        return found.filter(**{f"{department}__code": actor.department}) if department else found
    if actor.role in FIRM and firm:
        return rows.filter(**{firm: actor.firm})
    if person and actor.person:
        return rows.filter(**{person: actor.person})
    return rows.none()


def one(rows: QuerySet[M], **named: Any) -> M:
    """The one row of that name.

    Raises:
        NotThere: there is none among these rows; whether there is one elsewhere is not said.
    """
    found = rows.filter(**named).first()
    if found is None:
        raise NotThere
    return found


def root() -> Authority | None:
    """The province."""
    return Authority.objects.filter(parent=None, until=None).first()


def authorities() -> QuerySet[Authority]:
    """Those that exist on the business date."""
    return Authority.objects.filter(in_force(today())).select_related("parent")


def departments() -> QuerySet[Department]:
    """All departments."""
    return Department.objects.all()


def authority_of_code(gbt2260: str) -> Authority | None:
    """The authority of a county's national code; else that of its city, else the province."""
    codes = [gbt2260, f"{gbt2260[:4]}00", f"{gbt2260[:2]}0000"]
    found = {a.gbt2260: a for a in authorities().filter(gbt2260__in=codes)}
    return next((found[code] for code in codes if code in found), None)


def posts(actor: Actor, action: str = "post.read") -> QuerySet[Post]:
    """Posts, with everything a list shows of them; what waits for confirmation first, what has ended last."""
    rows = Post.objects.select_related("person", "authority", "department", "proposed_by", "confirmed_by")
    turn = Case(When(until__isnull=False, then=2), When(confirmed_by=None, then=0), default=1)
    found = within(rows, actor, action, authority="authority")
    return found.order_by(turn, "authority__code", "department_id", "role", "id")


def posts_of(person: int) -> QuerySet[Post]:
    """What a person may act as today."""
    held = Post.objects.filter(in_force(today()), person=person, confirmed_by__isnull=False)
    return held.select_related("authority", "department")
