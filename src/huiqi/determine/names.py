"""How relations of a run are called, and files as SQL has them."""

from __future__ import annotations

from collections.abc import Iterable

from ..register.places import Place, local


def stored(kind: str) -> str:
    """The relation of a kind as the snapshot stores it."""
    return f"k_{kind}"


def held(kind: str) -> str:
    """The relation of a subject kind with shared definitions."""
    return f"b_{kind}"


def joined(kind: str) -> str:
    """The relation of a kind of record, joined to its subjects."""
    return f"j_{kind}"


def literal(text: str | Place) -> str:
    """A SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def literals(texts: Iterable[str | Place]) -> str:
    """String literals for a list; of nothing, a NULL that no name equals."""
    return ", ".join(map(literal, texts)) or "NULL"


def parquet(table: Place) -> str:
    """A literal for ``read_parquet``: a file, or a folder of part files as Spark writes them."""
    path = local(table)
    return literal(path / "*.parquet" if path.is_dir() else path)


def rows_of(table: Place) -> str:
    """The relation of a file, or of a folder of part files."""
    return f"read_parquet({parquet(table)}, hive_partitioning = false)"
