"""One's own notices, who gets mail, and which firms were reached."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Model, Q, QuerySet, Subquery

from ..accounts.models import Mandate, Person
from ..actor import Actor
from ..authorities.models import Authority, Department, Post, in_force
from ..core.clock import now, today
from ..permissions import scope
from .kinds import KINDS
from .models import Mail, Mute, Notice


def notices(actor: Actor, action: str = "notice.read") -> QuerySet[Notice]:
    """The actor's own: as a person, and of the firm or office they act for now."""
    if actor.person is None or scope(actor.role, action) is None:
        return Notice.objects.none()
    own = Q(person=actor.person)
    if actor.firm:
        own |= Q(credit_code=actor.firm)
    if actor.staff:
        own |= Q(
            authority=_key_of(Authority, actor.authority), department=_key_of(Department, actor.department)
        )
    return Notice.objects.filter(own)


def _key_of(model: type[Model], code: str) -> Subquery:
    """Looked up once, so that the index over offices serves; a join would read every notice there is."""
    return Subquery(model._default_manager.filter(code=code).values("pk"))


def unread(actor: Actor) -> int:
    """How many notices nobody has read."""
    return notices(actor).filter(read=None).count() if actor.signed_in else 0


def recipients(notice: Notice) -> QuerySet[Person]:
    """Who is told by mail: everybody who acts for the addressee today, has an address and wants it."""
    if notice.person_id:
        people = Person.objects.filter(pk=notice.person_id)
    elif notice.credit_code:
        mandates = Mandate.objects.filter(_held(), credit_code=notice.credit_code)
        people = Person.objects.filter(pk__in=mandates.values("person"))
    else:
        posts = Post.objects.filter(_held(), authority=notice.authority, department=notice.department)
        people = Person.objects.filter(pk__in=posts.values("person"))
    return _wanting(people, notice.kind)


def recipients_of(kind: str, firms: Collection[str]) -> dict[str, set[int]]:
    """The keys of those who are told by mail of many firms, by credit code."""
    wanted = _wanting(Person.objects.all(), kind)
    mandates = Mandate.objects.filter(_held(), credit_code__in=firms, person__in=wanted)
    found: dict[str, set[int]] = {}
    for code, person in mandates.values_list("credit_code", "person"):
        found.setdefault(code, set()).add(person)
    return found


def _wanting(people: QuerySet[Person], kind: str) -> QuerySet[Person]:
    """Those of them who have an address, and want mail of that kind."""
    reachable = people.filter(is_active=True).exclude(email="")
    if KINDS[kind].served:
        return reachable
    return reachable.exclude(pk__in=Mute.objects.filter(kind=kind, muted=True).values("person"))


def _held() -> Q:
    return in_force(today()) & Q(confirmed_by__isnull=False)


def due_mail() -> QuerySet[Mail]:
    """What is to be sent now."""
    waiting = Mail.objects.filter(sent=None, given_up=False, due__lte=now())
    return waiting.select_related("notice", "person").order_by("due", "id")


def mutes(person: int) -> set[str]:
    """The kinds a person wants no mail of."""
    return set(Mute.objects.filter(person=person, muted=True).values_list("kind", flat=True))


def reached(*kinds: str) -> QuerySet[Notice, str]:
    """The credit codes of firms that have opened a notice, of those kinds where any is given."""
    rows = Notice.objects.filter(opened__isnull=False).exclude(credit_code="")
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return rows.order_by().values_list("credit_code", flat=True).distinct()
