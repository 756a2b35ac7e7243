"""What a person may not do although their role may."""

from __future__ import annotations

from ..actor import Actor
from .models import Kinship, Mandate


def tied_firms(person: int | None) -> set[str]:
    """The firms somebody acts or acted for, or has declared as their own or a relative's."""
    acted = Mandate.objects.filter(person=person, confirmed_by__isnull=False)
    declared = Kinship.objects.filter(person=person)
    return {code for rows in (acted, declared) for code in rows.values_list("credit_code", flat=True)}


def can_confirm_binding(actor: Actor, mandate: Mandate, tied: set[str]) -> bool:
    """Somebody else than the person it is for, while it waits; of staff, nobody with a tie to the firm."""
    waits = mandate.confirmed_by_id is None and mandate.until is None
    biased = actor.staff and mandate.credit_code in tied
    return waits and actor.person != mandate.person_id and not biased


def can_revoke(actor: Actor, mandate: Mandate) -> bool:
    """The firm's owner, for others' mandates; anybody, for their own."""
    of_the_firm = actor.role == "owner" and actor.firm == mandate.credit_code
    return mandate.until is None and (of_the_firm or actor.person == mandate.person_id)
