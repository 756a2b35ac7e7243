"""What auditors may see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from ..accounts.models import Person
from ..actor import Actor
from ..audit.models import Entry
from ..authorities.queries import root
from ..permissions import scope


def entries(actor: Actor) -> QuerySet[Entry]:
    """The entries of the actor's authority and of those below it, newest first.

    What no authority answers for is seen from the province alone.
    """
    highest = root()
    found = Entry.objects.order_by("-id")
    if scope(actor.role, "audit.read") is None or highest is None or not actor.authority:
        return found.none()
    return found if actor.authority == highest.code else found.filter(authority__startswith=actor.authority)


def names(numbers: Iterable[int | None]) -> dict[int, str]:
    """People's names by number."""
    return dict(Person.objects.filter(pk__in={n for n in numbers if n}).values_list("pk", "name"))
