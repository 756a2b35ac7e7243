"""The players come in through the services: accounts, posts by two administrators, firms, mandates."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from ..accounts.capacities import actor_for, capacities
from ..accounts.models import Person
from ..accounts.queries import person_named
from ..accounts.services import ask_binding, confirm_binding, grant_mandate
from ..actor import CLOCK, Actor
from ..audit.recording import create
from ..authorities.queries import authorities, departments, one, root
from ..authorities.services import confirm_post, propose_post, seat_first
from ..core.service import service
from ..permissions import STAFF, Role
from .script import Player, Script

MAIL = "demo.invalid"
SEEN = "营业执照原件（演示）"


@service("demo.fill")
def add_player(actor: Actor, *, player: Player) -> Person:
    """An account without a password: the demo's page alone lets anybody act as them."""
    address = f"{player.login}@{MAIL}"
    return create(
        Person, login=player.login, name=player.name, email=address, password=make_password(None), demo=True
    )


def admit(script: Script) -> None:
    """Everybody of the script; staff get their posts."""
    people = {p.login: add_player(CLOCK, player=p) for p in script.players.values()}
    first, second = (p.login for p in script.players.values() if p.role is Role.ADMINISTRATOR)
    province, lines = root(), {d.code: d for d in departments()}
    assert province is not None
    seated = script.players[first]
    both = (people[first].pk, people[second].pk)
    seat_first(CLOCK, persons=both, authority=province, department=lines[seated.department])
    for player in script.players.values():
        if player.role in STAFF and player.role is not Role.ADMINISTRATOR:
            post = propose_post(
                acting(first),
                person_id=people[player.login].pk,
                authority=one(authorities(), code=player.authority),
                department=lines[player.department],
                role=player.role.value,
            )
            confirm_post(acting(second), post=post)


def acting(login: str, firm: str = "") -> Actor:
    """A player in the first capacity they have, or in that for a firm, with a fresh code."""
    person = player_person(login)
    found = next((c for c in capacities(person) if not firm or c.firm == firm), None)
    return actor_for(person, found.key if found else "", None, fresh=True)


def player_person(login: str) -> Person:
    """The account of a player."""
    person = person_named(login)
    assert person is not None, f"{login} is a player"
    return person


def own(login: str, credit_code: str, officer: str) -> None:
    """Bind somebody to a firm as its owner; an officer has checked."""
    asked = ask_binding(actor_for(player_person(login), "", None, fresh=True), credit_code=credit_code)
    confirm_binding(acting(officer), mandate=asked, basis=SEEN)


def serve(owner: str, credit_code: str, login: str, role: Role) -> None:
    """Let a clerk or bookkeeper act for the firm."""
    grant_mandate(acting(owner, credit_code), login=login, role=role.value)
