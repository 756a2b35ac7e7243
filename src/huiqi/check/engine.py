"""Every worked example of a package on DuckDB, in one database.

Subjects are numbered by position in the order of the queries, so that the cases of one query
(same measure, same settings, same day) are a stretch of numbers. Definitions that no setting
touches (a size class, say) are bound once for all cases and computed once for all subjects, as
a determination does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import duckdb
from sqlglot import exp

from ..determine.memory import kind_table, kinds_read, local_query
from ..determine.names import held, stored
from ..errors import Place
from ..evaluate import Subject
from ..policy.bind import Binder
from ..policy.model import Package
from ..policy.settings import Settings
from ..sql import OUTPUTS, Source
from ..sql.measure import Shared, measure_query
from ..sql.render import STATUS_TYPE, render
from ..sql.shared import SubjectRelation, shareable
from ..tree import nodes as n
from ..tree.measure import BoundMeasure
from ..vocabulary import Kind
from ..vocabulary.model import REGION_FACT

Batch = tuple[BoundMeasure, Sequence[Subject]]
Candidate = dict[str, Any]
THREADS = 2


class FixedDefinitions:
    """A package's definitions that mean the same under all settings, bound once."""

    def __init__(self, package: Package) -> None:
        self.bound: dict[str, tuple[n.Sugar, n.Node]] = {}
        measure = next(iter(package.measures.values()), None)
        binder = Binder(package, Settings(), date.max)
        for name in package.definitions.names() if measure is not None else ():
            body = package.definitions.get(name, Place(""))
            if _fixed(body) and measure is not None:
                said = n.Sugar(body.type, "definition", name, (), body)
                self.bound[name] = said, binder.expression(measure, said)

    def teach(self, binder: Binder) -> Binder:
        """Lets a binder use them as they are; returns it."""
        for said, bound in self.bound.values():
            binder.remember(said, (said, bound))
        return binder

    def of(self, kind: Kind) -> dict[str, n.Node]:
        """Those that rest on facts of a subject kind alone and are worth a column."""
        return {name: b for name, (_, b) in self.bound.items() if shareable(b) and _rests_on(b, kind)}


def _fixed(node: n.Node) -> bool:
    moving = (n.Choice, n.AsOf, n.BasisDate, n.ParamRef, n.Pending, n.Local, n.Aggregate)
    return not any(isinstance(x, moving) or (isinstance(x, n.Member) and x.list.name) for x in n.walk(node))


def _rests_on(node: n.Node, kind: Kind) -> bool:
    facts = [x.fact for x in n.walk(node) if isinstance(x, n.FactRef)]
    return bool(facts) and all(f.kind == kind.name for f in facts)


def answer_batches(
    package: Package, definitions: FixedDefinitions, batches: Sequence[Batch]
) -> list[list[list[Candidate]]]:
    """Per batch and subject, the candidates in record order."""
    subjects = [s for _, group in batches for s in group]
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        connection.execute(STATUS_TYPE)
        shared = _prepare(connection, package, definitions, [b for b, _ in batches], subjects)
        runs, start = [], 0
        for bound, group in batches:
            runs.append(_Run(connection, package, shared, bound, start, group))
            start += len(group)
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(_Run.candidates, runs))


def _prepare(
    connection: duckdb.DuckDBPyConnection,
    package: Package,
    definitions: FixedDefinitions,
    measures: Sequence[BoundMeasure],
    subjects: Sequence[Subject],
) -> dict[str, Shared]:
    """The relations of every kind read; what each subject kind's relation holds."""
    kinds = package.vocabulary.kinds
    shared = {}
    for name in sorted({k for b in measures for k in kinds_read(b)}):
        kind = kinds[name]
        connection.register("incoming", kind_table(kind, subjects))
        connection.execute(f'CREATE TABLE "{stored(name)}" AS SELECT * FROM incoming')
        if kind.is_subject:
            fixed = definitions.of(kind)
            relation = SubjectRelation(kind, fixed)
            query = relation.query(exp.to_table(f'"{stored(name)}"'), kind.facts)
            connection.execute(f'CREATE TABLE "{held(name)}" AS {render(query, "duckdb")}')
            shared[name] = relation.shared(fixed)
    return shared


class _Run:
    """One query: a bound measure over the subjects numbered from ``start``."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        package: Package,
        shared: Mapping[str, Shared],
        bound: BoundMeasure,
        start: int,
        subjects: Sequence[Subject],
    ) -> None:
        self.connection, self.package, self.bound = connection, package, bound
        self.shared = shared[bound.measure.subject.name]
        self.start, self.subjects = start, subjects

    def _relation(self, kind: str) -> exp.Expression:
        name = held(kind) if self.package.vocabulary.kinds[kind].is_subject else stored(kind)
        last = self.start + len(self.subjects) - 1
        within = exp.column("number").between(self.start, last)
        return exp.select("*").from_(exp.to_table(f'"{name}"')).where(within).subquery()

    def candidates(self) -> list[list[Candidate]]:
        """Per subject, its candidates."""
        with self.connection.cursor() as cursor:
            local = None
            if self.bound.local is not None:
                local = f"local_{self.start}"
                regions = {s.entity.get(REGION_FACT) for s in self.subjects} - {None}
                joined = local_query(self.bound, map(str, regions))
                cursor.execute(f'CREATE OR REPLACE TEMP VIEW "{local}" AS {joined}')
            query = measure_query(
                self.bound, Source(self.package.vocabulary, self._relation, local), self.shared
            )
            sql = f"SELECT {', '.join(OUTPUTS)} FROM ({render(query, 'duckdb')}) ORDER BY number, record"
            rows = cursor.execute(sql).fetchall()
        found: list[list[Candidate]] = [[] for _ in self.subjects]
        for row in rows:
            candidate = dict(zip(OUTPUTS, row, strict=True))
            found[candidate["number"] - self.start].append(candidate)
        return found
