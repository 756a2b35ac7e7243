"""A firm's pages: its claims, starting, the form, confirming an offer, taking back, objecting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..authorities.queries import one
from ..core.downloads import attachment as download
from ..core.paging import paged
from ..core.routing import Request, told
from ..documents.serving import served
from ..permissions import scope
from . import services
from .entering import form_of, record_form, taken
from .forms import AccountForm, StartForm, WordsForm
from .letters import content, letters_of
from .moves import Given
from .queries import attachments, claim_for, claims, listed
from .rules import current
from .shown import page_of
from .states import State

ROWS = 30


def mine(request: Request) -> HttpResponse:
    """A firm's claims by due day; for staff, who have the queue for that, the newest first."""
    rows = claims(request.actor).order_by(*(("-id",) if request.actor.staff else ("clock__due", "-id")))
    states = [(s, State(s).label) for s in rows.order_by("state").values_list("state", flat=True).distinct()]
    wanted = request.GET.get("state", "")
    if wanted in State.values:
        rows = rows.filter(state=wanted)
    page = paged(request, listed(rows), ROWS)
    may = scope(request.actor.role, "claim.file") is not None
    shown = {"page": page, "states": states, "state": wanted, "may_file": may}
    return render(request, "claims/list.html", shown)


def choose(request: Request) -> HttpResponse:
    """Measures that can be claimed."""
    found = [
        (rules.package.id, rules.package.name, list(rules.package.measures.values()))
        for rules in current().values()
    ]
    return render(request, "claims/choose.html", {"packages": found})


def start(request: Request) -> HttpResponse:
    """Begin a draft, and go to its form."""
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选择要申请的措施。"))
        return redirect("choose-measure")
    with told(request):
        claim = services.start(request.actor, credit_code=request.actor.firm, **form.cleaned_data)
        return redirect("claim-form", pk=claim.pk)
    return redirect("claims")


def show(request: Request, pk: int) -> HttpResponse:
    """One claim, for whoever may see it."""
    claim = claim_for(request.actor, pk)
    template = "claims/desk.html" if request.actor.staff else "claims/claim.html"
    return render(request, template, page_of(request.actor, claim))


def fill(request: Request, pk: int) -> HttpResponse:
    """The form: filled with what the register knows, the rest asked; saved, submitted or answered."""
    claim = claim_for(request.actor, pk, "claim.file")
    if claim.state not in (State.DRAFT, State.SUPPLEMENTING):
        return redirect("claim", pk=pk)
    posted = request.method == "POST"
    form = form_of(request.actor, claim, *((request.POST, request.FILES) if posted else ()))
    if posted:
        documents = taken(request.actor, claim, form)
        if form.is_valid():
            with told(request):
                return _kept(request, pk, form.given(documents))
        form.hold(documents)
    shown = {"form": form, **page_of(request.actor, claim)}
    return render(request, "claims/form.html", shown, status=422 if posted else 200)


def _kept(request: Request, pk: int, given: Given) -> HttpResponse:
    actor, seen = request.actor, _seen(request)
    claim = claim_for(actor, pk, "claim.file")
    if claim.state == State.SUPPLEMENTING:
        services.answer(actor, claim=claim, given=given, seen=seen)
        messages.success(request, _("已补正，审核时限继续计算。"))
        return redirect("claim", pk=pk)
    saved = services.save(actor, claim=claim, given=given, seen=seen)
    if "submit" not in request.POST:
        messages.success(request, _("已保存。"))
        return redirect("claim-form", pk=pk)
    with told(request):
        done = services.submit(actor, claim=saved, seen=saved.version)
        messages.success(request, _("已提交，回执号 {}。").format(done.receipt))
        return redirect("claim", pk=pk)
    return redirect("claim-form", pk=pk)


def add_record(request: Request, pk: int) -> HttpResponse:
    """Enter a record that the register lacks; it is claimed at once, and marked as declared."""
    claim = claim_for(request.actor, pk, "claim.file")
    posted = request.method == "POST"
    form = record_form(claim, request.POST if posted else None)
    if posted and form.is_valid():
        mark = (form.cleaned_data["mark"], form.cleaned_data["number"])
        with told(request):
            services.add_record(
                request.actor, claim=claim, kind=form.kind, values=form.values, mark=mark, seen=_seen(request)
            )
            messages.success(request, _("已记入，标为自行申报；经核实后才能核准。"))
            return redirect("claim-form", pk=pk)
    shown = {"claim": claim, "form": form}
    return render(request, "claims/record.html", shown, status=422 if posted else 200)


def _seen(request: Request) -> int | None:
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() else None


def confirm(request: Request, pk: int) -> HttpResponse:
    """Take what was offered: intent and account."""
    claim = claim_for(request.actor, pk, "claim.confirm")
    form = AccountForm(request.POST or None, initial={"holder": claim.firm})
    if request.method == "POST" and form.is_valid():
        with told(request):
            named = services.name_account(request.actor, claim=claim, **form.cleaned_data)
            services.confirm(request.actor, claim=named, seen=_seen(request))
            messages.success(request, _("已确认。"))
            return redirect("claim", pk=pk)
    shown = {**page_of(request.actor, claim), "form": form}
    return render(request, "claims/confirm.html", shown, status=422 if form.errors else 200)


def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a claim back."""
    claim = claim_for(request.actor, pk, "claim.withdraw")
    with told(request):
        services.withdraw(request.actor, claim=claim, seen=_seen(request))
        messages.success(request, _("已撤回。"))
    return redirect("claim", pk=pk)


def raise_objection(request: Request, pk: int) -> HttpResponse:
    """Object to a decision."""
    claim = claim_for(request.actor, pk, "claim.object")
    form = WordsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明异议的理由。"))
        return redirect("claim", pk=pk)
    with told(request):
        services.raise_objection(request.actor, claim=claim, **form.cleaned_data)
        messages.success(request, _("异议已提出，由上级机关复核。"))
    return redirect("claim", pk=pk)


def attachment(request: Request, pk: int, number: int) -> HttpResponse:
    """A document of a claim."""
    claim = claim_for(request.actor, pk, "claim.look")
    found = one(attachments(claim), pk=number)
    services.record_look(request.actor, claim=claim, what=f"document:{found.document_id}")
    return served(found.document)


def letter(request: Request, pk: int, number: int) -> HttpResponse:
    """The PDF of a letter on a claim."""
    claim = claim_for(request.actor, pk, "claim.look")
    found = one(letters_of(claim), pk=number)
    with told(request):
        pdf = content(found)
        services.record_look(request.actor, claim=claim, what=f"letter:{found.number}")
        return download(f"{found.number}.pdf", pdf, "application/pdf")
    return redirect("claim", pk=pk)
