"""Sessions that end, and the actor of a request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from ..actor import Actor
from ..core.clock import now
from ..core.routing import Request
from .capacities import actor_for
from .codes import is_staff
from .models import Person
from .signing import BEGAN, CAPACITY, SEEN, is_fresh

Respond = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY = 60


def end_sessions(respond: Respond) -> Callable[[Request], HttpResponse]:
    """Thirty minutes without a request, or eight hours in all, and a session is over."""

    def ended(request: Request) -> HttpResponse:
        session, instant = request.session, now().timestamp()
        if BEGAN in session:
            idle = instant - session[SEEN]
            if idle > settings.SESSION_IDLE or instant - session[BEGAN] > settings.SESSION_WHOLE:
                request.left = request.user.pk
                logout(request)
            elif idle > SEEN_EVERY:
                session[SEEN] = instant
        return respond(request)

    return ended


def know_actor(respond: Respond) -> Callable[[Request], HttpResponse]:
    """``request.actor``: the person in the capacity of the session, read anew with every request."""

    def known(request: Request) -> HttpResponse:
        request.actor = _actor(request)
        return respond(request)

    return known


def _actor(request: Request) -> Actor:
    address = request.META.get("REMOTE_ADDR") or None
    person = request.user
    if not isinstance(person, Person) or not person.is_active or (person.demo and not settings.DEMO):
        return Actor(address=address)
    actor = actor_for(person, request.session.get(CAPACITY, ""), address, is_fresh(request.session))
    proved = bool(getattr(person, "otp_device", None)) or not (actor.staff or is_staff(person))
    return actor if proved else Actor(address=address)
