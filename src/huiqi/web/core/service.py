"""The one wrapper of every mutation: permission, transaction, audit.

    @service("mandate.revoke")
    def revoke_mandate(actor: Actor, *, mandate: Mandate) -> Mandate:
        return change(mandate, until=today())

A service takes the actor and keyword arguments, never a request. It changes rows through
``create``, ``change`` and ``note``; one that records nothing is a bug and is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.db import transaction

from ..actor import Actor
from ..audit.recording import recording
from ..permissions import permissions, scope
from .clock import now, today

P = ParamSpec("P")
T = TypeVar("T")
Wrapped = Callable[Concatenate[Actor, P], T]
SERVICES: dict[str, str] = {}


class Refused(Exception):
    """The actor may not do that; ``needs_code`` where a fresh one-time code would change it."""

    def __init__(self, action: str, needs_code: bool = False) -> None:
        super().__init__(action)
        self.action = action
        self.needs_code = needs_code


class NotThere(Exception):
    """There is no such object for this actor: missing or somebody else's, which look the same."""


class Failed(Exception):
    """What was asked for cannot be done, in words for the person who asked, with a way out."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def require(actor: Actor, action: str) -> None:
    """Nothing, where the table allows it.

    Raises:
        Refused: it does not, or wants a fresh code.
    """
    permission = permissions()[action]
    if permission.demo_only and not settings.DEMO:
        raise Refused(action)
    if scope(actor.role, action) is None:
        raise Refused(action)
    if permission.code and not actor.fresh:
        raise Refused(action, needs_code=True)


def service(action: str) -> Callable[[Wrapped[P, T]], Wrapped[P, T]]:
    """Make a function a service of that action."""
    permissions()[action]

    def wrap(run: Wrapped[P, T]) -> Wrapped[P, T]:
        @wraps(run)
        def served(actor: Actor, *arguments: P.args, **named: P.kwargs) -> T:
            require(actor, action)
            with transaction.atomic(), recording(actor, action, now(), today()) as trail:
                result = run(actor, *arguments, **named)
                if not trail.entries:
                    raise RuntimeError(f"{run.__name__} recorded nothing")
            return result

        SERVICES[f"{run.__module__}.{run.__qualname__}"] = action
        return served  # type: ignore[return-value]

    return wrap
