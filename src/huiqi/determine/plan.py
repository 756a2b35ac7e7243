"""What a run will do: measures bound, compiled to SQL, and the relations they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp

from ..policy.bind import Binder
from ..policy.model import Package
from ..policy.settings import Settings
from ..sql import expr as q
from ..sql.measure import Compiled, Shared
from ..sql.shared import SubjectRelation, shareable
from ..sql.source import Source, fact_name, joined_query
from ..tree import nodes as n
from ..tree.measure import BoundMeasure
from ..types import INDUSTRY
from ..vocabulary import Kind, Vocabulary
from ..vocabulary.model import REGION_FACT
from .missing import NOBODY, Holders, holders
from .names import held, joined, stored


@dataclass(frozen=True)
class MeasurePlan:
    """One measure, its query, and what its candidates may wait for."""

    bound: BoundMeasure
    query: exp.Select
    holders: Holders = NOBODY

    @property
    def local(self) -> str | None:
        """The name of its joined local rows; None: no local option."""
        return local_name(self.bound) if self.bound.local is not None else None

    @property
    def unordered(self) -> bool:
        """Whether rows may come out of order: joins and windows do not keep it, a scan does."""
        joins = any(True for _ in self.query.find_all(exp.Join))
        return joins or any(True for _ in self.query.find_all(exp.Window))


@dataclass(frozen=True)
class Plan:
    """All of a run: kinds to open, relations of subjects and of records to make, then the measures.

    ``records`` joins the records of each kind to their subjects, in total order. ``industries``
    names, for each subject kind that has one, the fact that is its industry; ``definitions`` those
    its relation holds.
    """

    measures: tuple[MeasurePlan, ...]
    kinds: tuple[str, ...]
    subjects: Mapping[str, exp.Select]
    records: Mapping[str, exp.Select]
    industries: Mapping[str, str]
    definitions: Mapping[str, Mapping[str, n.Node]]


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
    compiled = [_compiled(vocabulary, b, relations[b.measure.subject.name].shared) for b in bound]
    plans = tuple(MeasurePlan(c.bound, c.query()) for c in compiled)
    industries = {k: f for k in subjects if (f := _industry(vocabulary.kinds[k])) is not None}
    queries = {
        kind: relations[kind].query(
            exp.to_table(f'"{stored(kind)}"'), [*_facts(plans, kind), *_present(industries, kind)]
        )
        for kind in subjects
    }
    counted = {x.kind for b in bound for x in _nodes(b) if isinstance(x, n.Aggregate)}
    records = _records(compiled)
    kinds = tuple(sorted({*subjects, *records, *counted}))
    return Plan(plans, kinds, queries, records, industries, definitions)


def _records(compiled: Iterable[Compiled]) -> dict[str, exp.Select]:
    """Per kind of record, all that its measures read, joined once and in order."""
    found: dict[str, exp.Select] = {}
    by_kind: dict[str, list[Compiled]] = {}
    for item in compiled:
        if not item.bound.measure.about_subject:
            by_kind.setdefault(item.bound.measure.kind.name, []).append(item)
    for kind, items in by_kind.items():
        subject = items[0].bound.measure.subject.name
        inputs = {f"{subject}.{REGION_FACT}": None}
        for item in items:
            inputs |= {name: None for name, role in item.program.inputs.items() if role in {"fact", "shared"}}
            read = (x.fact for x in _nodes(item.bound) if isinstance(x, n.FactRef))
            inputs |= {fact_name(f): None for f in read if f.kind in {kind, subject}}
        query = joined_query(items[0].source, kind, inputs, items[0].shared.columns)
        found[kind] = query.order_by(q.col("number"), q.col("record"))
    return found


def _industry(kind: Kind) -> str | None:
    return next((f.name for f in kind.facts.values() if f.type == INDUSTRY), None)


def _present(found: Mapping[str, str], kind: str) -> list[str]:
    return [found[kind]] if kind in found else []


def _definitions(named: Mapping[str, n.Node], kind: str) -> dict[str, n.Node]:
    """Bound definitions that rest on facts of ``kind`` alone."""
    found = {}
    for name, node in named.items():
        facts = [x.fact for x in n.walk(node) if isinstance(x, n.FactRef)]
        across = any(isinstance(x, n.Aggregate) for x in n.walk(node))
        if shareable(node) and not across and facts and all(f.kind == kind for f in facts):
            found[name] = node
    return found


def _compiled(vocabulary: Vocabulary, bound: BoundMeasure, shared: Shared) -> Compiled:
    local = f'"{local_name(bound)}"' if bound.local is not None else None
    kinds = vocabulary.kinds

    def relation(kind: str) -> exp.Expression:
        name = held(kind) if kinds[kind].is_subject else stored(kind)
        return exp.to_table(f'"{name}"')

    def records(kind: str) -> exp.Expression:
        return exp.to_table(f'"{joined(kind)}"')

    return Compiled(bound, Source(vocabulary, relation, local, records), shared)


def _facts(plans: Iterable[MeasurePlan], kind: str) -> list[str]:
    """Facts of a subject kind that some measure reads."""
    found: dict[str, None] = {}
    for plan in plans:
        if plan.bound.measure.subject.name != kind:
            continue
        for node in _nodes(plan.bound):
            if isinstance(node, n.FactRef) and node.fact.kind == kind:
                found[node.fact.name] = None
    return list(found)


def _nodes(bound: BoundMeasure) -> Iterator[n.Node]:
    for root in bound.nodes():
        yield from n.walk(root)
