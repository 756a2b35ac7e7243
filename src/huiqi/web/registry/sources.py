"""Where the register's files stand, and what they say: province, vocabulary, snapshots."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from ...codes import Regions, load_regions
from ...codes.provinces import only_province
from ...prose.names import Names
from ...register.store import Snapshot, open_store
from ...vocabulary import Fact, Vocabulary, load_vocabulary
from .models import Loaded


def register() -> Path:
    """The store of snapshots."""
    return Path(settings.DATA) / "register"


@cache
def vocabulary() -> Vocabulary:
    """All kinds and facts.

    Raises:
        HuiqiError: what loading raises.
    """
    return load_vocabulary(Path(settings.POLICIES) / "vocabulary")


@cache
def regions() -> Regions:
    """The province's authorities and its neighbours."""
    return load_regions(Path(settings.PROVINCE) if settings.PROVINCE else only_province())


@cache
def names() -> Names:
    """Codes by their names, the province's regions among them."""
    return Names(regions())


def fact_of(path: str) -> Fact | None:
    """The fact of a path (企业.从业人员)."""
    kind, _, name = path.partition(".")
    return vocabulary().kinds[kind].facts.get(name) if kind in vocabulary().kinds else None


def snapshot_of(number: int) -> Snapshot:
    """A snapshot by its number.

    Raises:
        HuiqiError: R0103 where it is gone or cannot be read.
    """
    return _snapshot(register(), number)


@lru_cache(maxsize=64)
def _snapshot(folder: Path, number: int) -> Snapshot:
    return open_store(folder).numbered(number)


def loaded() -> list[Loaded]:
    """Every snapshot whose firms were loaded, newest first."""
    return list(Loaded.objects.filter(ready=True).order_by("-number"))


def current() -> Snapshot | None:
    """The snapshot that the site goes by; None before the first."""
    row = Loaded.objects.filter(ready=True).order_by("-number").first()
    return snapshot_of(row.number) if row else None
