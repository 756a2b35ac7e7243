"""For each page whose URL has arguments: an object of somebody else.

A page is listed under its name, with a function that gives the arguments of an object outside the
jurisdiction of every one of :data:`tests.web.world.PLAYERS`.
"""

from collections.abc import Callable, Mapping

from huiqi.web.accounts.models import Mandate, Person
from huiqi.web.authorities.models import Authority, Department, Post
from huiqi.web.core.clock import now
from huiqi.web.correspondence.models import IssuedLetter
from huiqi.web.inbox.models import Notice
from huiqi.web.terms.models import Provision


def _binding() -> dict[str, int]:
    return {"pk": Mandate.objects.get(person__login="asker").pk}


def _mandate() -> dict[str, int]:
    return {"pk": Mandate.objects.get(person__login="owner-there").pk}


def _post() -> dict[str, int]:
    return {"pk": Post.objects.get(person__login="officer-there").pk}


def _letter() -> dict[str, int]:
    there = Authority.objects.get_or_create(code="99", name="外地", level="province")[0]
    row = IssuedLetter.objects.create(
        number=f"外〔2022〕{IssuedLetter.objects.count() + 1}号",
        kind="receipt",
        issued="2022-10-10",
        authority=there,
        department=Department.objects.get(code="财政"),
        amounts=[],
        demo=True,
        at="2022-10-10T00:00:00Z",
    )
    return {"pk": row.pk}


def _notice() -> dict[str, int]:
    other = Person.objects.get(login="asker")
    row = Notice.objects.create(person=other, kind="task", title="甲", body="乙", day="2022-10-10", at=now())
    return {"pk": row.pk}


def _case() -> dict[str, str]:
    return {"subject": "accounts.mandate", "subject_id": "0"}


def _term() -> dict[str, int]:
    abroad = Authority.objects.get_or_create(code="99", name="外地", level="province")[0]
    values = {"value": {"count": 5, "unit": "日"}, "reference": "甲", "since": "2022-10-10"}
    author = Person.objects.get(login="policy-two")
    row = Provision.objects.create(name="公示", authority=abroad, proposed_by=author, **values)
    return {"pk": row.pk}


SAMPLES: dict[str, Callable[[], Mapping[str, int | str]]] = {
    "confirm-binding": _binding,
    "revoke-mandate": _mandate,
    "confirm-post": _post,
    "end-post": _post,
    "notice": _notice,
    "letter": _letter,
    "case-file": _case,
    "confirm-term": _term,
    "withdraw-term": _term,
}
