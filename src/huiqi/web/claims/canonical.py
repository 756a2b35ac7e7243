"""One way to write a value as JSON, so that equal values have equal digests; and subjects to and from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from ...evaluate import Entity, Subject
from ...evaluate.facts import Stored
from ...types import DATE
from ...vocabulary import Vocabulary


def canonical(value: Any) -> str:
    """Keys sorted, no spaces, dates as ``2022-10-10``.

    >>> canonical({"b": 1, "a": date(2022, 10, 10)})
    '{"a":"2022-10-10","b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a basis")


def sha256(text: str) -> str:
    """The hexadecimal digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def subject_to_json(subject: Subject) -> dict[str, Any]:
    """Everything known of a subject."""
    return {
        "kind": subject.entity.kind,
        "code": subject.entity.code,
        "name": subject.name,
        "facts": dict(subject.entity.facts),
        "records": {
            kind: [{"code": r.code, "facts": dict(r.facts)} for r in records]
            for kind, records in subject.records.items()
        },
    }


def subject_from_json(data: Mapping[str, Any], vocabulary: Vocabulary) -> Subject:
    """The subject again."""
    own = Entity(data["kind"], data["code"], _facts(data["kind"], data["facts"], vocabulary))
    records = {
        kind: tuple(Entity(kind, r["code"], _facts(kind, r["facts"], vocabulary)) for r in rows)
        for kind, rows in data["records"].items()
    }
    return Subject(own, records, data["name"])


def _facts(kind: str, values: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Stored]:
    return {name: stored_from_json(f"{kind}.{name}", value, vocabulary) for name, value in values.items()}


def stored_from_json(path: str, value: Any, vocabulary: Vocabulary) -> Stored:
    """A stored value of the fact of that path; what is no fact (a row's number) stays as it is."""
    kind, _, name = path.partition(".")
    fact = vocabulary.kinds[kind].facts.get(name)
    if fact is not None and fact.type == DATE and value is not None:
        return date.fromisoformat(value)
    return value  # type: ignore[no-any-return]
