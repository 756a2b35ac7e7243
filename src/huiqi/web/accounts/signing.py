"""Letting somebody in: password, then a code for staff; what the session keeps of it.

``pending`` is a person whose password was right and whose code is due; nobody is signed in until then.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as begin_session
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django_otp import login as otp_login
from django_otp.models import Device

from ..actor import Actor
from ..core.clock import now
from ..security.digests import same
from .capacities import capacities
from .codes import is_staff, send_code
from .models import Person
from .queries import person_numbered
from .services import record_sign_in

PENDING, CAPACITY, BEGAN, SEEN, FRESH = "pending", "capacity", "began", "seen", "fresh"
PENDING_SECONDS = 600
BACKEND = "django.contrib.auth.backends.ModelBackend"


def by_password(request: HttpRequest, login: str, password: str) -> Person | None:
    """Whose name and password these are; failures are counted."""
    found = authenticate(request, username=login, password=password)
    return found if isinstance(found, Person) else None


def enter(request: HttpRequest, person: Person) -> bool:
    """The password was right: whether they are in now; staff owe a code, within ten minutes."""
    if not is_staff(person):
        let_in(request, person, None)
        return True
    request.session.cycle_key()
    request.session[PENDING] = [person.pk, now().timestamp(), person.get_session_auth_hash()]
    send_code(person)
    return False


def pending(session: SessionBase) -> Person | None:
    """Whose code is due; nobody's once the password is another."""
    number, since, proof = session.get(PENDING, [None, 0, ""])
    if number is None or now().timestamp() - since > PENDING_SECONDS:
        return None
    person = person_numbered(number)
    return person if person and same(proof, person.get_session_auth_hash()) else None


def let_in(request: HttpRequest, person: Person, device: Device | None) -> None:
    """Sign in under a new session, acting as the first capacity there is."""
    begin_session(request, person, backend=BACKEND)
    if device is not None:
        otp_login(request, device)
        make_fresh(request.session)
    request.session.pop(PENDING, None)
    first = next(iter(capacities(person)), None)
    request.session[CAPACITY] = first.key if first else ""
    request.session[BEGAN] = request.session[SEEN] = now().timestamp()
    address = request.META.get("REMOTE_ADDR") or None
    actor = Actor(person=person.pk, name=person.name, address=address)
    record_sign_in(actor, person=person, device=type(device).__name__ if device else "password")


def make_fresh(session: SessionBase) -> None:
    """A code was just given."""
    session[FRESH] = now().timestamp()


def is_fresh(session: SessionBase) -> bool:
    """Whether a code was given within the last minutes."""
    given: float = session.get(FRESH, 0.0)
    return now().timestamp() - given <= settings.STEP_UP
