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
from ..sql.measure import Compiled, Shared
from ..sql.render import render
from ..sql.shared import SubjectRelation, shareable
from ..sql.source import Source, fact_name, joined_query
from ..tree import nodes as n
from ..tree.measure import BoundMeasure
from ..types import INDUSTRY
from ..vocabulary import Kind, Vocabulary
from ..vocabulary.model import REGION_FACT
from .memory import kinds_read
from .missing import NOBODY, Holders, holders
from .names import held, joined, stored


@dataclass(frozen=True)
class MeasurePlan:
    """One measure, its query, and what its candidates may wait for.

    ``inputs`` are the facts and definitions it reads, by column.
    """

    bound: BoundMeasure
    query: exp.Select
    inputs: tuple[str, ...]
    holders: Holders = NOBODY

    @cached_property
    def sql(self) -> str:
        """The query as DuckDB reads it."""
        return render(self.query, "duckdb")

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

    @cached_property
    def unordered(self) -> bool:
        """Whether rows may come out of order: joins and windows do not keep it, a scan does."""
        joins = any(True for _ in self.query.find_all(exp.Join))
        return joins or any(True for _ in self.query.find_all(exp.Window))


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
        return tuple(sorted({k for m in self.measures for k in kinds_read(m.bound)}))

    @cached_property
    def subjects(self) -> dict[str, exp.Select]:
        """Per kind of subject, its facts and the definitions that measures share."""
        found = {}
        for kind in dict.fromkeys(m.subject for m in self.measures):
            inputs = {x for m in self.measures if m.subject == kind for x in m.inputs}
            facts = _facts(self.measures, kind)
            if self.every and kind in self.industries:
                facts.append(self.industries[kind])
            stands = exp.to_table(f'"{stored(kind)}"')
            found[kind] = self.relations[kind].query(stands, facts, None if self.every else inputs)
        return found

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
            inputs = dict.fromkeys([f"{subject}.{REGION_FACT}", *(x for i in items for x in i.inputs)])
            columns = self.relations[subject].shared.columns
            query = joined_query(_source(self.vocabulary), kind, inputs, columns)
            found[kind] = query.order_by(q.col("number"), q.col("record"))
        return found

    def shared(self, item: MeasurePlan) -> dict[str, str]:
        """The definitions a measure shares with others, each as a query of its own."""
        return {
            name: self._texts[item.subject, name]
            for name in self.definitions[item.subject]
            if any(x == f"def.{name}" or x.startswith(f"def.{name}.") for x in item.inputs)
        }

    @cached_property
    def _texts(self) -> dict[tuple[str, str], str]:
        found = {}
        for kind, definitions in self.definitions.items():
            for name, node in definitions.items():
                alone = SubjectRelation(self.vocabulary.kinds[kind], {name: node})
                query = alone.query(exp.to_table(f'"{stored(kind)}"'), ())
                found[kind, name] = render(query, "duckdb")
        return found


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
    relations = {kind: SubjectRelation(vocabulary.kinds[kind], definitions[kind]) for kind in subjects}
    plans = tuple(_planned(vocabulary, b, relations[b.measure.subject.name].shared) for b in bound)
    industries = {k: f for k in subjects if (f := _industry(vocabulary.kinds[k])) is not None}
    return Plan(plans, industries, vocabulary, definitions, relations)


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


def _planned(vocabulary: Vocabulary, bound: BoundMeasure, shared: Shared) -> MeasurePlan:
    local = f'"{local_name(bound)}"' if bound.local is not None else None
    compiled = Compiled(bound, _source(vocabulary, local), shared)
    query = compiled.query()
    kinds = {bound.measure.kind.name, bound.measure.subject.name}
    inputs = {x: None for x, role in compiled.program.inputs.items() if role in {"fact", "shared"}}
    facts = (x.fact for root in bound.nodes() for x in n.walk(root) if isinstance(x, n.FactRef))
    inputs |= {fact_name(f): None for f in facts if f.kind in kinds}
    return MeasurePlan(bound, query, tuple(inputs))


def _source(vocabulary: Vocabulary, local: str | None = None) -> Source:
    def relation(kind: str) -> exp.Expression:
        name = held(kind) if vocabulary.kinds[kind].is_subject else stored(kind)
        return exp.to_table(f'"{name}"')

    def records(kind: str) -> exp.Expression:
        return exp.to_table(f'"{joined(kind)}"')

    return Source(vocabulary, relation, local, records)


def _facts(plans: Iterable[MeasurePlan], kind: str) -> list[str]:
    """Facts of a subject kind that some measure reads."""
    read = (x for plan in plans if plan.subject == kind for x in plan.inputs)
    return list(dict.fromkeys(x.removeprefix(f"{kind}.") for x in read if x.startswith(f"{kind}.")))
