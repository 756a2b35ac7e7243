"""Encrypted text in a column, and the digest beside it that finds duplicates.

A model declares both: ``phone = EncryptedText()`` and ``phone_index = DigestOf("phone")``. The newest
of ``FIELD_KEYS`` encrypts, all decrypt; ``huiqi site rotate_keys`` writes everything with the newest.

Trap: an encrypted column cannot be filtered; filter the index with :func:`index_of`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

from .digests import digest


class EncryptedText(models.TextField):  # type: ignore[type-arg]
    """Text that is ciphertext in the database; empty stays empty."""

    personal = True

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        """The plain text."""
        return box().decrypt(value.encode()).decode() if value else value

    def get_prep_value(self, value: Any) -> Any:
        """The ciphertext."""
        return box().encrypt(str(value).encode()).decode() if value else value


class DigestOf(models.CharField):  # type: ignore[type-arg]
    """The keyed digest of another field of the same row; empty where that is empty."""

    def __init__(self, source: str = "", **options: Any) -> None:
        self.source = source
        super().__init__(**{"max_length": 64, "blank": True, "editable": False, "db_index": True, **options})

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """As Django's migrations write it."""
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Follow the field it is of."""
        found = index_of(type(model_instance), self.source, getattr(model_instance, self.source))
        setattr(model_instance, self.attname, found)
        return found


def index_of(model: type[models.Model], source: str, value: str) -> str:
    """What the index of that field holds for a value."""
    return digest(f"{model._meta.label}.{source}", value) if value else ""


def box() -> MultiFernet:
    """What encrypts and decrypts with the keys of the settings."""
    return _box(tuple(settings.FIELD_KEYS))


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
