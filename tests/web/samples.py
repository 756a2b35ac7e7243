"""For each page whose URL has arguments: an object of somebody else.

A page is listed under its name, with a function that gives the arguments of an object outside the
jurisdiction of every one of :data:`tests.web.world.PLAYERS`.
"""

from collections.abc import Callable, Mapping

from huiqi.web.accounts.models import Mandate, Person
from huiqi.web.accounts.services import invite
from huiqi.web.authorities.models import Authority, Department, Post
from huiqi.web.catalogue.queries import measures
from huiqi.web.claims.models import Claim
from huiqi.web.core.clock import now, today
from huiqi.web.correspondence.models import IssuedLetter
from huiqi.web.documents.models import Document
from huiqi.web.inbox.models import Notice
from huiqi.web.jobs.services import enqueue
from huiqi.web.publication.models import Publication
from huiqi.web.registry.models import Conflict, Correction, Firm, Import
from huiqi.web.runs.models import Run
from huiqi.web.terms.models import Provision
from tests.web.world import acting, named


def _binding() -> dict[str, str | int]:
    return {"pk": Mandate.objects.get(person__login="asker").pk}


def _mandate() -> dict[str, str | int]:
    return {"pk": Mandate.objects.get(person__login="owner-there").pk}


def _job() -> dict[str, str | int]:
    return {"pk": enqueue(acting("asker"), name="count", arguments={"total": 1}).pk}


def _outside() -> Firm:
    """A firm that lies in no authority of the province."""
    named = {"name": "外省企业", "kind": "企业", "folded": "外省企业", "tokens": "", "snapshot": 1}
    return Firm.objects.get_or_create(credit_code="91110000MA0000000X", defaults=named)[0]


def _firm() -> dict[str, str | int]:
    return {"credit_code": _outside().credit_code}


def _fact() -> dict[str, str | int]:
    return {**_firm(), "path": "企业.从业人员"}


def _correction() -> Correction:
    asked = {"firm": _outside(), "kind": "企业", "fact": "从业人员", "day": today()}
    return Correction.objects.get_or_create(**asked, defaults={"asked_by": named("asker")})[0]


def _conflict() -> dict[str, str | int]:
    opened = {"snapshot": 1, "opened": today()}
    return {"pk": Conflict.objects.get_or_create(correction=_correction(), defaults=opened)[0].pk}


def _import() -> dict[str, str | int]:
    return {"pk": Import.objects.create(person=named("asker"), known_at=today(), day=today()).pk}


def _post() -> dict[str, str | int]:
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


def _measure() -> dict[str, str]:
    return {"measure": measures()[0].id}


def _run() -> Run:
    there = Authority.objects.get_or_create(code="99", name="外地", level="province")[0]
    days = {"as_of": "2022-10-10", "started": now()}
    return Run.objects.create(package="none", name="外地政策", authority=there, **days)


def _run_pk() -> dict[str, int]:
    return {"pk": _run().pk}


def _proposed() -> dict[str, int]:
    return {"run": _run().pk}


def _publication() -> dict[str, int]:
    author = Person.objects.get(login="policy-two")
    row = Publication.objects.create(run=_run(), reason="甲", proposed_by=author, proposed="2022-10-10")
    return {"pk": row.pk}


def _audience() -> dict[str, str]:
    return {"measure": "99.9-没有"}


def _firm_measure() -> dict[str, str]:
    return {"credit_code": _outside().credit_code, "measure": measures()[0].id}


def _abroad() -> Authority:
    """An authority outside everybody's."""
    return Authority.objects.get_or_create(code="99", name="外地", level="province")[0]


def _document() -> dict[str, int]:
    named_so = {"credit_code": "91990000MA00000000", "authority": _abroad(), "sha256": "0" * 64}
    rest = {"media": "application/pdf", "size": 1, "person": named("asker"), "day": "2022-10-10"}
    return {"pk": Document.objects.get_or_create(**named_so, defaults={"name": "甲.pdf", **rest})[0].pk}


def _claim() -> dict[str, int]:
    place = {"home": _abroad(), "desk": _abroad(), "department": Department.objects.get(code="工信")}
    named_so = {"package": "甲", "measure": "乙", "credit_code": "91990000MA00000000", "state": "submitted"}
    return {"pk": Claim.objects.get_or_create(**named_so, defaults=place)[0].pk}


def _invited() -> dict[str, int]:
    if found := Person.objects.filter(login="invited").first():
        return {"pk": found.pk}
    given = {"login": "invited", "name": "李邀", "email": "invited@example.com", "role": "officer"}
    place = {"authority": Authority.objects.get(code="36"), "department": Department.objects.get(code="工信")}
    return {"pk": invite(acting("administrator"), **given, **place).pk}


SAMPLES: dict[str, Callable[[], Mapping[str, int | str]]] = {
    "measure": _measure,
    "check-measure": _measure,
    "run": _run_pk,
    "compare-run": _run_pk,
    "propose-publication": _proposed,
    "publication": _publication,
    "publish": _publication,
    "withdraw-publication": _publication,
    "audience": _audience,
    "tell-audience": _audience,
    "firm-front": _firm,
    "firm-near": _firm,
    "firm-measure": _firm_measure,
    "answer-questions": _firm_measure,
    "password-link": lambda: {"pk": 1, "token": "never-one"},
    "invite-again": _invited,
    "confirm-binding": _binding,
    "revoke-mandate": _mandate,
    "own-fact": lambda: {"path": "企业.没有"},
    "firm": _firm,
    "fact": _fact,
    "correct-fact": _fact,
    "decide-correction": lambda: {"pk": _correction().pk},
    "decide-conflict": _conflict,
    "import": _import,
    "rejects": lambda: {**_import(), "sheet": 0},
    "job": _job,
    "retry-job": _job,
    "cancel-job": _job,
    "confirm-post": _post,
    "end-post": _post,
    "document": _document,
    "remove-document": _document,
    "claim": _claim,
    "claim-form": _claim,
    "claim-record": _claim,
    "confirm-claim": _claim,
    "withdraw-claim": _claim,
    "object-claim": _claim,
    "handle-claim": _claim,
    "decide-claim": _claim,
    "claim-letter": lambda: {**_claim(), "number": 1},
    "oppose": _claim,
    "opposition-contact": lambda: {**_claim(), "number": 1},
    "claim-document": lambda: {**_claim(), "number": 1},
    "notice": _notice,
    "letter": _letter,
    "case-file": _case,
    "confirm-term": _term,
    "withdraw-term": _term,
    "act-as": lambda: {"login": "nobody"},
}
