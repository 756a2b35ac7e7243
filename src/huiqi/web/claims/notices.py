"""What a firm or an office is told: the one place where claims meet the inbox."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from ..actor import Actor
from ..inbox.notifying import Message, notify, notify_all
from .models import Claim


def hand_over(actor: Actor, claim: Claim, body: str) -> None:
    """Tell the office that has a claim now, within the service that brought it there."""
    link = reverse("claim", kwargs={"pk": claim.pk})
    title = f"移送来的申请：{claim.firm}"[:120]
    notify(actor, kind="task", title=title, body=body, link=link, office=(claim.desk, claim.department))


def tell(actor: Actor, claim: Claim, kind: str, title: str, body: str) -> None:
    """Tell the firm, within the service that did it; ``kind`` is one of the inbox's."""
    link = reverse("claim", kwargs={"pk": claim.pk})
    notify(actor, kind=kind, title=title, body=body, link=link, firm=claim.credit_code)


def tell_all(actor: Actor, kind: str, title: str, claims: Sequence[tuple[Claim, str]]) -> None:
    """Tell the firms of many claims, each in its own words."""
    messages = [Message(c.credit_code, title, words, reverse("claim", args=[c.pk])) for c, words in claims]
    notify_all(actor, kind=kind, messages=messages)
