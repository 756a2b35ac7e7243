"""What a person may not do although their role may."""

from __future__ import annotations

from ..actor import Actor
from .models import Provision


def can_confirm_provision(actor: Actor, provision: Provision) -> bool:
    """Somebody else than its author, while it waits."""
    waits = not provision.demo and provision.confirmed_by_id is None and not provision.withdrawn
    return waits and actor.person != provision.proposed_by_id
