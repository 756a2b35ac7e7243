"""A firm's front page, what it nearly reaches, and one measure."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..catalogue.questions import FactsForm
from ..core.routing import Request, told
from ..entitlements.queries import firm_for
from ..permissions import scope
from ..runs.queries import shown
from .detail import Detail, detail, near
from .overview import overview

MOST_NEAR = 5


def front(request: Request, credit_code: str) -> HttpResponse:
    """Everything in one look."""
    firm = firm_for(request.actor, credit_code)
    runs = list(shown().values())
    found = {"firm": firm, "overview": overview(firm), "runs": runs}
    return render(request, "portal/front.html", found)


def nearly(request: Request, credit_code: str) -> HttpResponse:
    """The nearest change of each measure that is nearly reached; a part of the front page, and a page."""
    firm = firm_for(request.actor, credit_code)
    items = overview(firm).near
    changes = near(firm, [(item.run, item.measure) for item in items[:MOST_NEAR]])
    template = "portal/near.html" + ("#changes" if request.headers.get("HX-Request") else "")
    return render(request, template, {"firm": firm, "changes": changes})


def measure(request: Request, credit_code: str, measure: str) -> HttpResponse:
    """One measure for the firm, with every reason."""
    found = detail(firm_for(request.actor, credit_code), measure)
    return _shown(request, found)


def answer_questions(request: Request, credit_code: str, measure: str) -> HttpResponse:
    """Keep what the firm declares; the page changes at once."""
    found = detail(firm_for(request.actor, credit_code, "fact.declare"), measure)
    form = found.form(request.POST)
    with told(request):
        found.declare(request.actor, form)
    after = detail(found.firm, measure)
    if form.errors:
        return _shown(request, after, form)
    if request.headers.get("HX-Request"):
        return _shown(request, after)
    messages.success(request, _("已按您的填报试算。填报内容未经核实，不作为公布结论。"))
    return redirect("firm-measure", credit_code, measure)


def _shown(request: Request, found: Detail, form: FactsForm | None = None) -> HttpResponse:
    scripted = bool(request.headers.get("HX-Request"))
    shown = {
        "detail": found,
        "firm": found.firm,
        "candidates": found.candidates,
        "form": form or found.form(),
        "answers": scope(request.actor.role, "fact.declare"),
        "files": scope(request.actor.role, "claim.file"),
    }
    template = "portal/measure.html" + ("#detail" if scripted else "")
    return render(request, template, shown, status=422 if form and not scripted else 200)
