"""Pages of who acts for a firm: its facts, “this is wrong”, and answers to what nobody knows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..core.routing import Request, told
from ..core.service import NotThere
from . import services
from .forms import ValueForm
from .history import history
from .models import Firm
from .queries import Rank, corrections, firm_for, known
from .views import grouped


def own_facts(request: Request) -> HttpResponse:
    """What is known of one's own firm, from where, and what was asked to be corrected."""
    try:
        row = _own(request, "fact.own")
        groups = grouped(row.credit_code)
    except NotThere:
        return render(request, "registry/no_firm.html")
    asked = corrections(request.actor, "correction.ask").filter(firm=row)[:20]
    return render(request, "registry/own.html", {"firm": row, "groups": groups, "asked": asked})


def own_fact(request: Request, path: str) -> HttpResponse:
    """One fact of one's own firm: a correction where something is known, an answer where nothing is."""
    row, record = _own(request, "fact.own"), request.GET.get("record", "")
    said = known(row.credit_code, path, record)
    if said is None:
        raise NotThere
    asked = said.rank not in (Rank.UNKNOWN, Rank.DECLARED)
    form = ValueForm(said.fact, asked, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(request):
            given = {"firm": row, "path": path, "record": record, **form.cleaned_data}
            if asked:
                services.ask_correction(request.actor, **given)
                messages.success(request, _("已提出，等待主管部门核实。"))
            else:
                services.declare(request.actor, **given)
                messages.success(request, _("已记下，标为自报。"))
        return redirect("own-facts")
    shown = {
        "firm": row,
        "known": said,
        "asked": asked,
        "form": form,
        "history": history(row, said.fact, record),
    }
    return render(request, "registry/own_fact.html", shown, status=422 if form.errors else 200)


def _own(request: Request, action: str) -> Firm:
    return firm_for(request.actor, request.actor.firm, action)
