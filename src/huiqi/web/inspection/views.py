"""The search page of auditors."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from ..core.routing import Request
from ..permissions import NAMES, Role
from .forms import SearchForm
from .queries import entries, names

ROWS = 50


def search(request: Request) -> HttpResponse:
    """Entries of the auditor's jurisdiction, newest first."""
    form = SearchForm(request.GET)
    rows = entries(request.actor).filter(**form.lookups())
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    people = names(entry.person for entry in shown)
    listed = [(entry, people.get(entry.person or 0, ""), NAMES[Role(entry.role)]) for entry in shown]
    return render(request, "inspection/search.html", {"form": form, "page": shown, "listed": listed})
