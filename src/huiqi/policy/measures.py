"""A ``measure`` section to a typed :class:`~huiqi.tree.measure.Measure`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TypeVar

from ..errors import Problem, fail, suggestion
from ..language import syntax as s
from ..tree.build import Builder
from ..tree.measure import GOVERNING, Body, Condition, Measure, Mode, Order, Preference
from ..tree.names import Definitions, Names
from ..tree.nodes import Aggregate, BasisDate, FactRef, Node, walk
from ..types import DATE, MONEY
from . import parts
from .context import Context
from .sections import Section
from .tables import build_table

Kept = TypeVar("Kept", bound=s.Syntax)
NOTHING = frozenset({"无", "待定"})
QUALIFYING, ORDER, PREFERENCE = "资格", "次序", "优先"
PLACES, LEAST, MOST = "名额", "至少", "至多"


class MeasureLoader:
    """Types one measure; problems are collected in ``problems``."""

    def __init__(self, section: Section, context: Context, problems: list[Problem]) -> None:
        self.section, self.context, self.problems = section, context, problems
        self.fence = section.fence
        self.names = self._names()
        self.builder = Builder(self.names)

    def _names(self) -> Names:
        context, fence = self.context, self.fence
        kinds = context.vocabulary.kinds
        kind = fence.text("对象")
        if kind not in kinds:
            hint = suggestion(kind, kinds)
            raise fail("T0202", f"没有“{kind}”这一类对象", hint, fence.place)
        self.kind = kinds[kind]
        self.subject = context.vocabulary.subject_of(kind)
        self.readings = parts.words(fence.get("解释"))
        plain = Names(context.vocabulary, kind, Definitions())
        declared = self._items("参数", s.ParameterDecl)
        made = (
            parts.collect(self.problems, lambda d=d: parts.parameter(d, Builder(plain), context.vocabulary))  # type: ignore[misc]
            for d in declared
        )
        self.parameters = {p.name: p for p in made if p is not None}
        self.lists = {d.name: parts.listing(d) for d in self._items("列表", s.ListDecl)}
        definitions = Definitions(parents=(context.definitions,))
        names = Names(
            context.vocabulary,
            kind,
            definitions,
            self.parameters,
            self.lists,
            context.periods,
            context.alternatives(self.readings, fence.place, self.problems),
        )
        tables = context.tables(self.section)
        names = replace(names, tables=lambda n, p, t: build_table(context.table(tables, n, p), names, t))
        for item in self._items("定义", s.NamedExpr):
            definitions.builders[item.name] = lambda i=item: context.define(i, names)  # type: ignore[misc]
        return names

    def _items(self, key: str, type_: type[Kept]) -> list[Kept]:
        entry = self.fence.get(key)
        return [i for i in entry.items if isinstance(i, type_)] if entry else []

    def load(self) -> Measure:
        """The whole measure."""
        fence = self.fence
        self._touch_definitions()
        sound = len(self.problems)
        body = self._body(fence.entries, None)
        entry = fence.get("读法")
        alternatives, meanings = {}, {}
        for item in entry.items if entry else ():
            assert isinstance(item, s.Alternative)
            alternatives[item.name] = self._body(item.entries, body)
            meanings[item.name] = next((e.text for e in item.entries if e.key == "文意"), "")
        if alternatives:
            self._check_governing(alternatives)
        if len(self.problems) == sound:
            self._check_dated(list(alternatives.values()) or [body])
        cost = fence.get("支持费用")
        return Measure(
            id=self.section.id,
            title=self.section.title,
            rows=tuple(r.strip() for r in fence.text("条款").replace("，", ",").split(",")),
            quotations=self.section.quotations,
            kind=self.kind,
            subject=self.subject,
            body=body,
            alternatives=alternatives,
            meanings=meanings,
            cost=self._money(cost, "支持费用") if cost else None,
            parameters=self.parameters,
            lists=self.lists,
            readings=self.readings,
            glosses=parts.glosses(fence.get("释义")),
            omissions=parts.words(fence.get("略")),
            texts={e.key: e.text for e in fence.entries if e.text},
            scope_name=fence.text("范围"),
            names=self.names,
            place=self.section.place,
            preference=self._preference(body) if body.mode == Mode.PREFERENCE else None,
            places=self._places(body) if fence.get(PLACES) else None,
        )

    def _touch_definitions(self) -> None:
        """Types every definition of the measure, so that one nobody uses is checked too."""
        definitions = self.names.definitions
        for name in definitions.builders:
            parts.collect(self.problems, partial(definitions.get, name, self.fence.place))

    def _preference(self, body: Body) -> Preference | None:
        """资格 and 次序 of a preference (P0211 where they do not say who goes before whom)."""
        reading = self.readings.get(PREFERENCE, "")
        known = self.context.readings.get(reading)
        orders = parts.words(self.fence.get(ORDER))
        qualifying = tuple(q.strip() for q in self.fence.text(QUALIFYING).split("、") if q.strip())
        names = {c.name for c in (*body.scope, *body.conditions)}
        if known is None or sorted(orders) != sorted(known.options) or not set(orders.values()) <= set(Order):
            message = f"{self.section.id} 是优先，没有按解释“{PREFERENCE}”的每个选项写明次序"
            hint = f"在“解释”中写 {PREFERENCE}: 解释编号，在“{ORDER}”中写 选项: {' 或 '.join(Order)}"
        elif not qualifying or not set(qualifying) <= names:
            message = f"{self.section.id} 的资格不是本措施的条件"
            hint = f"写作 {QUALIFYING}: 条件、条件，可用：{'、'.join(sorted(names))}"
        else:
            return Preference(reading, qualifying, {option: Order(o) for option, o in orders.items()})
        self.problems.append(Problem("P0211", message, hint, self.fence.place))
        return None

    def _places(self, body: Body) -> tuple[Node, Node] | None:
        """名额 (P0212 where it is not two counts, settled without a look at anybody)."""
        bounds = {i.name: i.value for i in self._items(PLACES, s.NamedExpr)}
        if body.mode == Mode.COMPETITIVE and set(bounds) == {LEAST, MOST}:
            least = self.builder.build(bounds[LEAST])
            most = self.builder.typed(bounds[MOST], least.type, PLACES)
            if not any(
                isinstance(x, FactRef | BasisDate | Aggregate) for y in (least, most) for x in walk(y)
            ):
                return least, most
        message = f"{self.section.id} 的{PLACES}应写明{LEAST}、{MOST}几个，只有择优的措施才有"
        hint = f"例如 {LEAST}: 9项、{MOST}: 11项，或按一种读法"
        self.problems.append(Problem("P0212", message, hint, self.fence.place))
        return None

    def _check_dated(self, bodies: list[Body]) -> None:
        if not self.kind.is_subject and any(b.basis is None for b in bodies):
            message = f"{self.section.id} 的对象是{self.kind.name}，没有写明依据日期"
            hint = f"例如 依据日期: {self.kind.name}.申报日期"
            self.problems.append(Problem("P0210", message, hint, self.fence.place))

    def _check_governing(self, alternatives: dict[str, Body]) -> None:
        reading = self.readings.get(GOVERNING, "")
        known = self.context.readings.get(reading)
        if known is None or sorted(known.options) != sorted(alternatives):
            message = f"读法应由解释“{GOVERNING}”采用，其选项应为{'、'.join(alternatives)}"
            hint = f"在“解释”中写 {GOVERNING}: 解释编号"
            self.problems.append(Problem("P0206", message, hint, self.fence.place))

    def _body(self, entries: tuple[s.Entry, ...], base: Body | None) -> Body:
        found = {e.key: e for e in entries}
        mode = self._mode(found.get("方式"), base)
        basis = base.basis if base else None
        if "依据日期" in found:
            basis = self._date(found["依据日期"])
        own = base.conditions if base else ()
        if "条件" in found:
            own += parts.conditions(found["条件"].items, self.builder, self.problems, self.section.id)
        scope = base.scope if base else ()
        if "范围" in found:
            scope = self._scope(found["范围"])
        amount = base.amount if base else None
        if "金额" in found:
            amount = self._money(found["金额"], "金额")
        limits = base.limits if base else ()
        if "限额" in found:
            made = (
                parts.collect(
                    self.problems,
                    lambda d=d: parts.limit(
                        d, self.builder, self.kind.name, self.subject.name, self.kind.owner_role
                    ),  # type: ignore[misc]
                )
                for d in found["限额"].items
                if isinstance(d, s.LimitDecl)
            )
            limits = tuple(m for m in made if m is not None)
        return Body(scope, own, basis, mode, amount, limits)

    def _mode(self, entry: s.Entry | None, base: Body | None) -> Mode:
        if entry is None:
            return base.mode if base else Mode.GENERAL
        known = [m.value for m in Mode]
        if entry.text not in known:
            hint = suggestion(entry.text, known)
            self.problems.append(Problem("P0205", f"没有方式“{entry.text}”", hint, entry.place))
            return Mode.GENERAL
        return Mode(entry.text)

    def _date(self, entry: s.Entry) -> Node | None:
        value = entry.value
        assert value is not None
        return parts.collect(self.problems, lambda: self.builder.typed(value, DATE, "依据日期"))

    def _money(self, entry: s.Entry, what: str) -> Node | None:
        value = entry.value
        if value is None or (isinstance(value, s.Name) and value.text in NOTHING):
            return None
        return parts.collect(self.problems, lambda: self.builder.typed(value, MONEY, what))

    def _scope(self, entry: s.Entry) -> tuple[Condition, ...]:
        if entry.items:
            return parts.conditions(entry.items, self.builder, self.problems, self.section.id)
        scopes = self.context.scopes
        if entry.text not in scopes:
            hint = suggestion(entry.text, scopes)
            self.problems.append(Problem("P0204", f"没有范围“{entry.text}”", hint, entry.place))
            return ()
        scope = scopes[entry.text]
        if scope.kind != self.subject.name:
            message = f"范围“{entry.text}”说的是{scope.kind}，本措施的主体是{self.subject.name}"
            self.problems.append(Problem("P0204", message, "换一个范围", entry.place))
            return ()
        return scope.conditions
