"""Claims copied to other firms, rows and all, as if each had come its own way.

A copy has new keys, its own firm's code and name, that firm's county and city, and its own receipt; the rest is
what the services wrote for the claim it was copied from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Model

from huiqi.web.audit.models import Entry
from huiqi.web.authorities.models import Authority
from huiqi.web.claims.models import (
    Account,
    Basis,
    Claim,
    Escalation,
    Flag,
    Line,
    Mark,
    Reservation,
    Step,
)
from huiqi.web.core.models import Deadline
from huiqi.web.correspondence.models import IssuedLetter
from huiqi.web.inbox.models import Notice
from huiqi.web.registry.models import Firm

ORDER: Sequence[type[Model]] = (
    Deadline,
    Account,
    Claim,
    Line,
    Mark,
    Basis,
    Step,
    Flag,
    Escalation,
    Reservation,
    Notice,
    IssuedLetter,
    Entry,
)
"""A table stands behind those it points to."""
CLOCKS = ("clock", "paused", "promise", "objection")
BATCH = 500


@dataclass(frozen=True)
class Original:
    """A claim with every row that belongs to it."""

    claim: Claim
    rows: Sequence[Model]


def original(claim: Claim) -> Original:
    """Read it."""
    rows: list[Model] = list(_rows(claim))
    about = defaultdict(set)
    for row in rows:
        about[row._meta.label_lower].add(str(row.pk))
    for label, keys in about.items():
        rows += Entry.objects.filter(subject=label, subject_id__in=keys)
    return Original(claim, rows)


def _rows(claim: Claim) -> Iterator[Model]:
    clocks = {getattr(claim, f"{name}_id") for name in CLOCKS}
    escalations = list(Escalation.objects.filter(claim=claim))
    yield from Deadline.objects.filter(pk__in=clocks | {e.deadline_id for e in escalations} - {None})
    if claim.account is not None:
        yield claim.account
    yield claim
    for rows in (claim.lines, claim.bases, claim.steps, claim.flags):
        yield from rows.all()
    yield from escalations
    yield from Mark.objects.filter(line__claim=claim)
    yield from Reservation.objects.filter(line__claim=claim)
    yield from Notice.objects.filter(link=f"/claims/{claim.pk}/")
    yield from IssuedLetter.objects.filter(subject=claim._meta.label_lower, subject_id=str(claim.pk))


class Copier:
    """Copies in batches; keys are given out here, and the database goes on from them afterwards."""

    def __init__(self) -> None:
        self._keys = {model: count(_highest(model) + 1) for model in ORDER}
        self._waiting: dict[type[Model], list[Model]] = {model: [] for model in ORDER}

    def copy(self, of: Original, firm: Firm) -> None:
        """One claim for another firm."""
        keys = {(type(row), row.pk): next(self._keys[type(row)]) for row in of.rows}
        swap = _Swap(of.claim, firm, keys)
        for row in of.rows:
            self._waiting[type(row)].append(swap.row(row))
        if len(self._waiting[Claim]) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        with transaction.atomic():
            for model in ORDER:
                model._default_manager.bulk_create(self._waiting[model], batch_size=BATCH)
                self._waiting[model].clear()

    def finish(self) -> None:
        """Write the rest, let keys go on, and have the database look at what it has got."""
        self.flush()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(ORDER)):
                cursor.execute(statement)
            cursor.execute("VACUUM ANALYZE")


def _highest(model: type[Model]) -> int:
    found = model._default_manager.aggregate(models.Max("pk"))["pk__max"]
    return int(found or 0)


class _Swap:
    """What stands in a copy instead of what stood in the original."""

    def __init__(self, claim: Claim, firm: Firm, keys: Mapping[tuple[type[Model], Any], int]) -> None:
        self.keys = keys
        self.labels = {(model._meta.label_lower, str(old)): str(new) for (model, old), new in keys.items()}
        pk = keys[Claim, claim.pk]
        self.texts = {
            claim.credit_code: firm.credit_code,
            claim.firm: firm.name,
            f"/claims/{claim.pk}/": f"/claims/{pk}/",
        }
        if claim.receipt:
            self.texts[claim.receipt] = f"{claim.receipt[:8]}{pk:07d}"
        assert firm.authority is not None
        self.places = dict(zip(map(_key, _above(claim.home)), map(_key, _above(firm.authority))))
        self.codes = dict(zip(map(_code, _above(claim.home)), map(_code, _above(firm.authority))))

    def row(self, row: Model) -> Model:
        """The copy of a row."""
        values = {f.attname: self._value(f, getattr(row, f.attname)) for f in row._meta.concrete_fields}
        values[row._meta.pk.attname] = self.keys[type(row), row.pk]
        if isinstance(row, (Entry, IssuedLetter)):
            values["subject_id"] = self.labels[row.subject, row.subject_id]
        if isinstance(row, Entry):
            values["authority"] = self.codes.get(row.authority, row.authority)
        if isinstance(row, IssuedLetter):
            values["number"] = f"{row.number}之{values['id']}"
        return type(row)(**values)

    def _value(self, field: models.Field[Any, Any], value: Any) -> Any:
        target = field.related_model
        if target is Authority:
            return self.places.get(value, value)
        if target is not None:
            return self.keys.get((target, value), value)
        if isinstance(value, str):
            for old, new in self.texts.items():
                value = value.replace(old, new)
        return value


def _above(authority: Authority) -> Iterable[Authority]:
    found: Authority | None = authority
    while found is not None:
        yield found
        found = found.parent


def _key(authority: Authority) -> int:
    return authority.pk


def _code(authority: Authority) -> str:
    return authority.code
