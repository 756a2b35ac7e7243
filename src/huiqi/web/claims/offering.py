"""Offers made for many firms at once, and what becomes of them with a new result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.urls import reverse

from ..actor import Actor
from ..audit.recording import change, create_all
from ..core.clock import today
from ..core.service import service
from ..entitlements.models import Entitlement
from ..inbox.notifying import Message, notify_all
from ..runs.models import Run
from . import notices
from .drafting import choose
from .engine import move
from .models import Claim, Line, Mark, Route
from .moves import Given
from .offers import Offer
from .states import State

HOW = "确认意愿和收款账户即可，不需要申请。"


@service("claim.offer")
def offer_all(actor: Actor, *, run: Run, offers: Sequence[Offer]) -> list[Claim]:
    """Offer each of them, in the order of firms; every firm gets one notice."""
    period = str(today().year)
    made = create_all(Claim, [_claim(run, offer, period) for offer in offers])
    pairs = [(claim, row) for claim, offer in zip(made, offers, strict=True) for row in offer.rows]
    lines = create_all(Line, [_line(claim, row) for claim, row in pairs])
    kinds = {name: about["kind"] for name, about in run.measures.items()}
    create_all(
        Mark,
        [
            {"line": line, "kind": Mark.Kind.RECORD, "value": _value(row, kinds[row.measure])}
            for line, (_, row) in zip(lines, pairs, strict=True)
            if row.record
        ],
    )
    notify_all(actor, kind="offer", messages=list(_messages(made)))
    return made


def _claim(run: Run, offer: Offer, period: str) -> dict[str, Any]:
    return {
        "package": run.package,
        "measure": offer.measure,
        "title": run.about(offer.measure)["title"],
        "period": period,
        "route": Route.AUTOMATIC.value,
        "credit_code": offer.credit_code,
        "firm": offer.firm[:120],
        "home": offer.home,
        "desk": offer.home,
        "department": offer.way.department,
        "state": State.OFFERED.value,
        "levels": offer.way.levels,
        "filing_day": offer.way.filing_day,
        "run": run,
    }


def _line(claim: Claim, row: Entitlement) -> dict[str, Any]:
    said = {"record": row.record, "status": row.status, "asked": row.amount, "year": row.year}
    return {"claim": claim, **said}


def _value(row: Entitlement, kind: str) -> str:
    return f"{row.credit_code}/{kind}/{row.record}"


def _messages(claims: Sequence[Claim]) -> Iterator[Message]:
    for code, group in groupby(claims, key=lambda claim: claim.credit_code):
        own = list(group)
        if len(own) == 1:
            yield Message(code, f"您可以享受：{own[0].title}"[:120], HOW, reverse("claim", args=[own[0].pk]))
        else:
            body = "\n".join((*(claim.title for claim in own), HOW))
            yield Message(code, f"您可以享受 {len(own)} 项政策", body, reverse("claims"))


@service("claim.publish")
def replace_offer(actor: Actor, *, claim: Claim, run: Run, rows: Sequence[Entitlement], words: str) -> Claim:
    """An offer that was not confirmed follows the new result, or is taken back where there is nothing left."""
    moved = move(actor, claim, "replace" if rows else "recall", Given(words=words))
    if rows:
        change(moved, run=run)
        choose(moved, [row.record for row in rows])
        held = {line.record: line for line in moved.lines.all()}
        for row in rows:
            change(held[row.record], status=row.status, asked=row.amount, year=row.year)
    notices.tell(actor, moved, "change", "拟办结果有变化", words)
    return moved
