"""Letters in the case file of what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..actor import Actor
from ..inspection.parts import File, enclose, relate
from .queries import letters, letters_about
from .storage import kept


@relate
def letters_of(subject: str, subject_id: str) -> Iterator[tuple[str, str]]:
    """The rows of its letters, whose entries belong to the case."""
    for key in letters_about(subject, subject_id).values_list("pk", flat=True):
        yield "correspondence.issuedletter", str(key)


@enclose
def letter_files(actor: Actor, subject: str, subject_id: str) -> Iterator[File]:
    """The PDFs the actor may read."""
    for letter in letters(actor).filter(subject=subject, subject_id=subject_id).order_by("id"):
        yield File(f"letters/{letter.pk:08d}.pdf", letter.number, partial(kept, letter.sha256))
