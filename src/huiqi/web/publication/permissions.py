"""What a person may not do although their role may."""

from __future__ import annotations

from ..actor import Actor
from .models import Publication, State


def can_publish(actor: Actor, publication: Publication) -> bool:
    """Somebody else than who proposed it, once it is loaded."""
    return publication.state == State.READY and actor.person != publication.proposed_by_id
