"""Letters on a claim: the one place where claims meet correspondence."""

from __future__ import annotations

from ..audit.recording import note
from .models import Claim


def issue(claim: Claim, kind: str) -> None:
    """Issue a letter of that kind, within the service that decided."""
    note(claim, letter=kind)
