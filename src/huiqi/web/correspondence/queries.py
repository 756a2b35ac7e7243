"""Letters within jurisdiction."""

from __future__ import annotations

from django.db.models import QuerySet

from ..actor import Actor
from ..authorities.queries import within
from ..permissions import Role
from .models import IssuedLetter


def letters(actor: Actor, action: str = "letter.read") -> QuerySet[IssuedLetter]:
    """A firm's own; an officer's department's; for finance and auditors those of their authority."""
    rows = IssuedLetter.objects.select_related("authority", "department")
    department = "department" if actor.role is Role.OFFICER else None
    return within(rows, actor, action, authority="authority", firm="credit_code", department=department)


def letters_about(subject: str, subject_id: str) -> QuerySet[IssuedLetter]:
    """What was issued about one thing, oldest first."""
    return IssuedLetter.objects.filter(subject=subject, subject_id=subject_id).order_by("id")
