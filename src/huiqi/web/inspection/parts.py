"""What other applications add to a case file: each registers its own, so that none is known here.

@relate      rows that belong to a case besides the one it is named after
@enclose     files: letters, documents
@opens(...)  how an officer finds a case of that kind, within jurisdiction
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model

from ..actor import Actor

Subject = tuple[str, str]


@dataclass(frozen=True)
class File:
    """A file of a case: its name in the ZIP (ASCII, with folders), what it is, and how it is read."""

    name: str
    about: str
    read: Callable[[], bytes]


Related = Callable[[str, str], Iterable[Subject]]
Enclosed = Callable[[Actor, str, str], Iterable[File]]
Finder = Callable[[Actor, str], Model]
RELATED: list[Related] = []
ENCLOSED: list[Enclosed] = []
FINDERS: dict[str, Finder] = {}


def relate(run: Related) -> Related:
    """Decorator: given ``app.model`` and key, the rows whose entries belong to that case."""
    RELATED.append(run)
    return run


def enclose(run: Enclosed) -> Enclosed:
    """Decorator: given actor, ``app.model`` and key, the files of that case this actor may read."""
    ENCLOSED.append(run)
    return run


def opens(subject: str) -> Callable[[Finder], Finder]:
    """Decorator: how an officer finds a case of ``app.model`` by its key; raises ``NotThere``."""

    def register(run: Finder) -> Finder:
        FINDERS[subject] = run
        return run

    return register
