"""The same move for many claims: tried and rolled back, or carried out; one transaction each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from ..actor import Actor
from ..core.service import Failed
from . import services
from .models import Claim, Decision
from .moves import Given
from .services import HANDLED
from .states import State


@dataclass(frozen=True)
class Tried:
    """What becomes of one claim: a state and an amount in fen, or why not."""

    claim: Claim
    state: str = ""
    amount: int | None = None
    refusal: str = ""


class _Undo(Exception):
    """Roll a try back."""


def tried(actor: Actor, claims: Iterable[Claim], action: str, given: Given) -> list[Tried]:
    """What would become of each, by doing it and rolling it back."""
    found = []
    for claim in claims:
        try:
            with transaction.atomic():
                result = _one(actor, claim, action, given, claim.version)
                raise _Undo
        except _Undo:
            found.append(result)
    return found


def carried(
    actor: Actor, claims: Iterable[Claim], action: str, given: Given, seen: Mapping[int, int]
) -> list[Tried]:
    """What became of each; one that changed since it was shown is left alone."""
    return [_one(actor, claim, action, given, seen.get(claim.pk, -1)) for claim in claims]


def _one(actor: Actor, claim: Claim, action: str, given: Given, seen: int) -> Tried:
    act = services.handle if action in HANDLED else services.decide
    try:
        moved = act(actor, claim=claim, action=action, given=given, seen=seen)
    except Failed as failed:
        return Tried(claim, refusal=f"{failed.message}。{failed.hint}")
    approved = moved.lines.filter(decision=Decision.APPROVED)
    amounts = [line.amount or 0 for line in approved]
    return Tried(claim, State(moved.state).label, sum(amounts) if amounts else None)
