"""The public pages: measures, one measure, the self-check."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from ..core.routing import Request
from . import queries
from .editions import editions
from .forms import SearchForm
from .limiting import limited
from .queries import Listed
from .questions import FactsForm
from .selfcheck import questions, try_all, try_one
from .showing import arranged
from .wording import CHINESE, ENGLISH, figures, parts


def list_measures(request: Request) -> HttpResponse:
    """Every measure in force, searched and filtered."""
    rows = queries.measures()
    form = SearchForm(rows, request.GET)
    found = queries.matching(rows, **form.wanted())
    return render(request, "catalogue/measures.html", {"form": form, "rows": found, "total": len(rows)})


def show_measure(request: Request, measure: str) -> HttpResponse:
    """One measure: clause, conditions, sum, procedure."""
    row = queries.measure(measure)
    language = ENGLISH if get_language() == ENGLISH else CHINESE
    shown = {
        "row": row,
        "parts": parts(row.bound, language),
        "figures": list(figures(row.edition, row.bound)),
        "spoken": language,
    }
    return render(request, "catalogue/measure.html", shown)


@limited
def check_all(request: Request) -> HttpResponse:
    """Which measures come into question, from what is said of the enterprise alone."""
    rows = queries.measures()
    form = _form(request, rows)
    tried = try_all(rows, form.answers) if form.is_bound else None
    return _checked(request, "catalogue/check_all.html", {"form": form, "tried": tried})


@limited
def check_measure(request: Request, measure: str) -> HttpResponse:
    """One measure tried on answers."""
    row = queries.measure(measure)
    form = _form(request, [row])
    view = try_one(row, form.answers) if form.is_bound else None
    candidates = arranged(view, row.bound) if view else []
    return _checked(
        request, "catalogue/check.html", {"form": form, "row": row, "view": view, "candidates": candidates}
    )


def _form(request: Request, rows: Sequence[Listed]) -> FactsForm:
    data = request.POST if request.method == "POST" else None
    return FactsForm(questions(rows), data)


def _checked(request: Request, template: str, shown: dict[str, object]) -> HttpResponse:
    """The page, or its result alone for htmx; never kept by a browser or a proxy."""
    form = shown["form"]
    assert isinstance(form, FactsForm)
    wrong = form.is_bound and bool(form.errors)
    part = "#result" if request.headers.get("HX-Request") else ""
    status = 422 if wrong and not part else 200
    response = render(request, template + part, {**shown, "packages": editions()}, status=status)
    response["Cache-Control"] = "no-store"
    return response
