"""A simple brake on scraping: so many requests a minute from one address, then 429."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..core.limiting import spend

MOST = 60
PERIOD = 60
Respond = Callable[..., HttpResponse]


def limited(view: Respond) -> Respond:
    """Decorator: at most :data:`MOST` requests in each minute from one address, over all such views.

    The address is kept as a digest, until the minute is over, in this process alone.
    """

    @wraps(view)
    def respond(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
        if not spend("visitor", request.META.get("REMOTE_ADDR", ""), most=MOST, seconds=PERIOD):
            return render(request, "catalogue/too_many.html", status=429)
        return view(request, *arguments, **named)

    return respond
