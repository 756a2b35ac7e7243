"""A person's own pages: account, capacities, firms, mandates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..authorities.queries import one
from ..core.limiting import spend
from ..core.paging import paged
from ..core.routing import Request, told
from ..core.service import Failed
from ..core.typed import kept
from ..permissions import scope
from . import services
from .capacities import capacities
from .forms import BasisForm, BindForm, GrantForm, NumbersForm, RevealForm, ServeForm
from .permissions import can_confirm_binding, can_revoke, tied_firms
from .queries import bindings, mandates, person_of
from .signing import CAPACITY

TRIES, ROWS = 10, 50


def account(request: Request) -> HttpResponse:
    """Who I am, what I may act as, and what I have asked for."""
    actor = request.actor
    person = person_of(actor)
    shown = {
        "person": person,
        "capacities": capacities(person),
        "mandates": [(m, can_revoke(actor, m)) for m in mandates(actor)],
        "bind": BindForm() if scope(actor.role, "firm.bind") else None,
        "serve": ServeForm({"credit_code": actor.firm}) if scope(actor.role, "firm.serve") else None,
        "grant": GrantForm() if scope(actor.role, "mandate.grant") else None,
    }
    return render(request, "accounts/account.html", shown)


def resume(request: Request) -> HttpResponse:
    """What was typed before signing in again or giving a code, to be sent once more."""
    typed = kept(request.session, request.actor.person)
    return render(request, "accounts/resume.html", {"typed": typed}) if typed else redirect("home")


def choose(request: Request) -> HttpResponse:
    """Act as something else."""
    person = person_of(request.actor)
    key = request.POST.get("capacity", "")
    if key in {"", *(c.key for c in capacities(person))}:
        services.choose_capacity(request.actor, person=person, capacity=key)
        request.session[CAPACITY] = key
    return redirect("home")


def reveal(request: Request) -> HttpResponse:
    """One's own number in the clear."""
    form = RevealForm(request.POST or None)
    shown = ""
    if request.method == "POST" and form.is_valid():
        with told(request):
            shown = services.reveal(request.actor, person=person_of(request.actor), **form.cleaned_data)
    return render(request, "accounts/reveal.html", {"form": form, "shown": shown})


def numbers(request: Request) -> HttpResponse:
    """Enter or change one's own phone and identity number."""
    person = person_of(request.actor)
    form = NumbersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not spend("numbers", str(person.pk), most=TRIES, seconds=3600):
            form.add_error(None, _("一小时内更改的次数太多，请稍后再试。"))
            return render(request, "accounts/numbers.html", {"form": form, "person": person}, status=429)
        try:
            services.change_numbers(request.actor, person=person, **form.cleaned_data)
            messages.success(request, _("号码已更改。"))
            return redirect("account")
        except Failed as failed:
            form.add_error(None, f"{failed.message}。{failed.hint}")
    shown = {"form": form, "person": person}
    return render(request, "accounts/numbers.html", shown, status=422 if form.errors else 200)


def bind(request: Request) -> HttpResponse:
    """Ask to act for a firm."""
    form = BindForm(request.POST)
    if form.is_valid():
        with told(request):
            services.ask_binding(request.actor, **form.cleaned_data)
            messages.success(request, _("已提出，等待企业负责人或登记机关核对。"))
    return redirect("account")


def serve(request: Request) -> HttpResponse:
    """At the counter: act on behalf of a firm that is here, or of none again."""
    form = ServeForm(request.POST)
    if form.is_valid():
        with told(request):
            request.session[CAPACITY] = services.serve_firm(
                request.actor, person=person_of(request.actor), **form.cleaned_data
            )
    return redirect("account")


def grant(request: Request) -> HttpResponse:
    """Let somebody act for my firm."""
    form = GrantForm(request.POST)
    if form.is_valid():
        with told(request):
            services.grant_mandate(request.actor, **form.cleaned_data)
            messages.success(request, _("已授权。"))
    return redirect("account")


def revoke(request: Request, pk: int) -> HttpResponse:
    """Take a mandate back."""
    with told(request):
        services.revoke_mandate(request.actor, mandate=one(mandates(request.actor, "mandate.revoke"), pk=pk))
        messages.success(request, _("授权已撤销。"))
    return redirect("account")


def list_bindings(request: Request) -> HttpResponse:
    """Requests that wait for a check."""
    tied = tied_firms(request.actor.person)
    page = paged(request, bindings(request.actor), ROWS)
    rows = [(m, can_confirm_binding(request.actor, m, tied)) for m in page]
    return render(request, "accounts/bindings.html", {"page": page, "rows": rows})


def confirm_binding(request: Request, pk: int) -> HttpResponse:
    """What was checked, and the binding is in force."""
    mandate = one(bindings(request.actor, "firm.confirm"), pk=pk)
    form = BasisForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(request):
            services.confirm_binding(request.actor, mandate=mandate, **form.cleaned_data)
            messages.success(request, _("绑定已生效。"))
        return redirect("bindings")
    return render(request, "accounts/confirm_binding.html", {"form": form, "mandate": mandate})
