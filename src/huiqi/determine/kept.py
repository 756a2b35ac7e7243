"""What has been compiled, kept in a process by what it was compiled from.

Bound trees are marked by a hash of everything they say, so that nothing has to be told when a
result is out of date: what is bound otherwise has another mark.
"""

from __future__ import annotations

import copyreg
import hashlib
import io
import pickle
from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from typing import Generic, TypeVar

from ..errors import Place
from ..types import Enumeration
from ..vocabulary import Vocabulary

SIZE = 256
T = TypeVar("T")


class Kept(Generic[T]):
    """The results last used."""

    def __init__(self) -> None:
        self._found: Callable[[bytes], list[T]] = lru_cache(SIZE)(lambda mark: [])

    def get(self, parts: object, make: Callable[[], T]) -> T:
        """What was made from the same ``parts``, else what ``make`` gives; ``parts`` is not kept."""
        found = self._found(mark(parts))
        if not found:
            found.append(make())
        return found[0]


def mark(parts: object) -> bytes:
    """A hash of values and trees. Pickled, a tree tells nodes that are the same from nodes that are alike."""
    text = io.BytesIO()
    _Pickler(text, pickle.HIGHEST_PROTOCOL).dump(parts)
    return hashlib.sha256(text.getvalue()).digest()


def _fields(value: Enumeration | Vocabulary) -> tuple[type, tuple[object, ...]]:
    return type(value), tuple(getattr(value, field.name) for field in fields(value))


class _Pickler(pickle.Pickler):
    """Leaves out where a tree was read, and what a value has worked out from its fields."""

    dispatch_table = copyreg.dispatch_table | {
        Place: lambda place: (Place, ("",)),
        Enumeration: _fields,
        Vocabulary: _fields,
    }
