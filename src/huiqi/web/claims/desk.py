"""An officer's pages: the queue, what is done to one claim, to many, and what is taken away as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ..authorities.queries import one
from ..core.clock import today
from ..core.downloads import attachment
from ..core.paging import paged
from ..core.routing import Request, told
from ..core.service import NotThere
from . import services
from .bulk import carried, tried
from .entering import found
from .export import workbook
from .forms import ActForm, QueueForm
from .moves import Given
from .opposing import oppositions
from .queries import claim_for, counts, listed, narrowed, queue, urgency
from .services import HANDLED
from .shown import TITLES
from .unreached import Reason, reasons, unreached

ROWS = 50
BULK = ("accept", "send-up", "approve", "reject")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def list_queue(request: Request) -> HttpResponse:
    """What lies on the desk, by clock."""
    rows = queue(request.actor)
    form = QueueForm(request.GET, _measures(request))
    page = paged(request, narrowed(listed(rows), form.given), ROWS)
    shown = {
        "form": form,
        "page": page,
        "rows": [(claim, urgency(claim, today())) for claim in page],
        "counts": counts(rows),
        "bulk": [(a, TITLES[a]) for a in BULK],
    }
    return render(request, "claims/queue.html", shown)


def list_unreached(request: Request) -> HttpResponse:
    """Offers and drafts that came to nothing, or still may, each with the reason."""
    open_ones = request.GET.get("open") == "1"
    rows = unreached(request.actor, open_ones)
    page = paged(request, rows, ROWS)
    shown = {
        "page": page,
        "rows": [(claim, Reason(claim.reason).label) for claim in page],
        "open": open_ones,
        "reasons": reasons(rows),
    }
    return render(request, "claims/unreached.html", shown)


def _measures(request: Request) -> list[tuple[str, str]]:
    return list(queue(request.actor).order_by("title").values_list("measure", "title").distinct())


def export(request: Request) -> HttpResponse:
    """The queue as filtered, for Excel."""
    form = QueueForm(request.GET, _measures(request))
    content = workbook(narrowed(listed(queue(request.actor)), form.given))
    return attachment("待办.xlsx", content, XLSX)


def handle(request: Request, pk: int) -> HttpResponse:
    """Anything on the way to a decision."""
    return _act(request, pk, "claim.handle")


def decide(request: Request, pk: int) -> HttpResponse:
    """A decision, or what becomes of one."""
    return _act(request, pk, "claim.decide")


def _act(request: Request, pk: int, permission: str) -> HttpResponse:
    claim = claim_for(request.actor, pk, permission)
    form = ActForm(request.POST)
    if not form.is_valid():
        messages.error(request, "表单不完整，没有办理。刷新页面后重试。")
        return redirect("claim", pk=pk)
    action, seen = form.cleaned_data["action"], form.cleaned_data["seen"]
    act = services.handle if action in HANDLED else services.decide
    with told(request):
        given = found(claim, form, request.POST)
        act(request.actor, claim=claim, action=action, given=given, seen=seen)
        messages.success(request, f"已办理：{TITLES[action]}。")
    return redirect("claim", pk=pk)


def contact(request: Request, pk: int, number: int) -> HttpResponse:
    """How somebody who objected is reached: shown once, and the look recorded."""
    claim = claim_for(request.actor, pk, "claim.look")
    if not request.actor.staff:
        raise NotThere
    row = one(oppositions(claim), pk=number)
    services.record_look(request.actor, claim=claim, what=f"opposition:{row.pk}")
    messages.info(request, f"{row.name}：{row.contact}")
    return redirect("claim", pk=pk)


def bulk(request: Request) -> HttpResponse:
    """Many claims at once: first what would become of each, then, each in its own transaction, what has."""
    action, words = request.POST.get("action", ""), request.POST.get("words", "")
    picked = [int(n) for n in request.POST.getlist("claims") if n.isdecimal()][:ROWS]
    if action not in BULK or not picked:
        messages.error(request, "请选择申请和办理方式。")
        return redirect("queue")
    claims = list(queue(request.actor).filter(pk__in=picked))
    given = Given(
        words=words, opinion=request.POST.get("opinion", ""), reasons=tuple(request.POST.getlist("reasons"))
    )
    seen = {claim.pk: int(request.POST.get(f"seen-{claim.pk}", "-1")) for claim in claims}
    if "carry" in request.POST:
        done = carried(request.actor, claims, action, given, seen)
        failed = [t for t in done if t.refusal]
        messages.success(request, f"已办理 {len(done) - len(failed)} 件。")
        for t in failed:
            messages.error(request, f"{t.claim.firm}：{t.refusal}")
        return redirect("queue")
    shown = {
        "tries": tried(request.actor, claims, action, given),
        "action": action,
        "title": TITLES[action],
        "given": given,
    }
    return render(request, "claims/bulk.html", shown)
