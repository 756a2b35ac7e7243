"""People and mandates, within jurisdiction."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ..actor import Actor
from ..authorities.models import in_force
from ..authorities.queries import within
from ..core.clock import today
from ..permissions import Role
from .models import Kinship, Mandate, Message, Person


def person_named(login: str) -> Person | None:
    """Who signs in by that name."""
    return Person.objects.filter(login=login.strip().lower()).first()


def person_at(email: str) -> Person | None:
    """Whose address that is: who signs in by it, else the one person it was given for."""
    found = list(Person.objects.filter(email__iexact=email.strip())[:2])
    return person_named(email) or (found[0] if len(found) == 1 else None)


def is_taken(email: str) -> bool:
    """Whether somebody signs in by that address or is reached at it."""
    return Person.objects.filter(Q(login=email.strip().lower()) | Q(email__iexact=email.strip())).exists()


def person_numbered(pk: int) -> Person | None:
    """The person of that key, while the account is open."""
    return Person.objects.filter(pk=pk, is_active=True).first()


def invited(actor: Actor, action: str = "post.read") -> QuerySet[Person]:
    """Who was invited to a post, with the posts asked for; the latest first."""
    rows = Person.objects.filter(invited=True).prefetch_related("posts__authority", "posts__department")
    return within(rows, actor, action).order_by("-pk")


def person_of(actor: Actor) -> Person:
    """The person who acts."""
    return Person.objects.get(pk=actor.person or 0)


def mandates_of(person: int) -> QuerySet[Mandate]:
    """The firms a person may act for today."""
    return Mandate.objects.filter(in_force(today()), person=person, confirmed_by__isnull=False)


def mandates(actor: Actor, action: str = "mandate.read") -> QuerySet[Mandate]:
    """Mandates of the firm that an owner acts for; a clerk's and a bookkeeper's, and anybody's own."""
    rows = Mandate.objects.select_related("person", "confirmed_by", "authority")
    firm = "credit_code" if actor.role == "owner" else None
    return _current(within(rows, actor, action, firm=firm, person="person"))


def kinships(actor: Actor, action: str = "kinship.read") -> QuerySet[Kinship]:
    """One's own declarations; for auditors those of everybody with a post in their jurisdiction."""
    rows = Kinship.objects.select_related("person")
    authority = "person__posts__authority" if actor.role is Role.AUDITOR else None
    return within(rows, actor, action, authority=authority, person="person").distinct()


def bindings(actor: Actor, action: str = "firm.read") -> QuerySet[Mandate]:
    """Requests to be bound to a firm, which wait for its owner or for an officer who checks."""
    rows = Mandate.objects.select_related("person", "authority").filter(confirmed_by=None, until=None)
    return within(rows, actor, action, authority="authority", firm="credit_code")


def _current(rows: QuerySet[Mandate]) -> QuerySet[Mandate]:
    return rows.filter(Q(until=None) | Q(until__gte=today()))


def outbox(count: int = 50) -> QuerySet[Message]:
    """A demo's latest mail, newest first."""
    return Message.objects.all()[:count]
