"""For each page whose URL has arguments: an object of somebody else.

A page is listed under its name, with a function that gives the arguments of an object outside the
jurisdiction of every one of :data:`tests.web.world.PLAYERS`.
"""

from collections.abc import Callable

from huiqi.web.accounts.models import Mandate
from huiqi.web.authorities.models import Post
from huiqi.web.jobs.services import enqueue
from tests.web.world import acting


def _binding() -> dict[str, int]:
    return {"pk": Mandate.objects.get(person__login="asker").pk}


def _mandate() -> dict[str, int]:
    return {"pk": Mandate.objects.get(person__login="owner-there").pk}


def _job() -> dict[str, int]:
    return {"pk": enqueue(acting("asker"), name="count", arguments={"total": 1}).pk}


def _post() -> dict[str, int]:
    return {"pk": Post.objects.get(person__login="officer-there").pk}


SAMPLES: dict[str, Callable[[], dict[str, int]]] = {
    "confirm-binding": _binding,
    "revoke-mandate": _mandate,
    "job": _job,
    "retry-job": _job,
    "cancel-job": _job,
    "confirm-post": _post,
    "end-post": _post,
}
