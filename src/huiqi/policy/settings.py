"""Settings: what authorities decided within the bounds of the law, dated and with their ground.

A settings file is Markdown with tables told apart by their first column: 参数, 列表, 条件, 解释
(an interpretation adopted) and 措施 (a local option adopted in a place). ``- 标记: demo`` marks
a file whose values must say so wherever they surface. A value outside its bound is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path

from ..errors import HuiqiError, Place, Problem, fail, suggestion
from ..language import parse_expression
from ..literals import parse_literal, value_text
from ..markdown import Page, Paragraph, Table, read_page
from ..tree.build import Builder, check_member
from ..tree.measure import Measure, Mode
from ..tree.names import Names, Parameter
from ..tree.nodes import Const, FactRef, Member, Members, Node, Pending, Value, walk
from ..types import BOOL, DATE
from .model import Package
from .parts import collect

BEGINNING, END = date(1900, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True)
class Origin:
    """Who set it, on what ground, from when, known since when; and whether it is a demo."""

    effective: date
    published: date
    authority: str
    ground: str
    demo: bool
    place: Place = field(compare=False)


@dataclass(frozen=True)
class ParameterSetting:
    """A parameter's value; ``region`` empty for the whole province."""

    measure: str
    name: str
    value: Value
    region: str
    origin: Origin


@dataclass(frozen=True)
class ListSetting:
    """A list as recorded."""

    measure: str
    name: str
    members: Members
    origin: Origin


@dataclass(frozen=True)
class ConditionSetting:
    """A condition that stood elsewhere, recorded in the rule language; ``owner`` measure or scope."""

    owner: str
    name: str
    node: Node
    origin: Origin


@dataclass(frozen=True)
class ReadingSetting:
    """An interpretation adopted."""

    reading: str
    option: str
    origin: Origin


@dataclass(frozen=True)
class AdoptionSetting:
    """A place adopts a local option, or opts out, from ``origin.effective`` to ``until``."""

    measure: str
    region: str
    adopted: bool
    until: date
    origin: Origin


