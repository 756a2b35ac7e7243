"""The front page, the language, and the demo's own page."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from ..accounts.queries import outbox
from ..core.routing import Request, told
from ..core.services import advance
from .forms import AdvanceForm, LanguageForm

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


def demo(request: HttpRequest) -> HttpResponse:
    """The day, and the mail a demo has kept."""
    return render(request, "ui/demo.html", {"form": AdvanceForm(), "outbox": outbox()})


def advance_day(request: Request) -> HttpResponse:
    """Let working days pass."""
    form = AdvanceForm(request.POST)
    if form.is_valid():
        with told(request):
            row = advance(request.actor, **form.cleaned_data)
            messages.success(request, f"业务日期已到 {row.day}。")
    else:
        messages.error(request, "请输入 1 至 260 之间的工作日数。")
    return redirect("demo")
