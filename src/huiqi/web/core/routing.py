"""How a page is listed: its path, its view, and the action that each method carries.

    page("mandates/<int:pk>/revoke/", views.revoke, "revoke-mandate", POST="mandate.revoke")

A method without an action is answered with 405. A URL that was listed in any other way is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext

from ..actor import Actor
from ..permissions import permissions
from .service import Failed

METHODS = ("GET", "POST")


class Request(HttpRequest):
    """A request whose actor is known; ``left`` is whose session ended with it."""

    actor: Actor
    left: int | None


@dataclass(frozen=True, eq=False)
class View:
    """A view with the action of each of its methods."""

    run: Callable[..., HttpResponseBase]
    actions: Mapping[str, str]

    def __call__(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        return self.run(request, *arguments, **named)


@contextmanager
def told(request: HttpRequest) -> Iterator[None]:
    """What a service could not do is told on the next page."""
    try:
        yield
    except Failed as failed:
        messages.error(request, "。".join(gettext(part) for part in (failed.message, failed.hint) if part))


def page_number(request: HttpRequest) -> int:
    """Which page of a long list is asked for; the first, where that is no number or beyond all lists."""
    wanted = request.GET.get("page", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) <= 6 and int(wanted) > 0 else 1


def page(route: str, view: Callable[..., HttpResponseBase], name: str, **actions: str) -> URLPattern:
    """A URL of the site.

    Raises:
        KeyError: an action that is not in the permission table.
        ValueError: a method that is neither GET nor POST, or none at all.
    """
    if not actions or set(actions) - set(METHODS):
        raise ValueError(f"{route}: GET=action, POST=action or both")
    for action in actions.values():
        permissions()[action]
    return path(route, View(view, actions), name=name)
