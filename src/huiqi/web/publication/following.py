"""What follows a publication, in the background: done by the applications that keep claims and offers.

    @after_publication
    def hook(progress: Progress, published: Publication, previous: Run | None) -> None: ...

A follower may be called again after a kill: it does what is still to be done, and nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable

from ..jobs.work import Progress
from ..runs.models import Run
from .models import Publication

Follower = Callable[[Progress, Publication, "Run | None"], None]
_followers: list[Follower] = []


def after_publication(run: Follower) -> Follower:
    """Decorator: call this once a publication is in force."""
    if run not in _followers:
        _followers.append(run)
    return run


def follow(progress: Progress, publication: Publication) -> None:
    """Call everybody, in the order of registration."""
    for run in _followers:
        run(progress, publication, publication.previous)
