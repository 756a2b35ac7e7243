"""A case file handed out: recorded with the digest of what was handed out."""

from __future__ import annotations

import hashlib

from ..actor import Actor
from ..audit.recording import note
from ..core.service import service
from .casefile import zipped
from .queries import case_for, row_of


@service("casefile.export")
def export_case(actor: Actor, *, subject: str, subject_id: str) -> bytes:
    """The case as a ZIP.

    Raises:
        NotThere: nothing is recorded of it that the actor may see.
        Failed: a file of it is no longer what it was.
    """
    content = zipped(case_for(actor, subject, subject_id))
    note(row_of(subject, subject_id), sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    return content
