"""How relations of a run are called."""

from __future__ import annotations


def stored(kind: str) -> str:
    """The relation of a kind as the snapshot stores it."""
    return f"k_{kind}"


def held(kind: str) -> str:
    """The relation of a subject kind with shared definitions."""
    return f"b_{kind}"


def joined(kind: str) -> str:
    """The relation of a kind of record, joined to its subjects."""
    return f"j_{kind}"
