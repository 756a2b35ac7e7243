"""The provisions of the province: what holds, what is missing, what waits for a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ..authorities.queries import one
from ..core.routing import Request, told
from ..core.service import Failed, NotThere
from ..permissions import scope
from . import services
from .forms import FORMS
from .names import ALL, NAMES
from .permissions import can_confirm_provision
from .queries import provisions, unset


def list_provisions(request: Request) -> HttpResponse:
    """Every provision under its name."""
    actor = request.actor
    rows = [(row, can_confirm_provision(actor, row)) for row in provisions(actor)]
    missing = unset()
    listed = [(name, [r for r in rows if r[0].name == name.name], name.name in missing) for name in ALL]
    shown = {"listed": listed, "missing": missing, "proposes": scope(actor.role, "term.propose")}
    return render(request, "terms/provisions.html", shown)


def propose(request: Request) -> HttpResponse:
    """The form of one provision, by ``?name=``."""
    name = NAMES.get(request.GET.get("name", ""))
    if name is None:
        raise NotThere
    form = FORMS[name.kind](request.actor, name, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_provision(request.actor, name=name.name, **form.cleaned_data)
        except Failed as failed:
            form.add_error(None, f"{failed.message}。{failed.hint}")
        else:
            messages.success(request, "已提出，等待另一人确认。")
            return redirect("terms")
    status = 422 if request.method == "POST" else 200
    return render(request, "terms/propose.html", {"form": form, "name": name}, status=status)


def confirm(request: Request, pk: int) -> HttpResponse:
    """Confirm somebody else's proposal."""
    with told(request):
        provision = one(provisions(request.actor, "term.confirm"), pk=pk)
        services.confirm_provision(request.actor, provision=provision)
        messages.success(request, "规定已生效。")
    return redirect("terms")


def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a proposal back."""
    with told(request):
        provision = one(provisions(request.actor, "term.propose"), pk=pk)
        services.withdraw_provision(request.actor, provision=provision)
        messages.success(request, "已撤回。")
    return redirect("terms")
