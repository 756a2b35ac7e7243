"""What a run will do: measures bound, compiled to SQL, and the relations they read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlglot import exp

from ..policy.bind import Binder
from ..policy.model import Package
from ..policy.settings import Settings
from ..sql import expr as q
from ..sql.shared import SubjectRelation, shareable
from ..sql.source import Source, joined_query
from ..tree import nodes as n
from ..tree.measure import BoundMeasure
from ..types import INDUSTRY
from ..vocabulary import Kind, Vocabulary
from ..vocabulary.model import REGION_FACT
from .missing import NOBODY, Holders, holders
from .names import held, joined, stored
from .queries import Queries, Query, definition_sql, relation


@dataclass(frozen=True)
class MeasurePlan:
    """One measure, its query, and what its candidates may wait for."""

    bound: BoundMeasure
    query: Query
    holders: Holders = NOBODY

    @property
    def id(self) -> str:
        """The measure's identifier."""
        return self.bound.id

    @property
    def kind(self) -> str:
        """The kind of its candidates."""
        return self.bound.measure.kind.name

    @property
    def subject(self) -> str:
        """The kind of subject it is about, or whose records it is about."""
        return self.bound.measure.subject.name

    @property
    def local(self) -> str | None:
        """The name of its joined local rows; None: no local option."""
        return local_name(self.bound) if self.bound.local is not None else None


@dataclass(frozen=True)
class Plan:
    """All of a run: measures, and the relations of subjects and of records they read.

    ``industries`` names, for each subject kind that has one, the fact that is its industry;
    ``definitions`` are those its measures may share, by subject kind and name, and ``relations``
    the same compiled. ``every``: subjects carry their industry and all definitions.
    """

    measures: tuple[MeasurePlan, ...]
    industries: Mapping[str, str]
    vocabulary: Vocabulary
    definitions: Mapping[str, Mapping[str, n.Node]]
    relations: Mapping[str, SubjectRelation]
    every: bool = True

    def of(self, measures: Collection[str]) -> Plan:
        """The plan for some of the measures: no relation holds more than they read."""
        kept = tuple(m for m in self.measures if m.id in measures)
        return self if kept == self.measures else replace(self, measures=kept, every=False)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds to open."""
        return tuple(sorted({k for m in self.measures for k in m.query.kinds}))

    @cached_property
    def subjects(self) -> dict[str, exp.Select]:
        """Per kind of subject, its facts and the definitions that measures share."""
        return {kind: self._subject(kind, self.defined(kind)) for kind in self.about}

    @property
    def about(self) -> tuple[str, ...]:
        """The kinds of subject."""
        return tuple(dict.fromkeys(m.subject for m in self.measures))

    def defined(self, kind: str) -> tuple[str, ...]:
        """The columns of definitions in the relation of a kind of subject."""
        read = {x for m in self.measures if m.subject == kind for x in m.query.inputs}
        return tuple(c for c in self.relations[kind].columns if self.every or c in read)

    def facts(self, kind: str) -> exp.Select:
        """The relation of a kind of subject without definitions."""
        return self._subject(kind, ())

    def _subject(self, kind: str, defined: Collection[str]) -> exp.Select:
        facts = _facts(self.measures, kind)
        if self.every and kind in self.industries:
            facts.append(self.industries[kind])
        return self.relations[kind].query(exp.to_table(f'"{stored(kind)}"'), facts, defined)

    @cached_property
    def records(self) -> dict[str, exp.Select]:
        """Per kind of record, all its measures read, joined to subjects in total order."""
        by_kind: dict[str, list[MeasurePlan]] = {}
        for item in self.measures:
            if not item.bound.measure.about_subject:
                by_kind.setdefault(item.kind, []).append(item)
        found = {}
        for kind, items in by_kind.items():
            subject = items[0].subject
            inputs = dict.fromkeys([f"{subject}.{REGION_FACT}", *(x for i in items for x in i.query.inputs)])
            columns = self.relations[subject].columns
            query = joined_query(_source(self.vocabulary), kind, inputs, columns)
            found[kind] = query.order_by(q.col("number"), q.col("record"))
        return found

    def shared(self, item: MeasurePlan) -> dict[str, str]:
        """The definitions a measure shares with others, each as a query of its own."""
        return {
            name: self._texts[item.subject, name]
            for name in self.definitions[item.subject]
            if any(x == f"def.{name}" or x.startswith(f"def.{name}.") for x in item.query.inputs)
        }

    @cached_property
    def _texts(self) -> dict[tuple[str, str], str]:
        return {
            (kind, name): definition_sql(self.vocabulary.kinds[kind], name, node)
            for kind, definitions in self.definitions.items()
            for name, node in definitions.items()
        }


def local_name(bound: BoundMeasure) -> str:
    """The relation of a measure's local settings."""
    return f"local_{bound.id}"


