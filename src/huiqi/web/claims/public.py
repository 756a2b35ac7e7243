"""Pages for everybody: what is under public notice, and objecting to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..catalogue.limiting import limited
from ..core.paging import paged
from ..core.routing import Request, told
from . import opposing
from .forms import OppositionForm

ROWS = 20


@limited
def publicity(request: Request) -> HttpResponse:
    """Who is to get what, by the day on which it becomes final; nothing is searched for by firm."""
    page = paged(request, opposing.publicized(), ROWS)
    return render(request, "claims/publicity.html", {"page": page})


@limited
def oppose(request: Request, pk: int) -> HttpResponse:
    """One of them, and a form for anybody who knows better."""
    claim = opposing.publicized_claim(pk)
    form = OppositionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(request):
            opposing.oppose(request.actor, claim=claim, **form.cleaned_data)
            messages.success(request, _("异议已收到，由作出决定以外的人员核查。处理之前公示不结束。"))
            return redirect("publicity")
    shown = {"claim": claim, "form": form}
    return render(request, "claims/oppose.html", shown, status=422 if request.method == "POST" else 200)
