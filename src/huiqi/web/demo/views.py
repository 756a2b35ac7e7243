"""The demo's own page: the day, the players, their walks, the mail that was kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ..accounts.codes import device_of
from ..accounts.queries import outbox
from ..accounts.signing import let_in
from ..core.routing import Request, told
from ..core.services import advance
from .forms import AdvanceForm
from .queries import account_of, player_of, players
from .script import script
from .walks import walk

LATEST = 12


def demo(request: Request) -> HttpResponse:
    """Everything of a demo on one page."""
    player = player_of(request.actor)
    steps = player.walk if player else script().visitor
    shown = {
        "form": AdvanceForm(),
        "outbox": outbox(LATEST),
        "players": players(),
        "player": player,
        "walk": walk(request.actor, steps),
    }
    return render(request, "demo/demo.html", shown)


def act_as(request: Request, login: str) -> HttpResponse:
    """Sign a player in, with a fresh code; their walk stands on the page."""
    person = account_of(login)
    let_in(request, person, device_of(person))
    return redirect("demo")


def advance_day(request: Request) -> HttpResponse:
    """Let working days pass."""
    form = AdvanceForm(request.POST)
    if form.is_valid():
        with told(request):
            row = advance(request.actor, **form.cleaned_data)
            messages.success(request, f"业务日期已到 {row.day}。")
    else:
        messages.error(request, "请输入 1 至 260 之间的工作日数。")
    return redirect("demo")
