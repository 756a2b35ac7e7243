"""For each page whose URL has arguments: an object of somebody else.

A page is listed under its name, with a function that gives the arguments of an object outside the
jurisdiction of every one of :data:`tests.web.world.PLAYERS`.
"""

from collections.abc import Callable

from huiqi.web.accounts.models import Mandate, Person
from huiqi.web.authorities.models import Authority, Post
from huiqi.web.terms.models import Provision


def _binding() -> dict[str, int]:
    return {"pk": Mandate.objects.get(person__login="asker").pk}


def _mandate() -> dict[str, int]:
    return {"pk": Mandate.objects.get(person__login="owner-there").pk}


def _post() -> dict[str, int]:
    return {"pk": Post.objects.get(person__login="officer-there").pk}


def _term() -> dict[str, int]:
    abroad = Authority.objects.get_or_create(code="99", name="外地", level="province")[0]
    values = {"value": {"count": 5, "unit": "日"}, "reference": "甲", "since": "2022-10-10"}
    author = Person.objects.get(login="policy-two")
    row = Provision.objects.create(name="公示", authority=abroad, proposed_by=author, **values)
    return {"pk": row.pk}


SAMPLES: dict[str, Callable[[], dict[str, int]]] = {
    "confirm-binding": _binding,
    "revoke-mandate": _mandate,
    "confirm-post": _post,
    "end-post": _post,
    "confirm-term": _term,
    "withdraw-term": _term,
}
