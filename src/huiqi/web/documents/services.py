"""Documents kept and taken out of the library; a file that a claim rests on stays on disk."""

from __future__ import annotations

from typing import IO

from ..actor import Actor
from ..audit.recording import change, create, note
from ..authorities.queries import authority_of_code
from ..core.clock import today
from ..core.service import Failed, NotThere, service
from .checking import check
from .models import Document
from .storage import digest_of, keep

REGION = slice(2, 8)
LONGEST_NAME = 120


@service("document.keep")
def keep_document(actor: Actor, *, credit_code: str, name: str, file: IO[bytes]) -> Document:
    """Check a file and put it into the firm's library; the same content is there once.

    Raises:
        Failed: the file is refused.
        NotThere: a firm that the actor does not act for.
    """
    authority = authority_of_code(credit_code[REGION])
    if authority is None or actor.firm != credit_code:
        raise NotThere
    shown = _plain(name)
    checked = check(shown, file)
    sha256 = digest_of(file)
    held = Document.objects.filter(credit_code=credit_code, sha256=sha256, removed=None).first()
    if held is not None:
        note(held, again=shown)
        return held
    keep(file, sha256)
    file.seek(0, 2)
    return create(
        Document,
        credit_code=credit_code,
        authority=authority,
        name=shown,
        media=checked.media,
        size=file.tell(),
        sha256=sha256,
        person_id=actor.person,
        day=today(),
    )


def _plain(name: str) -> str:
    """A name without a path or control characters."""
    base = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in base if c.isprintable()).strip()
    if not plain.strip(".") or len(plain) > LONGEST_NAME:
        raise Failed("文件名为空或过长", "改名后上传")
    return plain


@service("document.keep")
def remove_document(actor: Actor, *, document: Document) -> Document:
    """Take a document out of the library; claims that rest on it keep it.

    Raises:
        Failed: it is out already.
    """
    if document.removed is not None:
        raise Failed("这份材料已经移出", "刷新页面")
    return change(document, removed=today())
