"""What a person may not do although their role may."""

from __future__ import annotations

from ..actor import Actor
from .models import Mandate


def can_confirm_binding(actor: Actor, mandate: Mandate) -> bool:
    """Somebody else than the person it is for, while it waits."""
    return mandate.confirmed_by_id is None and mandate.until is None and actor.person != mandate.person_id


def can_revoke(actor: Actor, mandate: Mandate) -> bool:
    """The firm's owner, for others' mandates; anybody, for their own."""
    of_the_firm = actor.role == "owner" and actor.firm == mandate.credit_code
    return mandate.until is None and (of_the_firm or actor.person == mandate.person_id)
