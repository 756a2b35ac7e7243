"""The public page that says whether a letter is genuine; for firms and officers, their letters."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from ..authorities.queries import one
from ..core.downloads import attachment
from ..core.paging import paged
from ..core.routing import Request, told
from . import attempts, storage
from .checking import genuine
from .forms import CheckForm, FilterForm
from .queries import letters

ROWS = 20


def check(request: Request) -> HttpResponse:
    """Number and code, from the form or a telephone's camera; a wrong code and an unknown number look alike."""
    form = CheckForm(request.GET if "number" in request.GET else None)
    if not form.is_valid():
        return _checked(request, form, "wrong" if form.is_bound else "", 422 if form.is_bound else 200)
    address = request.META.get("REMOTE_ADDR")
    if not attempts.spend(address):
        return _checked(request, form, "paused", 429)
    letter = genuine(form.cleaned_data["number"], form.cleaned_data["code"])
    if letter is None:
        return _checked(request, form, "unknown", 404)
    attempts.refund(address)
    return _checked(request, form, "genuine", 200, letter=letter)


def _checked(request: Request, form: CheckForm, outcome: str, status: int, **shown: object) -> HttpResponse:
    context = {"form": form, "outcome": outcome, **shown}
    response = render(request, "correspondence/check.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def list_letters(request: Request) -> HttpResponse:
    """One's own letters, newest first."""
    form = FilterForm(request.GET)
    rows = letters(request.actor).filter(**form.lookups())
    shown = paged(request, rows, ROWS)
    return render(request, "correspondence/letters.html", {"form": form, "page": shown})


def download(request: Request, pk: int) -> HttpResponse:
    """A letter's PDF."""
    letter = one(letters(request.actor), pk=pk)
    with told(request):
        return attachment(f"{letter.number}.pdf", storage.kept(letter.sha256), "application/pdf")
    return redirect("letters")
