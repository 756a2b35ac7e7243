"""SQL text per dialect; 128-bit integers are DECIMAL(38, 0) where an engine lacks them.

Trap: on Spark the DIV of two decimals is a BIGINT, and wraps where it does not fit.
"""

from __future__ import annotations

from ..tree.measure import STATUS_ORDER
from .expr import exp

WIDE = {"spark": "DECIMAL(38, 0)"}
STATUS_TYPE = f"CREATE TYPE status AS ENUM ({', '.join(repr(s.value) for s in STATUS_ORDER)})"
"""What a DuckDB connection must have said before it runs a measure's query: an enumeration is kept,
compared and written several times as fast as text, and becomes text in a file."""


def render(query: exp.Expression, dialect: str, pretty: bool = False) -> str:
    """The query as text for ``duckdb`` or ``spark``."""
    wide = WIDE.get(dialect)
    if wide is not None:
        query = query.copy()
        for cast in list(query.find_all(exp.Cast)):
            if isinstance(cast.this, exp.IntDiv) and cast.to.this == exp.DataType.Type.INT128:
                cast.set("this", _exact_quotient(cast.this))
        for cast in list(query.find_all(exp.Cast)):
            if cast.to.this == exp.DataType.Type.USERDEFINED:
                cast.replace(cast.this)
        for type_ in list(query.find_all(exp.DataType)):
            if type_.this == exp.DataType.Type.INT128:
                type_.replace(exp.DataType.build(wide, dialect=dialect))
    return query.sql(dialect=dialect, pretty=pretty, identify=dialect != "duckdb", copy=False)


def _exact_quotient(division: exp.IntDiv) -> exp.Expr:
    """a DIV b as (a − a mod b) / b, for a ≥ 0: a decimal that divides evenly."""
    whole, divisor = division.this, division.expression
    rest = exp.Mod(this=whole.copy(), expression=divisor.copy())
    return exp.Div(
        this=exp.Paren(this=exp.Sub(this=whole, expression=exp.Paren(this=rest))), expression=divisor
    )
