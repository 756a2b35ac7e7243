"""Runs: the list with a form that starts one, a run, and a run beside another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ..authorities.queries import authorities
from ..core.paging import paged
from ..core.routing import Request, page_number, told
from ..core.service import NotThere
from . import services
from .comparison import Comparison, total
from .queries import earlier, run_for, runs, shown, shown_of, startable

ROWS = 20
FIRMS = 50


def list_runs(request: Request) -> HttpResponse:
    """Every run of the actor's jurisdiction, newest first."""
    page = paged(request, runs(request.actor), ROWS)
    seen = {run.pk for run in shown().values()}
    listed = {"page": page, "shown": seen, "editions": startable(request.actor)}
    return render(request, "runs/runs.html", listed)


def start(request: Request) -> HttpResponse:
    """Ask for a run of one package."""
    wanted = request.POST.get("package", "")
    edition = next((e for e in startable(request.actor) if e.id == wanted), None)
    if edition is None:
        raise NotThere
    with told(request):
        run = services.start_run(request.actor, edition=edition)
        messages.success(request, "已开始测算，完成后在这里看结果。")
        return redirect("run", run.pk)
    return redirect("runs")


def show(request: Request, pk: int) -> HttpResponse:
    """What a run came to, measure by measure, and against what people see now."""
    run = run_for(request.actor, pk)
    before = earlier(request.actor, run, request.GET.get("before", ""))
    comparison = Comparison(before, run) if before and run.finished else None
    lines = {line.key: line for line in comparison.by_measure()} if comparison else {}
    measures = [(m, lines.get(m["id"])) for m in run.measures.values()] if run.finished else []
    found = {
        "run": run,
        "before": before,
        "measures": measures,
        "sum": total(list(lines.values())) if comparison else None,
        "seen": shown_of(run.package) == run,
    }
    return render(request, "runs/run.html", found)


def compare(request: Request, pk: int) -> HttpResponse:
    """Who gains and who loses, by place and firm, under one measure or all."""
    run = run_for(request.actor, pk)
    before = earlier(request.actor, run, request.GET.get("before", ""))
    if before is None or run.finished is None:
        raise NotThere
    comparison = Comparison(before, run)
    measure = request.GET.get("measure", "")
    number = page_number(request)
    rows, count = comparison.differences(measure, (number - 1) * FIRMS, FIRMS)
    names = {place.code: place.name for place in authorities()}
    found = {
        "run": run,
        "before": before,
        "measure": run.about(measure) or None,
        "places": [(names.get(line.key, line.key), line) for line in comparison.by_place(measure)],
        "rows": [(names.get(row.region, row.region), row, run.about(row.measure)) for row in rows],
        "count": count,
        "number": number,
        "more": number * FIRMS < count,
    }
    return render(request, "runs/compare.html", found)
