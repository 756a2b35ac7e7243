"""The front page and the language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from ..core.routing import Request
from .forms import LanguageForm

YEAR = 365 * 24 * 3600


def home(request: Request) -> HttpResponse:
    """The public front page; whoever acts for a firm sees the firm's."""
    if request.actor.firm:
        return redirect("firm-front", request.actor.firm)
    return render(request, "ui/home.html")


def language(request: HttpRequest) -> HttpResponse:
    """Remember the language, and go back."""
    form = LanguageForm(request.POST)
    back = request.POST.get("next", "/")
    response = redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")
    if form.is_valid():
        name, secure = settings.LANGUAGE_COOKIE_NAME, settings.SESSION_COOKIE_SECURE
        chosen = form.cleaned_data["language"]
        response.set_cookie(name, chosen, max_age=YEAR, secure=secure, samesite="Lax", httponly=True)
    return response
