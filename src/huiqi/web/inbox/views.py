"""The inbox: listed, opened, marked as read; and what mail a person wants."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..authorities.queries import one
from ..core.paging import paged
from ..core.routing import Request, told
from . import services
from .forms import FilterForm, MailForm
from .kinds import ALL, OPTIONAL
from .queries import mutes, notices

ROWS = 20


def list_notices(request: Request) -> HttpResponse:
    """Newest first."""
    form = FilterForm(request.GET)
    rows = notices(request.actor).filter(**form.lookups())
    shown = paged(request, rows, ROWS)
    return render(request, "inbox/notices.html", {"form": form, "page": shown})


def open_notice(request: Request, pk: int) -> HttpResponse:
    """One notice; the first look is recorded."""
    notice = one(notices(request.actor), pk=pk)
    if notice.opened is None:
        notice = services.open_notice(request.actor, notice=notice)
    return render(request, "inbox/notice.html", {"notice": notice})


def mark_read(request: Request) -> HttpResponse:
    """Everything is read."""
    with told(request):
        services.mark_read(request.actor)
    return redirect("inbox")


def choose_mail(request: Request) -> HttpResponse:
    """Which kinds come by mail too."""
    person = request.actor.person or 0
    wanted = [kind.code for kind in OPTIONAL if kind.code not in mutes(person)]
    form = MailForm(request.POST if request.method == "POST" else None, initial={"wanted": wanted})
    if request.method == "POST" and form.is_valid():
        services.choose_mail(request.actor, person=person, wanted=set(form.cleaned_data["wanted"]))
        messages.success(request, _("已保存。"))
        return redirect("inbox")
    status = 422 if request.method == "POST" else 200
    served = [kind for kind in ALL if kind.served]
    return render(request, "inbox/mail.html", {"form": form, "served": served}, status=status)
