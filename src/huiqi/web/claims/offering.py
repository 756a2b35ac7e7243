"""Offers made for many firms at once, and what becomes of them with a new result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from ..actor import Actor
from ..audit.recording import change_all, create_all
from ..core.clock import today
from ..core.service import Failed, service
from ..entitlements.models import Entitlement
from ..inbox.notifying import Message, notify_all
from ..runs.models import Run
from . import notices
from .engine import Wanted, move_all
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
    _add_lines(run, [(c, row) for c, offer in zip(made, offers, strict=True) for row in offer.rows])
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


def _add_lines(run: Run, pairs: Sequence[tuple[Claim, Entitlement]]) -> None:
    """A line for each row of the run, with the number by which its record is known again."""
    lines = create_all(Line, [{"claim": claim, "record": row.record, **_result(row)} for claim, row in pairs])
    create_all(
        Mark,
        [
            {"line": line, "kind": Mark.Kind.RECORD, "value": _value(run, row)}
            for line, (_, row) in zip(lines, pairs, strict=True)
            if row.record
        ],
    )


def _result(row: Entitlement) -> dict[str, Any]:
    return {"status": row.status, "asked": row.amount, "year": row.year}


def _value(run: Run, row: Entitlement) -> str:
    return f"{row.credit_code}/{run.about(row.measure)['kind']}/{row.record}"


def _messages(claims: Sequence[Claim]) -> Iterator[Message]:
    for code, group in groupby(claims, key=lambda claim: claim.credit_code):
        own = list(group)
        if len(own) == 1:
            yield Message(code, f"您可以享受：{own[0].title}"[:120], HOW, reverse("claim", args=[own[0].pk]))
        else:
            body = "\n".join((*(claim.title for claim in own), HOW))
            yield Message(code, f"您可以享受 {len(own)} 项政策", body, reverse("claims"))


@dataclass(frozen=True)
class Renewal:
    """An offer, what the new run says in its place (nothing: it is taken back), and both in words."""

    claim: Claim
    rows: Sequence[Entitlement]
    words: str


@service("claim.publish")
def renew_all(actor: Actor, *, run: Run, renewals: Sequence[Renewal]) -> list[Claim]:
    """Offers that were not confirmed follow the new result, or are taken back where there is nothing left.

    Raises:
        Failed: all of them were confirmed or withdrawn meanwhile.
    """
    wanted = {r.claim.pk: r for r in renewals}
    locked = Claim.objects.select_for_update(of=("self",)).select_related("desk").prefetch_related("lines")
    moved = move_all(actor, [_move(claim, wanted[claim.pk]) for claim in locked.filter(pk__in=list(wanted))])
    if not moved:
        raise Failed("没有要更新的拟办", "刷新页面，看现在的状态")
    kept = [claim for claim in moved if wanted[claim.pk].rows]
    change_all((claim, {"run": run}) for claim in kept)
    _renew_lines(run, [(claim, wanted[claim.pk].rows) for claim in kept])
    notices.tell_all(actor, "change", "拟办结果有变化", [(claim, wanted[claim.pk].words) for claim in moved])
    return moved


def _move(claim: Claim, renewal: Renewal) -> Wanted:
    return claim, "replace" if renewal.rows else "recall", Given(words=renewal.words)


def _renew_lines(run: Run, pairs: Sequence[tuple[Claim, Sequence[Entitlement]]]) -> None:
    """The lines of offers as the run has them: those of the same record change, others come and go."""
    held = {(line.claim_id, line.record): line for claim, _ in pairs for line in claim.lines.all()}
    said = {(claim.pk, row.record): (claim, row) for claim, rows in pairs for row in rows}
    Line.objects.filter(pk__in=[line.pk for key, line in held.items() if key not in said]).delete()
    change_all((line, _result(said[key][1])) for key, line in held.items() if key in said)
    _add_lines(run, [pair for key, pair in said.items() if key not in held])
