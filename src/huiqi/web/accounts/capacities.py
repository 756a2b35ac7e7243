"""What a person may act as, and the actor that makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..actor import Actor
from ..authorities.models import Post
from ..authorities.queries import posts_of
from ..permissions import Role
from .models import Mandate, Person
from .queries import mandates_of


@dataclass(frozen=True)
class Capacity:
    """A post or a mandate as a person picks it; ``key`` is ``post:3`` or ``mandate:5``."""

    key: str
    title: str
    role: Role
    authority: str = ""
    department: str = ""
    firm: str = ""


def capacities(person: Person) -> list[Capacity]:
    """Everything they may act as today, posts first."""
    return [*map(_of_post, posts_of(person.pk)), *map(_of_mandate, mandates_of(person.pk))]


def actor_for(person: Person, key: str, address: str | None, fresh: bool) -> Actor:
    """The person in the capacity of that key; where it is gone, as nobody but themselves.

    ``post:3@CODE`` is a counter officer who acts on behalf of the firm of that credit code.
    """
    held, _, served = key.partition("@")
    found = _capacity(person, held)
    if found is not None and found.role is Role.COUNTER:
        found = replace(found, key=key, firm=served)
    as_themselves = Capacity("", person.name, Role.PERSON)
    chosen = found or as_themselves
    return Actor(
        role=chosen.role,
        person=person.pk,
        name=person.name,
        authority=chosen.authority,
        department=chosen.department,
        firm=chosen.firm,
        capacity=chosen.key,
        address=address,
        fresh=fresh,
    )


def _capacity(person: Person, key: str) -> Capacity | None:
    kind, _, number = key.partition(":")
    if not number.isdecimal():
        return None
    rows: Iterator[Capacity]
    if kind == "post":
        rows = map(_of_post, posts_of(person.pk).filter(pk=number))
    else:
        rows = map(_of_mandate, mandates_of(person.pk).filter(pk=number))
    return next(rows, None)


def _of_post(post: Post) -> Capacity:
    return Capacity(f"post:{post.pk}", str(post), Role(post.role), post.authority.code, post.department.code)


def _of_mandate(mandate: Mandate) -> Capacity:
    title = f"{mandate.credit_code} · {mandate.get_role_display()}"
    return Capacity(f"mandate:{mandate.pk}", title, Role(mandate.role), firm=mandate.credit_code)
