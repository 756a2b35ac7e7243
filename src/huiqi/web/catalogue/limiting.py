"""A simple brake on scraping: so many requests a minute from one address, then 429."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..core.clock import now
from ..security.digests import digest

MOST = 60
PERIOD = 60
Respond = Callable[..., HttpResponse]


def limited(view: Respond) -> Respond:
    """Decorator: at most :data:`MOST` requests in each minute from one address, over all such views.

    The address is kept as a digest, until the minute is over, in this process alone.
    """

    @wraps(view)
    def respond(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
        minute = int(now().timestamp()) // PERIOD
        key = f"rate:{minute}:{digest('rate', request.META.get('REMOTE_ADDR', ''))}"
        cache.add(key, 0, PERIOD)
        if cache.incr(key) > MOST:
            return render(request, "catalogue/too_many.html", status=429)
        return view(request, *arguments, **named)

    return respond
