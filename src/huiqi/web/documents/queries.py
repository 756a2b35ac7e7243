"""Documents within jurisdiction."""

from __future__ import annotations

from django.db.models import QuerySet

from ..actor import Actor
from ..authorities.queries import within
from .models import Document


def documents(actor: Actor, action: str = "document.read") -> QuerySet[Document]:
    """The library of the firm acted for; at a counter, of the firms of the place."""
    rows = Document.objects.filter(removed=None)
    return within(rows, actor, action, authority="authority", firm="credit_code")
