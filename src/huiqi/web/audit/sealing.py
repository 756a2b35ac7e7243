"""The chain: what a seal is computed from, and whether seals and entries still agree.

A seal is ``sha256(digest before ‖ canonical JSON of the entry)``. Whoever rewrites an entry must rewrite
every later seal, and then no longer matches a root that was published.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC

from .models import Entry, Root, Seal

FIRST = "0" * 64
FIELDS = (
    "id",
    "person",
    "role",
    "capacity",
    "authority",
    "firm",
    "address",
    "action",
    "subject",
    "subject_id",
    "changes",
)


def sealed(before: str, entry: Entry) -> str:
    """The digest that follows ``before`` when this entry is sealed."""
    row = {name: getattr(entry, name) for name in FIELDS}
    row |= {"at": entry.at.astimezone(UTC).isoformat(), "day": entry.day.isoformat()}
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}{text}".encode()).hexdigest()


def faults(published: Mapping[str, tuple[int, str]] | None = None) -> Iterator[str]:
    """What no longer agrees, in words; nothing where everything does.

    ``published`` are roots kept elsewhere: day -> number and digest.
    """
    before, expected = FIRST, 1
    digests: dict[int, str] = {}
    roots = {str(r.day): (r.number, r.digest) for r in Root.objects.all()}
    marked = {number for number, _ in [*roots.values(), *(published or {}).values()]}
    for seal in Seal.objects.select_related("entry").order_by("number").iterator():
        if seal.number != expected:
            yield f"第 {expected} 号封印缺失"
        if seal.digest != sealed(before, seal.entry):
            yield f"记录 {seal.entry_id} 与第 {seal.number} 号封印不符"
        before, expected = seal.digest, seal.number + 1
        if seal.number in marked:
            digests[seal.number] = seal.digest
    for source, kept in (("登记", roots), ("公布", published or {})):
        for day, (number, root) in kept.items():
            if digests.get(number) != root:
                yield f"{day} {source}的日根与第 {number} 号封印不符"
