"""The query of a measure, compiled once in a process for all that are bound alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from ..sql.measure import Compiled, Shared
from ..sql.render import render
from ..sql.shared import SubjectRelation
from ..sql.source import Source, fact_name
from ..tree import nodes as n
from ..tree.measure import BoundMeasure
from ..vocabulary import Kind, Vocabulary
from .kept import Kept, mark
from .memory import kinds_read
from .names import stored


@dataclass(frozen=True)
class Query:
    """A measure's query; ``inputs`` are the facts and definitions it reads, by column, of ``kinds``."""

    select: exp.Select
    inputs: tuple[str, ...]
    kinds: frozenset[str]

    @cached_property
    def sql(self) -> str:
        """The query as DuckDB reads it."""
        return render(self.select, "duckdb")

    @cached_property
    def unordered(self) -> bool:
        """Whether rows may come out of order: joins and windows do not keep it, a scan does."""
        return self.select.find(exp.Join, exp.Window) is not None


_queries: Kept[Query] = Kept()
_texts: Kept[str] = Kept()
_relations: Kept[SubjectRelation] = Kept()


class Queries:
    """Compiles measures under one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = mark(vocabulary)

    def of(
        self, bound: BoundMeasure, source: Source, definitions: Mapping[str, n.Node], shared: Shared
    ) -> Query:
        """The query of a measure over relations that hold ``definitions``, as ``shared`` says."""
        read = {id(node) for node in n.walk(*bound.nodes())}
        held = {name: node for name, node in definitions.items() if id(node) in read}
        about = (self._vocabulary, source.local, bound.measure.kind.name)
        body = (bound.body, bound.alternatives, bound.reading_bit, bound.local)
        return _queries.get((about, body, held), lambda: _compiled(bound, source, shared))


def _compiled(bound: BoundMeasure, source: Source, shared: Shared) -> Query:
    measure = Compiled(bound, source, shared)
    select = measure.query()
    kinds = {bound.measure.kind.name, bound.measure.subject.name}
    inputs = {x: None for x, role in measure.program.inputs.items() if role in {"fact", "shared"}}
    facts = (x.fact for x in n.walk(*bound.nodes()) if isinstance(x, n.FactRef))
    inputs |= {fact_name(f): None for f in facts if f.kind in kinds}
    return Query(select, tuple(inputs), frozenset(kinds_read(bound)))


def relation(kind: Kind, definitions: Mapping[str, n.Node]) -> SubjectRelation:
    """The relation of a subject kind that holds some definitions."""
    return _relations.get((kind, definitions), lambda: SubjectRelation(kind, definitions))


def definition_sql(kind: Kind, name: str, node: n.Node) -> str:
    """A definition of a subject kind as a query of its own, as DuckDB reads it."""

    def made() -> str:
        query = SubjectRelation(kind, {name: node}).query(exp.to_table(f'"{stored(kind.name)}"'), ())
        return render(query, "duckdb")

    return _texts.get((kind, name, node), made)
