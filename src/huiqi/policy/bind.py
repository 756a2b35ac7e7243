"""Measures bound to settings for one as-of day: the tree without names.

Parameters become constants (by basis date where a setting changes in time) or stay *unset*
within their bounds; adopted readings become their option; recorded lists and conditions take
the place of what was 待录入. What no authority has decided stays visible as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

from ..errors import fail
from ..tree.fold import rebuild
from ..tree.measure import (
    ADOPTED_BIT,
    AMOUNT_BIT,
    FIRST_OWN_BIT,
    FIRST_SCOPE_BIT,
    VALIDITY_BIT,
    Body,
    BoundBody,
    BoundMeasure,
    Condition,
    Limit,
    LocalEra,
    LocalPlan,
    Measure,
    Mode,
)
from ..tree.names import Parameter
from ..tree.nodes import (
    AS_OF,
    BASIS,
    AsOf,
    BasisDate,
    Cases,
    Choice,
    Compare,
    Const,
    Junction,
    Local,
    Member,
    Members,
    Node,
    ParamRef,
    Pending,
    Sugar,
    Unlimited,
    Unset,
    YearOf,
)
from ..types import BOOL, DATE, NUMBER, Quantity
from .model import Package
from .settings import AdoptionSetting, Origin, ParameterSetting, Settings

YEAR = "年度"
T = TypeVar("T")


def bind(package: Package, settings: Settings, as_of: date) -> list[BoundMeasure]:
    """Every measure of a package, bound."""
    binder = Binder(package, settings, as_of)
    return [binder.measure(m) for m in package.measures.values()]


@dataclass
class Binder:
    """Binds measures of one package to settings known on ``as_of``."""

    package: Package
    settings: Settings
    as_of: date

    def __post_init__(self) -> None:
        self._shared: dict[int, tuple[Node, Node]] = {}
        self._named: dict[str, Node] = {}
        self.adopted: dict[str, str] = {}
        readings = (r for r in self.settings.readings if r.origin.published <= self.as_of)
        for setting in sorted(readings, key=lambda r: r.origin.published):
            self.adopted[setting.reading] = setting.option

    def measure(self, measure: Measure) -> BoundMeasure:
        """One measure, bound."""
        governing = measure.governing
        chosen = self.adopted.get(governing) if governing else None
        bodies = dict(measure.alternatives)
        if chosen in bodies:
            bodies = {"": bodies[chosen]}
        alternatives: tuple[tuple[str, BoundBody], ...] = ()
        reading_bit = None
        if len(bodies) > 1:
            alternatives = tuple((n, self.body(measure, b)) for n, b in bodies.items())
            body, reading_bit = self._common(measure, list(bodies.values()))
        else:
            body = self.body(measure, next(iter(bodies.values()), measure.body))
        return BoundMeasure(
            measure,
            self.as_of,
            body,
            alternatives,
            reading_bit,
            self._local_plan(measure),
            {r: self.adopted[r] for r in self._readings(measure) if r in self.adopted},
            self._uses_demo(measure),
            self.places(measure),
        )

    def places(self, measure: Measure) -> tuple[Node, Node] | None:
        """名额 of a competitive measure, bound."""
        if measure.places is None:
            return None
        least, most = measure.places
        return self.expression(measure, least), self.expression(measure, most)

    def shared_definitions(self) -> dict[str, Node]:
        """Definitions that measures already bound have in common, by name."""
        return dict(self._named)

    def expression(self, measure: Measure, node: Node) -> Node:
        """An expression of a measure (its cost, say) with settings in."""
        return self.rewriter(measure)(node)

    def rewriter(self, measure: Measure) -> Rewriter:
        """Puts settings into several expressions of a measure."""
        return Rewriter(self, measure, measure.body.mode)

    def remember(self, definition: Sugar, found: tuple[Node, Node]) -> None:
        """Lets other measures use a bound definition as it is."""
        self._shared[id(definition)] = (definition, found[1])
        self._shared[id(definition.core)] = (definition.core, found[1])
        self._named[definition.label] = found[1]

    def recall(self, node: Node) -> tuple[Node, Node] | None:
        """A node some measure has already bound, where it is the same for all."""
        return self._shared.get(id(node))

    def _readings(self, measure: Measure) -> Iterable[str]:
        return {
            *measure.readings.values(),
            *self.package.general_readings.values(),
            *self._scope_readings(measure),
        }

    def _scope_readings(self, measure: Measure) -> Iterable[str]:
        scope = self.package.scopes.get(measure.scope_name)
        return scope.readings.values() if scope else ()

    def _uses_demo(self, measure: Measure) -> bool:
        s = self.settings
        own = [p.origin for p in s.parameters if p.measure == measure.id]
        own += [x.origin for x in s.lists if x.measure == measure.id]
        own += [a.origin for a in s.adoptions if a.measure == measure.id]
        own += [c.origin for c in s.conditions if c.owner in {measure.id, measure.scope_name}]
        used = set(self._readings(measure))
        own += [r.origin for r in s.readings if r.reading in used]
        return any(o.demo for o in own)

    # bodies ------------------------------------------------------------------
    def body(self, measure: Measure, body: Body) -> BoundBody:
        """One body of a measure, bound."""
        rewrite = Rewriter(self, measure, body.mode)
        own = _numbered(body.conditions, FIRST_OWN_BIT, AMOUNT_BIT, measure)
        scope = _numbered(body.scope, FIRST_SCOPE_BIT, FIRST_OWN_BIT, measure)
        conditions = (*self._given(measure, body.mode), *scope, *own)
        limits = (Limit(x.name, x.per, rewrite(x.ceiling)) for x in body.limits)
        return BoundBody(
            body.mode,
            tuple(Condition(c.name, rewrite(c.node), c.place, c.bit) for c in conditions),
            rewrite(body.basis) if body.basis is not None else None,
            rewrite(body.amount) if body.amount is not None else None,
            tuple(x for x in limits if not isinstance(x.ceiling, Unlimited)),
            rewrite(self._year(measure)),
        )

    def _common(self, measure: Measure, bodies: list[Body]) -> tuple[BoundBody, int]:
        first = bodies[0]
        scope = tuple(c for c in first.scope if all(c in b.scope for b in bodies))
        own = tuple(c for c in first.conditions if all(c in b.conditions for b in bodies))
        mode = first.mode if all(b.mode == first.mode for b in bodies) else Mode.GENERAL
        basis = first.basis
        if any(b.basis is not basis for b in bodies):
            dates = ((n, b.basis) for n, b in measure.alternatives.items() if b.basis is not None)
            basis = Choice(DATE, measure.governing or "", tuple(dates))
        common = Body(scope, own, basis, mode, None, ())
        return self.body(measure, common), FIRST_OWN_BIT + len(own)

    def _given(self, measure: Measure, mode: Mode) -> Iterable[Condition]:
        if mode == Mode.LOCAL:
            yield Condition("启用", Local(BOOL, ""), bit=ADOPTED_BIT)
        if self.package.validity is not None:
            start, end = self.package.validity
            node: Node = Compare(BOOL, "≥", AS_OF, start)
            if measure.about_subject:
                node = Junction(BOOL, True, (node, Compare(BOOL, "≤", AS_OF, end)))
            yield Condition("执行期", node, bit=VALIDITY_BIT)

    def _year(self, measure: Measure) -> Node:
        definitions = measure.names.definitions
        if YEAR in definitions:
            return definitions.get(YEAR, measure.place)
        return YearOf(NUMBER, BASIS)

    # settings ----------------------------------------------------------------
    def in_force(self, items: Iterable[tuple[Origin, T]]) -> list[tuple[date, T]]:
        """Published by the as-of day, newest effective day first."""
        known = [
            (o.effective, o.published, i, x) for i, (o, x) in enumerate(items) if o.published <= self.as_of
        ]
        known.sort(key=lambda k: k[:3], reverse=True)
        return [(effective, value) for effective, _, _, value in known]

    def _local_plan(self, measure: Measure) -> LocalPlan | None:
        if all(b.mode != Mode.LOCAL for b in (measure.body, *measure.alternatives.values())):
            return None
        adoptions = [
            a for a in self.settings.adoptions if a.measure == measure.id and a.origin.published <= self.as_of
        ]
        values = [
            p
            for p in self.settings.parameters
            if p.measure == measure.id and p.origin.published <= self.as_of
        ]
        days = {a.origin.effective for a in adoptions} | {p.origin.effective for p in values}
        days |= {a.until + timedelta(days=1) for a in adoptions if a.until.year < 9999}
        known = [d for d in days if d.year > 1900 and not (measure.about_subject and d > self.as_of)]
        breaks = tuple(sorted(known))
        samples = (date(1900, 1, 1), *breaks)
        regions = {"", *(a.region for a in adoptions), *(p.region for p in values)}
        eras = {
            region: tuple(_era(measure, region, day, adoptions, values) for day in samples)
            for region in sorted(regions)
        }
        return LocalPlan(breaks, eras)


def _numbered(conditions: tuple[Condition, ...], first: int, end: int, measure: Measure) -> list[Condition]:
    if first + len(conditions) > end:
        message = f"{measure.id} 有{len(conditions)}个条件，最多{end - first}个"
        raise fail("P0209", message, "把几个条件合成一个定义", measure.place)
    return [Condition(c.name, c.node, c.place, first + i) for i, c in enumerate(conditions)]


def _era(
    measure: Measure, region: str, day: date, adoptions: list[AdoptionSetting], values: list[ParameterSetting]
) -> LocalEra:
    held = [a for a in adoptions if region.startswith(a.region) and a.origin.effective <= day <= a.until]
    held.sort(key=lambda a: (len(a.region), a.origin.effective, a.origin.published))
    found: dict[str, tuple[Fraction | None, Fraction | None]] = {}
    for parameter in measure.parameters.values():
        own = [
            v
            for v in values
            if v.name == parameter.name and region.startswith(v.region) and v.origin.effective <= day
        ]
        own.sort(key=lambda v: (len(v.region), v.origin.effective, v.origin.published))
        found[parameter.name] = _interval(parameter, own)
    return LocalEra(bool(held) and held[-1].adopted, found)


def _interval(
    parameter: Parameter, values: list[ParameterSetting]
) -> tuple[Fraction | None, Fraction | None]:
    value = values[-1].value if values else parameter.stated
    if isinstance(value, Fraction):
        return value, value
    if parameter.optional:
        return UNLIMITED, None
    low, high = parameter.low, parameter.high
    return low if isinstance(low, Fraction) else None, high if isinstance(high, Fraction) else None


UNLIMITED = Fraction(2**62)


class Rewriter:
    """Puts settings into the expressions of one measure; shorthand falls away."""

    def __init__(self, binder: Binder, measure: Measure, mode: Mode) -> None:
        self.binder, self.measure, self.mode = binder, measure, mode
        self.memo: dict[int, tuple[Node, Node]] = {}

    def __call__(self, node: Node) -> Node:
        found = self.memo.get(id(node)) or self.binder.recall(node)
        if found is None:
            found = (node, self._rewrite(node))
            self.memo[id(node)] = found
            if isinstance(node, Sugar) and node.form == "definition" and not _personal(node):
                self.binder.remember(node, found)
        return found[1]

    def _rewrite(self, node: Node) -> Node:
        match node:
            case Sugar():
                return self(node.core)
            case AsOf():
                return Const(DATE, self.binder.as_of)
            case BasisDate() if self.measure.about_subject:
                return Const(DATE, self.binder.as_of)
            case ParamRef():
                return self._parameter(self.measure.parameters[node.name])
            case Pending():
                return self._pending(node)
            case Member() if node.list.name:
                return self._member(node)
            case Choice():
                return self._choice(node)
            case _:
                return rebuild(node, self)

    def _parameter(self, parameter: Parameter) -> Node:
        if self.mode == Mode.LOCAL and isinstance(parameter.type, Quantity):
            return Local(parameter.type, parameter.name)
        low, high = parameter.low, parameter.high
        if parameter.stated is not None:
            default: Node = Const(parameter.type, parameter.stated)  # type: ignore[arg-type]
        elif parameter.optional:
            default = Unlimited(parameter.type)
        else:
            default = Unset(parameter.type, low, high)  # type: ignore[arg-type]
        found = self.binder.in_force(
            (s.origin, Const(parameter.type, s.value))
            for s in self.binder.settings.parameters
            if (s.measure, s.name, s.region) == (self.measure.id, parameter.name, "")
        )
        return self._dated(found, default, lambda c: c)

    def _dated(self, found: list[tuple[date, T]], default: Node, make: Callable[[T], Node]) -> Node:
        rows = tuple((self(Compare(BOOL, "≥", BASIS, Const(DATE, day))), make(value)) for day, value in found)
        cases = Cases(default.type, rows, default)
        return rebuild(cases, lambda n: n)

    def _pending(self, node: Pending) -> Node:
        owner, _, name = node.name.rpartition(".")
        found = self.binder.in_force(
            (c.origin, c.node) for c in self.binder.settings.conditions if (c.owner, c.name) == (owner, name)
        )
        return self._dated(found, Unset(BOOL, place=node.place), self)

    def _member(self, node: Member) -> Node:
        item = self(node.item)
        found = self.binder.in_force(
            (x.origin, x.members)
            for x in self.binder.settings.lists
            if (x.measure, x.name) == (self.measure.id, node.list.name)
        )

        def member(members: Members) -> Node:
            return Member(BOOL, item, members, node.negated, place=node.place)

        return self._dated(found, member(node.list), member)

    def _choice(self, node: Choice) -> Node:
        adopted = self.binder.adopted.get(node.reading)
        for name, option in node.options:
            if name == adopted:
                return self(option)
        return rebuild(node, self)


def _personal(node: Node) -> bool:
    """Whether an expression depends on the measure it stands in, beyond facts and readings."""
    from ..tree.nodes import walk

    kinds = (BasisDate, ParamRef, Pending, Local)
    return any(isinstance(n, kinds) or (isinstance(n, Member) and n.list.name) for n in walk(node))
