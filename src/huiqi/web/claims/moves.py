"""One move as guards and effects see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..actor import Actor
from . import freezing
from .models import Claim
from .states import BEFORE_SUBMISSION
from .table import Row


@dataclass(frozen=True)
class Given:
    """What the actor brings: reasons picked from conditions, words, an opinion, records approved (None: all).

    ``form`` is what a form holds: answers by record and fact, numbers by record, documents by title.
    """

    words: str = ""
    reasons: tuple[str, ...] = ()
    opinion: str = ""
    records: frozenset[str] | None = None
    form: Mapping[str, Any] | None = None
    target: int | None = None
    value: Any = None


@dataclass(frozen=True)
class Move:
    """An actor, a claim locked for them, the row of the table, and what they bring."""

    actor: Actor
    claim: Claim
    row: Row
    given: Given

    @property
    def records(self) -> frozenset[str]:
        """The records that are to be approved."""
        if self.given.records is not None:
            return self.given.records
        return frozenset(line.record for line in self.claim.lines.all())

    @cached_property
    def frozen(self) -> freezing.Frozen:
        """What the claim rests on: as frozen, or before submission what holds today."""
        claim = self.claim
        if claim.state in BEFORE_SUBMISSION:
            return freezing.now_known(claim.package, claim.credit_code, freezing.declared_in(claim))
        return freezing.trusted(claim)
