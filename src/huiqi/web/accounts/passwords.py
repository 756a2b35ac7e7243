"""A forgotten password, and the first one of somebody invited: by a one-time link, never by another person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..core.routing import Request
from ..core.service import Failed
from . import services
from .forms import ForgotForm, PasswordForm
from .links import is_valid, send_link, send_nothing_to_set
from .lockout import may_write
from .models import Person
from .queries import person_at, person_numbered

LINK = "link"


def forgot(request: Request) -> HttpResponse:
    """Ask for a link; the answer is the same whether the address has an account or not."""
    form = ForgotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not may_write(request.actor.address, email):
            return render(request, "accounts/asked_often.html", status=429)
        _answer(request, email)
        return render(request, "accounts/link_sent.html", {"email": email})
    return render(request, "accounts/forgot.html", {"form": form}, status=422 if form.errors else 200)


def _answer(request: Request, email: str) -> None:
    person = person_at(email)
    if person is None or not person.is_active:
        send_nothing_to_set(email)
    else:
        services.ask_link(request.actor, person=person)
        send_link(person)


def follow(request: Request, pk: int, token: str) -> HttpResponse:
    """The link itself: kept in the session, so that it stands in no address that is sent on."""
    request.session[LINK] = [pk, token]
    return redirect("new-password")


def choose(request: Request) -> HttpResponse:
    """A new password, by the link; afterwards nobody is signed in here."""
    person, token = _by_link(request)
    if person is None:
        return render(request, "accounts/link_void.html", status=410)
    form = PasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_password(request.actor, person=person, token=token, **form.cleaned_data)
        except Failed:
            return render(request, "accounts/link_void.html", status=410)
        request.session.flush()
        messages.success(request, _("密码已设好，请用新密码登录。"))
        return redirect("sign-in")
    shown = {"form": form, "person": person}
    return render(request, "accounts/new_password.html", shown, status=422 if form.errors else 200)


def _by_link(request: Request) -> tuple[Person | None, str]:
    pk, token = request.session.get(LINK, [0, ""])
    person = person_numbered(pk)
    return (person if is_valid(person, token) else None), token
