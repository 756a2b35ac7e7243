"""Officers' pages: search, a firm with its facts, corrections and conflicts to decide."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.core.paginator import InvalidPage, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from ..authorities.queries import one
from ..core.routing import Request, page_number, told
from ..core.service import NotThere
from ..permissions import scope
from . import services
from .forms import DecisionForm, SearchForm, ValueForm
from .history import history
from .permissions import can_decide_conflict, can_decide_correction
from .queries import Known, contests, corrections, firm_for, firms, known, provenance, waiting
from .searching import found
from .sources import fact_of

ROWS = 50


def search(request: Request) -> HttpResponse:
    """Firms of the jurisdiction, by name or code; without words, nothing is listed."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    number = page_number(request)
    start = ROWS * (number - 1)
    rows = list(found(firms(request.actor), words)[start : start + ROWS + 1]) if words else []
    shown = {"form": form, "words": words, "firms": rows[:ROWS], "number": number, "more": len(rows) > ROWS}
    return render(request, "registry/search.html", shown)


def firm(request: Request, credit_code: str) -> HttpResponse:
    """Everything that is known of a firm."""
    row = firm_for(request.actor, credit_code)
    return render(request, "registry/firm.html", {"firm": row, "groups": grouped(credit_code)})


def grouped(credit_code: str) -> list[tuple[str, str, list[Known]]]:
    """What is known, by kind and record."""
    facts = provenance(credit_code)
    by_record = groupby(facts, key=lambda k: (k.fact.kind, k.record))
    return [(kind, record, list(rows)) for (kind, record), rows in by_record]


def fact(request: Request, credit_code: str, path: str) -> HttpResponse:
    """One fact with its history, and a correction entered by an officer."""
    row = firm_for(request.actor, credit_code)
    record = request.GET.get("record", "")
    said = known(credit_code, path, record)
    if said is None:
        raise NotThere
    asks = scope(request.actor.role, "correction.ask") is not None
    shown = {
        "firm": row,
        "known": said,
        "history": history(row, said.fact, record),
        "form": ValueForm(said.fact, asked=True) if asks else None,
    }
    return render(request, "registry/fact.html", shown)


def correct(request: Request, credit_code: str, path: str) -> HttpResponse:
    """Enter a correction; another officer decides it."""
    row = firm_for(request.actor, credit_code, "correction.ask")
    meant, record = fact_of(path), request.GET.get("record", "")
    if meant is None:
        raise NotThere
    form = ValueForm(meant, True, request.POST)
    if not form.is_valid():
        said = known(credit_code, path, record)
        past = history(row, meant, record)
        shown = {"firm": row, "known": said, "history": past, "form": form}
        return render(request, "registry/fact.html", shown, status=422)
    with told(request):
        services.ask_correction(request.actor, firm=row, path=path, record=record, **form.cleaned_data)
        messages.success(request, "已提出更正，由另一名人员核实。")
    return redirect("firm", credit_code)


def list_corrections(request: Request) -> HttpResponse:
    """What waits for a decision: corrections, and conflicts with a snapshot."""
    try:
        page = Paginator(waiting(request.actor), ROWS).page(request.GET.get("page", 1))
    except InvalidPage:
        return HttpResponseRedirect(reverse("corrections"))
    shown = {
        "page": page,
        "rows": [(row, fact_of(row.path)) for row in page],
        "contests": [
            (c, fact_of(c.correction.path)) for c in contests(request.actor).filter(kept=None)[:ROWS]
        ],
    }
    return render(request, "registry/corrections.html", shown)


def decide_correction(request: Request, pk: int) -> HttpResponse:
    """A correction beside what the register says."""
    row = one(corrections(request.actor), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(request):
            confirm = request.POST.get("decision") == "confirm"
            services.decide_correction(request.actor, row=row, confirm=confirm, **form.cleaned_data)
            messages.success(request, "更正已生效。" if confirm else "更正未采纳。")
        return redirect("corrections")
    shown = {
        "row": row,
        "fact": fact_of(row.path),
        "form": form,
        "may": can_decide_correction(request.actor, row),
    }
    return render(request, "registry/decide_correction.html", shown)


def decide_conflict(request: Request, pk: int) -> HttpResponse:
    """A correction beside the snapshot that contradicts it."""
    row = one(contests(request.actor), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(request):
            keep = request.POST.get("decision") == "keep"
            services.decide_conflict(request.actor, row=row, keep=keep, **form.cleaned_data)
            messages.success(request, "更正继续有效。" if keep else "以快照为准。")
        return redirect("corrections")
    shown = {
        "row": row,
        "fact": fact_of(row.correction.path),
        "form": form,
        "may": can_decide_conflict(request.actor, row),
    }
    return render(request, "registry/decide_conflict.html", shown)
