"""How a service says what it changed: ``create``, ``change`` and ``note``, inside a service only.

``create_all`` and ``change_all`` do it to many rows in few statements; each has its own entry all the same.

Trap: ``queryset.update`` and ``Model.save`` leave no trace; a service uses these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from django.db import models

from ..actor import Actor
from ..security.digests import digest
from .models import Entry

M = TypeVar("M", bound=models.Model)
PLAIN = (str, int, float, bool, type(None))


@dataclass
class Trail:
    """What one service has recorded so far."""

    actor: Actor
    action: str
    at: datetime
    day: date
    entries: list[Entry] = field(default_factory=list)


_trail: ContextVar[Trail | None] = ContextVar("trail", default=None)


@contextmanager
def recording(actor: Actor, action: str, at: datetime, day: date) -> Iterator[Trail]:
    """Collect what is done inside, and write it at the end; an exception writes nothing."""
    trail = Trail(actor, action, at, day)
    token = _trail.set(trail)
    try:
        yield trail
    finally:
        _trail.reset(token)
    Entry.objects.bulk_create(trail.entries)


def create(model: type[M], **values: Any) -> M:
    """A new row, recorded with the values given."""
    made = model._default_manager.create(**values)
    _add(made, {name: [None, _shown(made, name, value)] for name, value in values.items()})
    return made


def create_all(model: type[M], rows: Iterable[Mapping[str, Any]]) -> list[M]:
    """New rows of one table, each recorded with the values given, in their order."""
    given = list(rows)
    made = model._default_manager.bulk_create([model(**values) for values in given])
    for row, values in zip(made, given, strict=True):
        _add(row, {name: [None, _shown(row, name, value)] for name, value in values.items()})
    return made


def change(row: M, **values: Any) -> M:
    """Set and save the fields that differ, recorded with before and after; none: nothing happens."""
    changed = _set(row, values)
    if changed:
        row.save(update_fields=[*changed, *_followers(row, changed)])
    return row


def change_all(rows: Iterable[tuple[M, Mapping[str, Any]]]) -> list[M]:
    """Set fields of many rows of one table, each to its own values, as :func:`change`, in few statements.

    Trap: a field that follows another, as a digest does, is not saved with it.
    """
    given = list(rows)
    changed = {row: names for row, values in given if (names := _set(row, values))}
    if changed:
        fields = list(dict.fromkeys(name for names in changed.values() for name in names))
        type(given[0][0])._default_manager.bulk_update(changed, fields)
    return [row for row, _ in given]


def _set(row: models.Model, values: Mapping[str, Any]) -> list[str]:
    """Set and record what differs; the names of those fields."""
    before = {name: getattr(row, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        _add(row, {n: [_shown(row, n, before[n]), _shown(row, n, v)] for n, v in changed.items()})
    return list(changed)


def note(row: models.Model, **facts: Any) -> None:
    """Record something about a row that changes no field of it: a look, a sending, a refusal."""
    _add(row, {name: [None, _shown(row, name, value)] for name, value in facts.items()})


def _add(row: models.Model, changes: dict[str, list[Any]]) -> None:
    trail = _trail.get()
    if trail is None:
        raise RuntimeError("rows are changed inside a service")
    actor = trail.actor
    trail.entries.append(
        Entry(
            at=trail.at,
            day=trail.day,
            person=actor.person,
            role=actor.role,
            capacity=actor.capacity,
            authority=actor.authority or getattr(row, "audited_authority", ""),
            firm=actor.firm or getattr(row, "credit_code", ""),
            address=actor.address,
            action=trail.action,
            subject=row._meta.label_lower,
            subject_id=str(row.pk),
            changes=changes,
        )
    )


def _shown(row: models.Model, name: str, value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if value and name in _personal(type(row)):
        return "digest:" + digest(f"{row._meta.label}.{name}", str(value))
    return value if isinstance(value, PLAIN) else str(value)


@cache
def _personal(model: type[models.Model]) -> frozenset[str]:
    """The names of the fields of which only a digest is written down."""
    marked = (f.name for f in model._meta.get_fields() if getattr(f, "personal", False))
    return frozenset((*getattr(model, "PERSONAL", ()), *marked))


def _followers(row: models.Model, changed: Collection[str]) -> list[str]:
    return [f.name for f in row._meta.fields if getattr(f, "source", None) in changed]
