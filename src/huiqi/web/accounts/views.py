"""Signing in, codes, registering. A person's own pages stand in :mod:`.own`."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ..core.limiting import is_spent, spend
from ..core.routing import Request
from . import registering
from .codes import check_code, enrolment, send_code
from .forms import CodeForm, RegisterForm, SignInForm
from .lockout import locked_out, may_write
from .queries import person_of
from .signing import by_password, enter, let_in, make_fresh, pending

FAILURES = {"most": 100, "seconds": 3600}


def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; the answer to a wrong one does not say which was wrong."""
    source = request.META.get("REMOTE_ADDR", "")
    if is_spent("sign-in", source, **FAILURES):
        return locked_out(request)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = by_password(request, **form.cleaned_data)
        if person is not None:
            return redirect(_onward(request)) if enter(request, person) else redirect(_after("code", request))
        spend("sign-in", source, **FAILURES)
        form.add_error(None, _("用户名或密码不正确"))
    return _page(request, "accounts/sign_in.html", form)


def code(request: HttpRequest) -> HttpResponse:
    """The one-time code after the password; an authenticator is set up here the first time."""
    person = pending(request.session)
    if person is None:
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = check_code(person, form.cleaned_data["code"])
        if device is not None:
            let_in(request, person, device)
            return redirect(_onward(request))
        form.add_error("code", _("验证码不正确或已过期"))
    return _page(request, "accounts/code.html", form, **enrolment(person))


def step_up(request: Request) -> HttpResponse:
    """A fresh code, for what matters."""
    person = person_of(request.actor)
    form = CodeForm(request.POST or None)
    if request.method == "GET":
        send_code(person)
    elif form.is_valid():
        if check_code(person, form.cleaned_data["code"]):
            make_fresh(request.session)
            return redirect(_onward(request))
        form.add_error("code", _("验证码不正确或已过期"))
    return _page(request, "accounts/step_up.html", form)


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("home")


def register(request: HttpRequest) -> HttpResponse:
    """A new account; the answer is the same where the address has one already."""
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not may_write(request.META.get("REMOTE_ADDR"), form.cleaned_data["email"]):
            return render(request, "accounts/asked_often.html", status=429)
        registering.begin(request.session, **form.cleaned_data)
        return redirect("confirm-address")
    return _page(request, "accounts/register.html", form)


def confirm_address(request: Request) -> HttpResponse:
    """The code that was sent to the address of a new account."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = registering.finish(request.actor, request.session, form.cleaned_data["code"])
        if person is not None:
            let_in(request, person, None)
            return redirect("account")
        form.add_error("code", _("验证码不正确或已过期"))
    return _page(request, "accounts/confirm_address.html", form)


def _page(request: HttpRequest, template: str, form: object, **shown: object) -> HttpResponse:
    invalid = request.method == "POST"
    context = {"form": form, "next": _onward(request, ""), **shown}
    return render(request, template, context, status=422 if invalid else 200)


def _after(name: str, request: HttpRequest) -> str:
    return f"{reverse(name)}?{urlencode({'next': _onward(request)})}"


def _onward(request: HttpRequest, otherwise: str = "/") -> str:
    """Where to go next: only within this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    secure = not settings.DEMO
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=secure)
    return wanted if safe else otherwise
