"""What a firm is told: the one place where claims meet the inbox."""

from __future__ import annotations

from django.urls import reverse

from ..actor import Actor
from ..inbox.notifying import notify
from .models import Claim


def tell(actor: Actor, claim: Claim, kind: str, title: str, body: str) -> None:
    """Tell the firm, within the service that did it; ``kind`` is one of the inbox's."""
    link = reverse("claim", kwargs={"pk": claim.pk})
    notify(actor, kind=kind, title=title, body=body, link=link, firm=claim.credit_code)