@dataclass(frozen=True)
class Settings:
    """Everything set, of all files together."""

    parameters: tuple[ParameterSetting, ...] = ()
    lists: tuple[ListSetting, ...] = ()
    conditions: tuple[ConditionSetting, ...] = ()
    readings: tuple[ReadingSetting, ...] = ()
    adoptions: tuple[AdoptionSetting, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    def origins(self) -> Iterable[Origin]:
        """Of every setting."""
        groups = (self.parameters, self.lists, self.conditions, self.readings, self.adoptions)
        return (s.origin for group in groups for s in group)


def load_settings(package: Package, paths: Iterable[Path]) -> Settings:
    """Read settings files against a package.

    Raises:
        HuiqiError: P03xx, all problems of all files together.
    """
    problems: list[Problem] = []
    loader = SettingsLoader(package, problems)
    files = []
    for path in paths:
        page = collect(problems, partial(read_page, path, path.name))
        if page is not None:
            files.append((path.name, hashlib.sha256(path.read_bytes()).hexdigest()))
            loader.read(page)
    if problems:
        raise HuiqiError(problems)
    return loader.settings(tuple(files))


def check_bounds(parameter: Parameter, value: Value, place: Place) -> None:
    """P0301 where a value lies outside the bounds the text gives its parameter."""
    if not isinstance(value, Fraction):
        return
    low, high = parameter.low, parameter.high
    below = isinstance(low, Fraction) and value < low
    above = isinstance(high, Fraction) and value > high
    if below or above:
        shown = value_text(value, parameter.type)
        message = f"{parameter.name} = {shown} 超出条款给出的界（{parameter.bound_text or '≥ 0'}）"
        raise fail("P0301", message, "改为界内的值，或先修订条款", place)


def parameter_value(parameter: Parameter, text: str, names: Names, place: Place) -> Value:
    """The value a cell gives a parameter, within its bounds."""
    node = Builder(names).typed(parse_expression(text, place), parameter.type, parameter.name)
    if not isinstance(node, Const):
        raise fail("P0302", f"“{text}”不是一个写明的值", "例如 70%", place)
    check_bounds(parameter, node.value, place)
    return node.value


def list_value(measure: Measure, name: str, text: str, place: Place) -> Members:
    """``「甲」、「乙」``, or ``开放, 「甲」``; members are checked against the facts compared with it."""
    plain = text.strip()
    is_open = plain.startswith("开放")
    parts = plain.removeprefix("开放").lstrip(",， ").split("、") if plain else []
    members = tuple(p.strip().strip("「」") for p in parts if p.strip())
    for condition in (*measure.body.scope, *measure.body.conditions):
        for node in walk(condition.node):
            if isinstance(node, Member) and node.list.name == name:
                for member in members:
                    check_member(node.item.type, member, place)
    return Members(members, is_open, name)


class SettingsLoader:
    """Collects the settings of one package from pages."""

    def __init__(self, package: Package, problems: list[Problem]) -> None:
        self.package, self.problems = package, problems
        self.found: dict[str, list[object]] = {}
        self.demo = False

    def read(self, page: Page) -> None:
        """All tables of a page."""
        words = " ".join(b.text for b in page.blocks if isinstance(b, Paragraph))
        self.demo = "标记: demo" in words.replace("：", ": ").replace(":  ", ": ")
        handlers = {
            "参数": self._parameter,
            "列表": self._list,
            "条件": self._condition,
            "解释": self._reading,
            "措施": self._adoption,
        }
        for table in page.tables():
            handler = handlers.get(table.headers[0])
            if handler is None:
                hint = suggestion(table.headers[0], handlers)
                message = f"不认识的设定表“{table.headers[0]}”"
                self.problems.append(Problem("P0303", message, hint, page.place(table.line)))
                continue
            for line, record in table.records():
                made = collect(self.problems, partial(handler, record, page.place(line)))
                if made is not None:
                    self.found.setdefault(table.headers[0], []).append(made)

    def settings(self, files: tuple[tuple[str, str], ...]) -> Settings:
        """What was found."""
        get = self.found.get
        return Settings(
            tuple(get("参数", ())),  # type: ignore[arg-type]
            tuple(get("列表", ())),  # type: ignore[arg-type]
            tuple(get("条件", ())),  # type: ignore[arg-type]
            tuple(get("解释", ())),  # type: ignore[arg-type]
            tuple(get("措施", ())),  # type: ignore[arg-type]
            files,
        )

    def _origin(self, row: dict[str, str], place: Place) -> Origin:
        return Origin(
            _day(row.get("生效日", ""), BEGINNING, place),
            _day(row.get("公布日", ""), BEGINNING, place),
            row.get("机关", ""),
            row.get("依据", ""),
            self.demo,
            place,
        )

    def _measure(self, text: str, place: Place) -> tuple[Measure, str]:
        measures = self.package.measures
        for id_ in sorted(measures, key=len, reverse=True):
            if text == id_ or text.startswith(f"{id_}."):
                return measures[id_], text.removeprefix(id_).removeprefix(".")
        hint = suggestion(text, measures)
        raise fail("P0304", f"没有措施“{text}”", hint or "写作 措施编号.名称", place)

    def _parameter(self, row: dict[str, str], place: Place) -> ParameterSetting:
        measure, name = self._measure(row["参数"], place)
        if name not in measure.parameters:
            hint = suggestion(name, measure.parameters)
            raise fail("P0304", f"措施 {measure.id} 没有参数“{name}”", hint, place)
        parameter = measure.parameters[name]
        value = parameter_value(parameter, row["值"], measure.names, place)
        region = row.get("地区", "").strip("「」")
        if region and not _is_local(measure):
            message = f"{measure.id} 不是地方选择的措施，{name} 不能按地区设定"
            raise fail("P0308", message, "不写地区；各地另有标准的，写成 方式: 地方 的措施", place)
        return ParameterSetting(measure.id, name, value, region, self._origin(row, place))

    def _list(self, row: dict[str, str], place: Place) -> ListSetting:
        measure, name = self._measure(row["列表"], place)
        if name not in measure.lists:
            hint = suggestion(name, measure.lists)
            raise fail("P0304", f"措施 {measure.id} 没有列表“{name}”", hint, place)
        members = list_value(measure, name, row["成员"], place)
        return ListSetting(measure.id, name, members, self._origin(row, place))

    def _condition(self, row: dict[str, str], place: Place) -> ConditionSetting:
        owner, names, name = self._owner(row["条件"], place)
        if f"{owner}.{name}" not in self._pending:
            hint = suggestion(f"{owner}.{name}", self._pending)
            raise fail("P0304", f"“{owner}.{name}”不是待录入的条件", hint, place)
        node = Builder(names).condition(parse_expression(row["规则"], place))
        return ConditionSetting(owner, name, node, self._origin(row, place))

    def _owner(self, text: str, place: Place) -> tuple[str, Names, str]:
        for id_, scope in self.package.scopes.items():
            if text.startswith(f"{id_}."):
                return id_, scope.names, text.removeprefix(f"{id_}.")
        measure, name = self._measure(text, place)
        return measure.id, measure.names, name

    @cached_property
    def _pending(self) -> set[str]:
        bodies = [b for m in self.package.measures.values() for b in (m.body, *m.alternatives.values())]
        conditions = [c for b in bodies for c in (*b.scope, *b.conditions)]
        conditions += [c for s in self.package.scopes.values() for c in s.conditions]
        return {n.name for n in walk(*(c.node for c in conditions)) if isinstance(n, Pending)}

    def _reading(self, row: dict[str, str], place: Place) -> ReadingSetting:
        readings = self.package.all_readings()
        id_, option = row["解释"], row["采用"]
        if id_ not in readings:
            raise fail("P0304", f"没有解释“{id_}”", suggestion(id_, readings), place)
        options = readings[id_].options
        if options and option not in options:
            hint = suggestion(option, options)
            raise fail("P0305", f"解释“{id_}”没有选项“{option}”", hint, place)
        return ReadingSetting(id_, option, self._origin(row, place))

    def _adoption(self, row: dict[str, str], place: Place) -> AdoptionSetting:
        measure, _ = self._measure(row["措施"], place)
        if not _is_local(measure):
            raise fail("P0306", f"{measure.id} 不是地方选择的措施", "只有 方式: 地方 可以启用", place)
        until = _day(row.get("失效日", ""), END, place)
        region = row["地区"].strip("「」")
        if not region.startswith(self.package.region):
            raise fail(
                "P0307",
                f"地区“{region}”不在本政策地域{self.package.region}之内",
                f"写 {self.package.region} 之下的代码",
                place,
            )
        return AdoptionSetting(measure.id, region, row["启用"] == "是", until, self._origin(row, place))


def _is_local(measure: Measure) -> bool:
    return any(b.mode == Mode.LOCAL for b in (measure.body, *measure.alternatives.values()))


def _day(text: str, default: date, place: Place) -> date:
    if not text.strip():
        return default
    try:
        literal = parse_literal(text)
    except HuiqiError as error:
        raise error.at(place) from None
    if literal.type != DATE or not isinstance(literal.value, date):
        raise fail("P0302", f"“{text}”不是日期", "写作 2022-04-27", place)
    return literal.value


__all__ = ["BOOL", "FactRef", "Settings", "Table", "check_bounds", "load_settings"]
