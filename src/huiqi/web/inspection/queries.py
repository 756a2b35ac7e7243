"""What auditors may see, and the case files of auditors and officers."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from ..accounts.models import Person
from ..actor import Actor
from ..audit.models import Entry
from ..authorities.queries import root
from ..core.service import NotThere
from ..permissions import NAMES, Role, scope
from .casefile import Case
from .parts import ENCLOSED, FINDERS, RELATED


def entries(actor: Actor) -> QuerySet[Entry]:
    """The entries of the actor's authority and of those below it, newest first.

    What no authority answers for is seen from the province alone.
    """
    highest = root()
    found = Entry.objects.order_by("-id")
    if scope(actor.role, "audit.read") is None or highest is None or not actor.authority:
        return found.none()
    return found if actor.authority == highest.code else found.filter(authority__startswith=actor.authority)


def listed(shown: Iterable[Entry]) -> list[tuple[Entry, str, str]]:
    """Entries with the names of person and role."""
    found = list(shown)
    people = dict(
        Person.objects.filter(pk__in={e.person for e in found if e.person}).values_list("pk", "name")
    )
    return [(entry, people.get(entry.person or 0, ""), NAMES[Role(entry.role)]) for entry in found]


def case_for(actor: Actor, subject: str, subject_id: str) -> Case:
    """A case with what this actor may see of it.

    An auditor sees the entries of their jurisdiction; an officer, where the case is theirs, all.

    Raises:
        NotThere: nothing is recorded of it that the actor may see.
    """
    rows = _recorded(actor, subject, subject_id)
    about = Q(subject=subject, subject_id=subject_id)
    if not rows.filter(about).exists():
        raise NotThere
    related: dict[str, list[str]] = {}
    for kind, key in (pair for find in RELATED for pair in find(subject, subject_id)):
        related.setdefault(kind, []).append(key)
    for kind, keys in related.items():
        about |= Q(subject=kind, subject_id__in=keys)
    found = rows.filter(about).exclude(action="casefile.export").select_related("seal").order_by("id")
    files = [file for enclosed in ENCLOSED for file in enclosed(actor, subject, subject_id)]
    return Case(subject, subject_id, tuple(found), tuple(files))


def _recorded(actor: Actor, subject: str, subject_id: str) -> QuerySet[Entry]:
    if scope(actor.role, "audit.read"):
        return entries(actor)
    if subject not in FINDERS:
        raise NotThere
    FINDERS[subject](actor, subject_id)
    return Entry.objects.all()


def row_of(subject: str, subject_id: str) -> Model:
    """The row a case is named after; where it is gone, one that has nothing but its key.

    Raises:
        NotThere: there is no such kind of row.
    """
    try:
        model = apps.get_model(subject)
        found: Model | None = model._default_manager.filter(pk=subject_id).first()
    except (LookupError, ValueError):
        raise NotThere from None
    return found or model(pk=subject_id)
