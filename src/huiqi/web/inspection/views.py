"""The search page of auditors, case files, and the daily roots for everybody."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ..audit.queries import roots
from ..core.downloads import attachment
from ..core.paging import paged
from ..core.routing import Request, told
from . import services
from .forms import SearchForm
from .queries import case_for, entries, listed

ROWS = 50


def search(request: Request) -> HttpResponse:
    """Entries of the auditor's jurisdiction, newest first."""
    form = SearchForm(request.GET)
    rows = entries(request.actor).filter(**form.lookups())
    shown = paged(request, rows, ROWS)
    context = {"form": form, "page": shown, "listed": listed(shown)}
    return render(request, "inspection/search.html", context)


def case_file(request: Request, subject: str, subject_id: str) -> HttpResponse:
    """Everything recorded about one thing; posted: as a ZIP."""
    if request.method == "POST":
        with told(request):
            content = services.export_case(request.actor, subject=subject, subject_id=subject_id)
            return attachment(f"{subject}-{subject_id}.zip", content, "application/zip")
        return redirect("case-file", subject, subject_id)
    case = case_for(request.actor, subject, subject_id)
    shown = Paginator(case.entries, ROWS).get_page(request.GET.get("page"))
    context = {"case": case, "page": shown, "listed": listed(shown)}
    return render(request, "inspection/case.html", context)


def list_roots(request: Request) -> HttpResponse:
    """The root of each day, to be kept elsewhere."""
    shown = paged(request, roots(), ROWS)
    return render(request, "inspection/roots.html", {"page": shown})


def roots_file(request: Request) -> HttpResponse:
    """All roots, as ``huiqi site verify_audit --roots`` reads them."""
    lines = [f"{root.day} {root.number} {root.digest}\n" for root in roots()]
    return attachment("roots.txt", "".join(lines).encode(), "text/plain; charset=utf-8")
