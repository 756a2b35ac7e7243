"""Walks: the steps of a player, each with the page where it is taken.

``queue`` is the name of a page; ``claim:last-review`` the page of the first claim in that state that the
player sees. A step that leads nowhere now is told without a link.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from ..actor import Actor
from ..claims.queries import claims
from .script import Step


@dataclass(frozen=True)
class Stop:
    """A step and its address; empty: nothing of the kind is there now."""

    words: str
    address: str


def walk(actor: Actor, steps: Iterable[Step]) -> list[Stop]:
    """The steps for somebody, with addresses."""
    return [Stop(step.words, _address(actor, step.where)) for step in steps]


def _address(actor: Actor, where: str) -> str:
    name, _, state = where.partition(":")
    if not state:
        return reverse(name)
    found = claims(actor).filter(state=state).order_by("id").first()
    return reverse(name, args=[found.pk]) if found else ""
