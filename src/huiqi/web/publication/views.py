"""Publications and audiences."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ..authorities.queries import authorities
from ..core.paging import paged
from ..core.routing import Request, told
from ..permissions import scope
from ..runs.comparison import Comparison, total
from ..runs.queries import run_for, shown, shown_of
from . import services
from .audience import by_place, counts, members, part_of, reach, rows, run_with
from .forms import ReasonForm, TellForm
from .permissions import can_publish
from .queries import publication_for, publications
from .telling import tell

ROWS = 20
FIRMS = 20
PLACES = 12


def list_publications(request: Request) -> HttpResponse:
    """What was published and what waits."""
    page = paged(request, publications(request.actor), ROWS)
    return render(request, "publication/publications.html", {"page": page})


def propose(request: Request, run: int) -> HttpResponse:
    """The form that proposes a run."""
    row = run_for(request.actor, run, "publication.propose")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(request):
            made = services.propose_publication(request.actor, run=row, **form.cleaned_data)
            messages.success(request, "已提出。数据备好后，由另一人发布。")
            return redirect("publication", made.pk)
    status = 422 if form.errors else 200
    return render(request, "publication/propose.html", {"form": form, "run": row}, status=status)


def show(request: Request, pk: int) -> HttpResponse:
    """One publication, with what it changes for people."""
    row = publication_for(request.actor, pk)
    before = row.previous or shown_of(row.run.package)
    compared = Comparison(before, row.run) if before and before.pk != row.run.pk else None
    lines = compared.by_measure() if compared else []
    found = {
        "publication": row,
        "before": before if compared else None,
        "sum": total(lines) if compared else None,
        "lines": [(row.run.about(line.key), line) for line in lines],
        "publishable": can_publish(request.actor, row) and scope(request.actor.role, "publication.publish"),
        "withdrawable": row.open and scope(request.actor.role, "publication.propose"),
    }
    return render(request, "publication/publication.html", found)


def publish(request: Request, pk: int) -> HttpResponse:
    """Put it into force."""
    with told(request):
        row = publication_for(request.actor, pk, "publication.publish")
        services.publish(request.actor, publication=row)
        messages.success(request, "已发布，企业现在看到的就是这一次结果。")
    return redirect("publication", pk)


def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a proposal back."""
    with told(request):
        row = publication_for(request.actor, pk, "publication.propose")
        services.withdraw_publication(request.actor, publication=row)
        messages.success(request, "已撤回。")
    return redirect("publication", pk)


def audiences(request: Request) -> HttpResponse:
    """The measures people see, each with the way to its audience."""
    reach(request.actor)
    runs = shown().values()
    found = [(name, about, run) for run in runs for name, about in run.measures.items()]
    return render(request, "publication/audiences.html", {"measures": found})


def audience(request: Request, measure: str) -> HttpResponse:
    """Whom a measure reaches in the actor's jurisdiction, and why."""
    run, code = run_with(measure), reach(request.actor)
    found = rows(run, measure, code)
    part = part_of(request.GET.get("part", "entitled"))
    chosen = rows(run, measure, code, part)
    page = paged(request, chosen.order_by("credit_code", "record"), FIRMS)
    names = {place.code: place.name for place in authorities()}
    seen = {
        "run": run,
        "measure": measure,
        "about": run.about(measure),
        "part": part,
        "counts": [(part_of(key), *count) for key, count in counts(found).items()],
        "places": [(names.get(place, place), firms) for place, firms in by_place(chosen)[:PLACES]],
        "members": [(m, names.get(m.region, m.region)) for m in members(run, page)],
        "page": page,
        "form": TellForm(initial={"part": part.key}) if scope(request.actor.role, "audience.tell") else None,
    }
    return render(request, "publication/audience.html", seen)


def tell_audience(request: Request, measure: str) -> HttpResponse:
    """Tell a part of the audience."""
    run_with(measure)
    form = TellForm(request.POST)
    if form.is_valid():
        with told(request):
            part, text = part_of(form.cleaned_data["part"]), form.cleaned_data["text"]
            row = tell(request.actor, measure=measure, part=part, text=text)
            messages.success(request, f"正在告知 {row.firms} 家企业。")
    else:
        messages.error(request, "请选择告知对象；附加说明不超过 500 字。")
    return redirect("audience", measure)
