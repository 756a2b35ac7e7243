"""SQL text per dialect; 128-bit integers are DECIMAL(38, 0) where an engine lacks them."""

from __future__ import annotations

from .expr import exp

WIDE = {"spark": "DECIMAL(38, 0)"}


def render(query: exp.Expression, dialect: str, pretty: bool = False) -> str:
    """The query as text for ``duckdb`` or ``spark``."""
    wide = WIDE.get(dialect)
    if wide is not None:
        query = query.copy()
        for node in list(query.find_all(exp.DataType)):
            if node.this == exp.DataType.Type.INT128:
                node.replace(exp.DataType.build(wide, dialect=dialect))
    return query.sql(dialect=dialect, pretty=pretty, copy=False)
