"""What a person may not do although their role may."""

from __future__ import annotations

from ..actor import Actor
from .models import Post


def can_confirm_post(actor: Actor, post: Post) -> bool:
    """Somebody who neither proposed it nor is to hold it, and before anybody else has."""
    return post.confirmed_by_id is None and actor.person not in (post.proposed_by_id, post.person_id)