def make_plan(package: Package, settings: Settings, as_of: date) -> Plan:
    """Bind and compile every measure of a package.

    Raises:
        HuiqiError: T0215, T0216 where an expression cannot be computed exactly.
    """
    binder = Binder(package, settings, as_of)
    bound = [binder.measure(m) for m in package.measures.values()]
    plan = plan_measures(package.vocabulary, bound, binder.shared_definitions())
    measures = tuple(replace(m, holders=holders(binder, m.bound)) for m in plan.measures)
    return replace(plan, measures=measures)


def plan_measures(vocabulary: Vocabulary, bound: Sequence[BoundMeasure], named: Mapping[str, n.Node]) -> Plan:
    """Compile bound measures; relations hold the ``named`` definitions once."""
    subjects = dict.fromkeys(b.measure.subject.name for b in bound)
    definitions = {kind: _definitions(named, kind) for kind in subjects}
    relations = {kind: relation(vocabulary.kinds[kind], definitions[kind]) for kind in subjects}
    shared = {kind: relations[kind].shared(definitions[kind]) for kind in subjects}
    queries = Queries(vocabulary)

    def planned(measure: BoundMeasure) -> MeasurePlan:
        kind = measure.measure.subject.name
        local = f'"{local_name(measure)}"' if measure.local is not None else None
        source = _source(vocabulary, local)
        return MeasurePlan(measure, queries.of(measure, source, definitions[kind], shared[kind]))

    industries = {k: f for k in subjects if (f := _industry(vocabulary.kinds[k])) is not None}
    return Plan(tuple(map(planned, bound)), industries, vocabulary, definitions, relations)


def _industry(kind: Kind) -> str | None:
    return next((f.name for f in kind.facts.values() if f.type == INDUSTRY), None)


def _definitions(named: Mapping[str, n.Node], kind: str) -> dict[str, n.Node]:
    """Bound definitions that rest on facts of ``kind`` alone."""
    found = {}
    for name, node in named.items():
        facts = [x.fact for x in n.walk(node) if isinstance(x, n.FactRef)]
        across = any(isinstance(x, n.Aggregate) for x in n.walk(node))
        if shareable(node) and not across and facts and all(f.kind == kind for f in facts):
            found[name] = node
    return found


def _source(vocabulary: Vocabulary, local: str | None = None) -> Source:
    def relation(kind: str) -> exp.Expression:
        name = held(kind) if vocabulary.kinds[kind].is_subject else stored(kind)
        return exp.to_table(f'"{name}"')

    def records(kind: str) -> exp.Expression:
        return exp.to_table(f'"{joined(kind)}"')

    return Source(vocabulary, relation, local, records)


def _facts(plans: Iterable[MeasurePlan], kind: str) -> list[str]:
    """Facts of a subject kind that some measure reads."""
    read = (x for plan in plans if plan.subject == kind for x in plan.query.inputs)
    return list(dict.fromkeys(x.removeprefix(f"{kind}.") for x in read if x.startswith(f"{kind}.")))
