"""The case file of a claim: what was claimed, decided and told, its frozen bases, documents and letters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import PurePath
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from ..actor import Actor
from ..authorities.queries import one
from ..core.models import Deadline
from ..core.service import Failed, NotThere
from ..correspondence.queries import letters
from ..documents.models import Document
from ..documents.storage import digest_of, path_of
from ..inbox.models import Notice
from ..inspection.parts import File, enclose, opens, relate
from .declared import answers_to
from .letters import content, letters_of
from .models import Attachment, Basis, Claim, Mark, Reservation, Verification
from .queries import claims

SUBJECT = "claims.claim"
Part = Callable[[Claim], QuerySet[Any]]
PARTS: Mapping[str, Part] = {
    "lines": lambda c: c.lines.all(),
    "marks": lambda c: Mark.objects.filter(line__claim=c),
    "answers": answers_to,
    "verifications": lambda c: Verification.objects.filter(claim=c),
    "attachments": lambda c: c.attachments.all(),
    "documents": lambda c: Document.objects.filter(attachments__claim=c).distinct(),
    "bases": lambda c: c.bases.all(),
    "steps": lambda c: c.steps.all(),
    "flags": lambda c: c.flags.all(),
    "escalations": lambda c: c.escalations.all(),
    "oppositions": lambda c: c.oppositions.all(),
    "reservations": lambda c: Reservation.objects.filter(line__claim=c),
    "deadlines": lambda c: Deadline.objects.filter(_deadlines(c)),
    "notices": lambda c: Notice.objects.filter(link=reverse("claim", args=[c.pk])),
}
"""Every row that belongs to a claim: its entries belong to the case, and it stands in ``claim.json``."""
LONG = "body"
"""Left out there: a basis has a file of its own."""


def _deadlines(claim: Claim) -> Q:
    own = [d for d in (claim.clock_id, claim.paused_id, claim.promise_id, claim.objection_id) if d]
    missed = claim.escalations.values("deadline")
    return Q(pk__in=own) | Q(pk__in=missed)


@opens(SUBJECT)
def find(actor: Actor, key: str) -> Model:
    """A claim of the actor's.

    Raises:
        NotThere: missing, or for others.
    """
    if not key.isdigit():
        raise NotThere
    return one(claims(actor, "casefile.read"), pk=int(key))


@relate
def rows_of(subject: str, subject_id: str) -> Iterator[tuple[str, str]]:
    """Every row of the claim."""
    for claim in _named(subject, subject_id):
        for part in PARTS.values():
            rows = part(claim).order_by("pk")
            for key in rows.values_list("pk", flat=True):
                yield rows.model._meta.label_lower, str(key)


@enclose
def files_of(actor: Actor, subject: str, subject_id: str) -> Iterator[File]:
    """The claim in one file, each basis, each document, and letters that authorities above have issued."""
    for claim in _named(subject, subject_id):
        if not claims(actor, "casefile.read").filter(pk=claim.pk).exists():
            return
        yield File("claim.json", "申请、条目、办理记录、通知", partial(_summary, claim))
        for basis in claim.bases.order_by("id"):
            name = f"bases/{basis.pk:08d}-{basis.occasion}.json"
            yield File(name, f"依据（{basis.get_occasion_display()}）", partial(_frozen, basis))
        for held in claim.attachments.select_related("document").order_by("id"):
            yield File(_name(held), f"{held.title}：{held.document.name}", partial(_document, held.document))
        reached = letters(actor).values("pk")
        for letter in letters_of(claim).exclude(pk__in=reached):
            yield File(f"letters/{letter.pk:08d}.pdf", letter.number, partial(content, letter))


def _named(subject: str, subject_id: str) -> QuerySet[Claim]:
    known = subject == SUBJECT and subject_id.isdigit()
    return Claim.objects.filter(pk=int(subject_id)) if known else Claim.objects.none()


def _name(held: Attachment) -> str:
    suffix = PurePath(held.document.name).suffix.lower()
    return f"documents/{held.pk:08d}{suffix if suffix.isascii() else ''}"


def _frozen(basis: Basis) -> bytes:
    return basis.body.encode()


def _document(document: Document) -> bytes:
    """A document as it was kept.

    Raises:
        Failed: it is gone, or no longer what it was.
    """
    path = path_of(document.sha256)
    if path.exists():
        with path.open("rb") as file:
            if digest_of(file) == document.sha256:
                return file.read()
    raise Failed(f"材料“{document.name}”缺失或已被改动", "请联系管理员从备份恢复")


def _summary(claim: Claim) -> bytes:
    found: dict[str, Any] = {"claim": _plain(claim)}
    found |= {name: [_plain(row) for row in part(claim).order_by("pk")] for name, part in PARTS.items()}
    found["letters"] = list(letters_of(claim).values("number", "kind", "issued", "sha256"))
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()


def _plain(row: Model) -> dict[str, Any]:
    shown = (f for f in row._meta.concrete_fields if f.name != LONG and not getattr(f, "personal", False))
    return {f.attname: getattr(row, f.attname) for f in shown}
