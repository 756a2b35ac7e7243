"""What a run will do: measures bound, compiled to SQL, and the relations they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from ..policy.bind import Binder
from ..policy.model import Package
from ..policy.settings import Settings
from ..sql.measure import Compiled, Shared
from ..sql.shared import SubjectRelation, shareable
from ..sql.source import Source
from ..tree import nodes as n
from ..tree.measure import BoundMeasure
from ..types import INDUSTRY
from ..vocabulary import Kind


@dataclass(frozen=True)
class MeasurePlan:
    """One measure's query, and the name of its joined local rows (None: no local option)."""

    bound: BoundMeasure
    query: exp.Select
    local: str | None

    @property
    def joined(self) -> bool:
        """Whether rows may come out of order: joins and windows do not keep it, a scan does."""
        joins = any(True for _ in self.query.find_all(exp.Join))
        return joins or any(True for _ in self.query.find_all(exp.Window))


@dataclass(frozen=True)
class Plan:
    """All of a run: subject relations to make first, record kinds to open, then the measures.

    ``industries`` names, for each subject kind that has one, the fact that is its industry.
    """

    measures: tuple[MeasurePlan, ...]
    subjects: Mapping[str, exp.Select]
    records: tuple[str, ...]
    industries: Mapping[str, str]


def stored(kind: str) -> str:
    """The relation of a kind as the snapshot stores it."""
    return f"k_{kind}"


def held(kind: str) -> str:
    """The relation of a subject kind with shared definitions."""
    return f"b_{kind}"


def make_plan(package: Package, settings: Settings, as_of: date) -> Plan:
    """Bind and compile every measure of a package.

    Raises:
        HuiqiError: T0215, T0216 where an expression cannot be computed exactly.
    """
    binder = Binder(package, settings, as_of)
    bound = [binder.measure(m) for m in package.measures.values()]
    vocabulary = package.vocabulary
    subjects = dict.fromkeys(b.measure.subject.name for b in bound)
    relations = {
        kind: SubjectRelation(vocabulary.kinds[kind], _definitions(package, binder, vocabulary.kinds[kind]))
        for kind in subjects
    }
    plans = tuple(_measure(package, b, relations[b.measure.subject.name].shared) for b in bound)
    industries = {k: f for k in subjects if (f := _industry(vocabulary.kinds[k])) is not None}
    queries = {
        kind: relations[kind].query(
            exp.to_table(f'"{stored(kind)}"'), [*_facts(plans, kind), *_present(industries, kind)]
        )
        for kind in subjects
    }
    records = {b.measure.kind.name for b in bound if not b.measure.about_subject}
    records |= {x.kind for b in bound for x in _nodes(b) if isinstance(x, n.Aggregate)}
    return Plan(plans, queries, tuple(sorted(records)), industries)


def _industry(kind: Kind) -> str | None:
    return next((f.name for f in kind.facts.values() if f.type == INDUSTRY), None)


def _present(found: Mapping[str, str], kind: str) -> list[str]:
    return [found[kind]] if kind in found else []


def _definitions(package: Package, binder: Binder, kind: Kind) -> dict[str, n.Node]:
    """Bound definitions that rest on facts of ``kind`` alone."""
    found = {}
    for name, node in binder.shared_definitions().items():
        facts = [x.fact for x in n.walk(node) if isinstance(x, n.FactRef)]
        across = any(isinstance(x, n.Aggregate) for x in n.walk(node))
        if shareable(node) and not across and facts and all(f.kind == kind.name for f in facts):
            found[name] = node
    return found


def _measure(package: Package, bound: BoundMeasure, shared: Shared) -> MeasurePlan:
    local = f"local_{bound.id}" if bound.local is not None else None
    kinds = package.vocabulary.kinds

    def relation(kind: str) -> exp.Expression:
        name = held(kind) if kinds[kind].is_subject else stored(kind)
        return exp.to_table(f'"{name}"')

    source = Source(package.vocabulary, relation, f'"{local}"' if local else None)
    return MeasurePlan(bound, Compiled(bound, source, shared).query(), local)


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
