"""The players there are."""

from __future__ import annotations

from ..accounts.models import Person
from ..actor import Actor
from ..authorities.queries import one
from .script import Player, script


def players() -> list[Player]:
    """Those whom anybody may act as, in the order of the script; none before the demo was filled."""
    here = set(Person.objects.filter(demo=True).values_list("login", flat=True))
    return [p for p in script().players.values() if p.shown and p.login in here]


def account_of(login: str) -> Person:
    """The account of a player.

    Raises:
        NotThere: nobody of the demo has that name.
    """
    return one(Person.objects.filter(demo=True, login__in=script().players), login=login)


def player_of(actor: Actor) -> Player | None:
    """Whom the actor plays."""
    person = Person.objects.filter(pk=actor.person or 0, demo=True).first()
    return script().players.get(person.login) if person else None
