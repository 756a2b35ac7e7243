"""A few subjects on DuckDB in memory: the SQL reading for examples, checks and properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from ..evaluate.facts import Entity, Stored, Subject
from ..sql import OUTPUTS, Source, measure_query
from ..sql.local import ERA, PLACE, REGION, local_rows
from ..sql.render import STATUS_TYPE
from ..tree.measure import BoundMeasure, LocalPlan
from ..tree.nodes import Aggregate, walk
from ..types import BOOL, DATE, Quantity
from ..vocabulary import Kind, Vocabulary
from ..vocabulary.model import REGION_FACT

LOCAL = "local_settings"


def arrow_type(type_: object) -> pa.DataType:
    """How values of a type are stored."""
    if type_ == BOOL:
        return pa.bool_()
    if type_ == DATE:
        return pa.date32()
    return pa.int64() if isinstance(type_, Quantity) else pa.string()


def answer(bound: BoundMeasure, subjects: Sequence[Subject], vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Every candidate of every subject (numbered by position), by DuckDB, in total order."""
    with duckdb.connect() as connection:
        connection.execute(STATUS_TYPE)
        connection.execute("SET threads = 1")
        for kind in kinds_read(bound):
            connection.register(table_name(kind), kind_table(vocabulary.kinds[kind], subjects))
        if bound.local is not None:
            regions = {s.entity.get(REGION_FACT) for s in subjects} - {None}
            connection.execute(f"CREATE VIEW {LOCAL} AS {local_query(bound, map(str, regions))}")
        source = Source(vocabulary, lambda k: exp.to_table(f'"{table_name(k)}"'), LOCAL)
        sql = measure_query(bound, source).sql(dialect="duckdb")
        names = ", ".join(OUTPUTS)
        rows = connection.execute(f"SELECT {names} FROM ({sql}) ORDER BY number, record").fetchall()
    return [dict(zip(OUTPUTS, row, strict=True)) for row in rows]


def kinds_read(bound: BoundMeasure) -> set[str]:
    """The kinds a measure reads: its own, its subject's, and those it counts."""
    counted = {x.kind for x in walk(*bound.nodes()) if isinstance(x, Aggregate)}
    return {bound.measure.kind.name, bound.measure.subject.name, *counted}


def table_name(kind: str) -> str:
    """The relation of a kind."""
    return f"k_{kind}"


def local_query(bound: BoundMeasure, regions: Iterable[str]) -> str:
    """The joined rows of a measure's local settings, as a query over VALUES.

    Settings are said once for each place that has its own, not for each region.
    """
    plan = bound.local
    assert isinstance(plan, LocalPlan)
    names = [(p.name, p.type) for p in bound.measure.parameters.values() if isinstance(p.type, Quantity)]
    rows, places = local_rows(plan, names, list(regions))
    columns = ", ".join(f'"{name}"' for name in rows[0])
    typed = ", ".join(f'CAST(r."{n}" AS {_local_type(n)}) AS "{n}"' for n in rows[0] if n != PLACE)
    return (
        f'SELECT a."{REGION}", {typed} FROM (VALUES {_values(places.items())}) AS a("{REGION}", "{PLACE}") '
        f'JOIN (VALUES {_values(row.values() for row in rows)}) AS r({columns}) ON r."{PLACE}" = a."{PLACE}"'
    )


def _values(rows: Iterable[Iterable[object]]) -> str:
    return ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return f"'{value}'" if isinstance(value, str) else str(value).upper()


def _local_type(name: str) -> str:
    return "BIGINT" if name == ERA or name.endswith((".low", ".high")) else "BOOLEAN"


def kind_table(kind: Kind, subjects: Sequence[Subject]) -> pa.Table:
    """A kind's rows among the subjects (numbered by position), as a snapshot stores them."""
    rows: list[tuple[int, int, Entity]] = []
    for number, subject in enumerate(subjects):
        if kind.is_subject:
            if subject.entity.kind == kind.name:
                rows.append((number, 0, subject.entity))
        else:
            rows += [(number, i, e) for i, e in enumerate(subject.of(kind.name))]
    columns: Mapping[str, list[Stored]] = {
        fact.name: [e.get(fact.name) for _, _, e in rows] for fact in kind.facts.values()
    }
    arrays = {name: pa.array(values, arrow_type(kind.facts[name].type)) for name, values in columns.items()}
    numbers = {"number": pa.array([n for n, _, _ in rows], pa.int32())}
    if not kind.is_subject:
        numbers["record"] = pa.array([r for _, r, _ in rows], pa.int32())
    return pa.table({**numbers, **arrays})
