"""What somebody typed into a form that had to wait: until they have signed in again, or given a code.

It is kept encrypted in their session and shown to them alone; nothing is done with it until they send
it once more. Codes, passwords and files are not kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from ..security.fields import box

KEY = "typed"
UNKEPT = {"csrfmiddlewaretoken", "code", "password"}
LARGEST = 100_000


@dataclass(frozen=True)
class Typed:
    """Where a form goes, its fields as typed, and whether files must be picked again."""

    path: str
    fields: list[tuple[str, str]]
    files: bool


def keep(request: HttpRequest, person: int) -> bool:
    """Keep what that person sent with this request; whether there was anything, and not too much."""
    fields = [(name, text) for name, texts in request.POST.lists() if name not in UNKEPT for text in texts]
    body = json.dumps([person, request.get_full_path(), fields, bool(request.FILES)])
    if not fields or len(body) > LARGEST:
        return False
    request.session[KEY] = box().encrypt(body.encode()).decode()
    return True


def kept(session: SessionBase, person: int | None) -> Typed | None:
    """What that person typed, once: it is forgotten now, and by whoever else asks."""
    found = session.pop(KEY, "")
    if not found:
        return None
    owner, path, fields, files = json.loads(box().decrypt(found.encode()))
    return Typed(path, [(name, text) for name, text in fields], files) if owner == person else None
