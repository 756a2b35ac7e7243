"""The list of jobs, and a job with its progress."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ..core.paging import paged
from ..core.routing import Request, told
from ..permissions import scope
from . import services
from .queries import job_for, jobs
from .work import WORKS

ROWS = 50


def list_jobs(request: Request) -> HttpResponse:
    """What was started, newest first."""
    page = paged(request, jobs(request.actor), ROWS)
    rows = [(row, WORKS[row.name].title if row.name in WORKS else row.name) for row in page]
    return render(request, "jobs/list.html", {"rows": rows, "page": page})


def show(request: Request, pk: int) -> HttpResponse:
    """State and progress; the part that changes alone where htmx asks for it."""
    row = job_for(request.actor, pk)
    title = WORKS[row.name].title if row.name in WORKS else row.name
    template = "jobs/show.html#state" if request.headers.get("HX-Request") else "jobs/show.html"
    may = {name: scope(request.actor.role, f"job.{name}") is not None for name in ("retry", "cancel")}
    return render(request, template, {"job": row, "title": title, "may": may})


def retry(request: Request, pk: int) -> HttpResponse:
    """Once more, from the last checkpoint."""
    with told(request):
        services.retry(request.actor, row=job_for(request.actor, pk, "job.retry"))
        messages.success(request, "已重新排队。")
    return redirect("job", pk)


def cancel(request: Request, pk: int) -> HttpResponse:
    """Stop it."""
    with told(request):
        services.cancel(request.actor, row=job_for(request.actor, pk, "job.cancel"))
        messages.success(request, "已取消。")
    return redirect("job", pk)
