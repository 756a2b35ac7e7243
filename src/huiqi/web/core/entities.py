"""XML that comes in with files: none of it may declare entities."""

from __future__ import annotations

MARKS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


def declares_entities(xml: bytes) -> bool:
    """Whether it holds a document type or an entity, in any encoding an Office file may have."""
    return any(mark in xml for mark in MARKS)
