"""What every request passes: size, address, language, one business date, and the gate."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from ..permissions import permissions
from . import clock
from .routing import Request, View
from .service import NotThere, Refused, require
from .typed import keep

Respond = Callable[[HttpRequest], HttpResponse]


def limit_body(respond: Respond) -> Respond:
    """413 before a byte of a body that is too large is read."""

    def limited(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length <= settings.MAX_UPLOAD:
            return respond(request)
        limit = settings.MAX_UPLOAD // 2**20
        return HttpResponse(render(request, "ui/413.html", {"limit": limit}).content, status=413)

    return limited


def trust_proxies(respond: Respond) -> Respond:
    """The client's address as the last trusted proxy saw it."""

    def addressed(request: HttpRequest) -> HttpResponse:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if settings.PROXIES and len(hops) >= settings.PROXIES:
            request.META["REMOTE_ADDR"] = hops[-settings.PROXIES].strip()
        return respond(request)

    return addressed


def speak(respond: Respond) -> Respond:
    """Chinese, unless the visitor has chosen otherwise; what a browser prefers is not asked."""

    def spoken(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = respond(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return spoken


def keep_day(respond: Respond) -> Respond:
    """One business date for the whole request."""

    def kept(request: HttpRequest) -> HttpResponse:
        with clock.one_day():
            return respond(request)

    return kept


class Gate:
    """Lets a request pass only where the permission table allows its view and method.

    What somebody signed in was shown is kept by no cache, so that nobody leafs back to it after them.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        response = self.respond(request)
        if request.actor.signed_in:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: Request, view: object, *_: object) -> HttpResponseBase | None:
        """The answer, where the view must not run."""
        if not isinstance(view, View):
            raise PermissionDenied
        method = "GET" if request.method == "HEAD" else request.method or ""
        if method not in view.actions:
            return HttpResponseNotAllowed(list(view.actions))
        action = view.actions[method]
        if permissions()[action].demo_only and not settings.DEMO:
            raise Http404
        try:
            require(request.actor, action)
        except Refused as refused:
            return answer(request, refused)
        return None

    def process_exception(self, request: Request, error: Exception) -> HttpResponseBase | None:
        """What services raise, as answers."""
        if isinstance(error, NotThere):
            raise Http404
        return answer(request, error) if isinstance(error, Refused) else None


def answer(request: Request, refused: Refused) -> HttpResponseBase:
    """To the sign-in page, to the one-time code, or 403."""
    if not request.actor.signed_in:
        return _sent(request, "sign-in")
    if refused.needs_code:
        return _sent(request, "step-up")
    raise PermissionDenied


def _sent(request: Request, name: str) -> HttpResponseBase:
    person = request.actor.person or getattr(request, "left", None)
    kept = request.method == "POST" and person is not None and keep(request, person)
    where = f"{reverse(name)}?{urlencode({'next': reverse('resume') if kept else _back(request)})}"
    whole = HttpResponseClientRedirect if request.headers.get("HX-Request") else HttpResponseRedirect
    return whole(where)


def _back(request: HttpRequest) -> str:
    """The page itself; for a form the page it stood on."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else "/"
