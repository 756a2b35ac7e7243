"""Changes an office asks about, as one line each, checked like any setting.

``措施.参数=值``, ``措施.参数@地区=值``, ``措施.列表=「甲」、「乙」``, ``措施.条件=规则``, ``解释=选项`` and
``措施@地区=启用``; with ``自 2022-07-01`` behind it from that day, else from the start. A change prevails
over every setting it covers: those of the same thing, in its place and below, from its day on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from ..codes import Regions
from ..errors import HuiqiError, Place, Problem, did_you_mean, fail
from ..literals import value_text
from ..markdown import Page, Row, Table
from ..policy.model import Package
from ..policy.parts import collect
from ..policy.settings import (
    AdoptionSetting,
    ConditionSetting,
    ListSetting,
    ParameterSetting,
    Settings,
    SettingsLoader,
)
from ..tree.measure import Measure

SIMULATED = "模拟"
SINCE = re.compile(r"(.*?)\s*自\s*(\d{4}-\d{1,2}-\d{1,2})\s*起?")
D = TypeVar("D", bound=ListSetting | ConditionSetting)
P = TypeVar("P", bound=ParameterSetting | AdoptionSetting)
ADOPTED = {"启用": "是", "是": "是", "不启用": "否", "否": "否"}


@dataclass(frozen=True)
class Amendment:
    """One change in words: what, from which values, to which, since when ("": the start)."""

    target: str
    before: str
    after: str
    since: str


@dataclass(frozen=True)
class _Asked:
    """A line taken apart; ``row`` is the settings row it stands for, under ``table``."""

    change: Amendment
    table: str
    row: Mapping[str, str]


def apply_changes(
    package: Package, settings: Settings, lines: Iterable[str], regions: Regions | None
) -> tuple[Settings, tuple[Amendment, ...]]:
    """The settings with the changes in, and the changes in words.

    Raises:
        HuiqiError: M0101 to M0104, and P03xx as for any setting; all lines together.
    """
    problems: list[Problem] = []
    loader = SettingsLoader(package, problems)
    changes = []
    for number, line in enumerate(lines, 1):
        reader = _Reader(package, settings, regions, Place("--change", number))
        asked = collect(problems, partial(reader.read, line))
        if asked is not None:
            loader.read(_page(asked, number))
            changes.append(asked.change)
    if problems:
        raise HuiqiError(problems)
    return overlay(settings, loader.settings(settings.files)), tuple(changes)


def _page(asked: _Asked, line: int) -> Page:
    row = {asked.table: "", **asked.row, "公布日": "", "机关": SIMULATED, "依据": SIMULATED}
    row["生效日"] = asked.change.since
    table = Table(line, tuple(row), (Row(line, tuple(row.values())),), "--change")
    return Page("--change", (table,))


class _Reader:
    """Reads one line against a package."""

    def __init__(self, package: Package, settings: Settings, regions: Regions | None, place: Place) -> None:
        self.package, self.settings, self.regions, self.place = package, settings, regions, place

    def read(self, line: str) -> _Asked:
        left, equals, right = line.replace("＝", "=").partition("=")
        since = SINCE.fullmatch(right.strip())
        value, day = (since[1], since[2]) if since else (right.strip(), "")
        if not equals or not left.strip() or not value:
            hint = "写作 措施.参数=值、解释=选项 或 措施@地区=启用，可在后面写 自 2022-07-01"
            raise fail("M0101", f"“{line}”不是一项改动", hint, self.place)
        name, _, where = left.strip().partition("@")
        reading = self._reading(name)
        if reading is not None:
            return self._adopt(reading, value, day)
        region = self._region(where.strip("「」")) if where else ""
        owner, _, part = self._split(name)
        if not part:
            return self._switch(find_measure(self.package, owner, self.place), region, value, day)
        return self._set(owner, part, region, value, day)

    def _reading(self, name: str) -> str | None:
        plain = name.removeprefix("解释.").removesuffix(".读法")
        return plain if plain in self.package.all_readings() else None

    def _adopt(self, reading: str, option: str, day: str) -> _Asked:
        if day:
            raise fail("M0104", f"解释“{reading}”没有生效日", "去掉“自 …”：读法自始采用", self.place)
        adopted = [r.option for r in self.settings.readings if r.reading == reading]
        change = Amendment(reading, adopted[-1] if adopted else "未采用", option, "")
        return _Asked(change, "解释", {"解释": reading, "采用": option})

    def _region(self, text: str) -> str:
        """A region's code, by code or by name."""
        if self.regions is None or text in self.regions:
            return text
        named = [c for c in self.regions if text in {self.regions[c].name, self.regions.full_name(c)}]
        if len(named) != 1:
            known = [r.name for r in self.regions.values()]
            raise fail(
                "M0104",
                f"没有地区“{text}”，或不止一个",
                did_you_mean(text, known) or "写地区的代码",
                self.place,
            )
        return named[0]

    def _split(self, name: str) -> tuple[str, str, str]:
        """(owner, ".", part): a measure's id holds dots of its own."""
        owners = sorted((*self.package.measures, *self.package.scopes), key=len, reverse=True)
        for id_ in owners:
            if name == id_ or name.startswith(f"{id_}."):
                return id_, ".", name.removeprefix(id_).removeprefix(".")
        owner, dot, part = name.rpartition(".")
        return (owner, dot, part) if owner and not part[:1].isdigit() else (name, "", "")

    def _switch(self, measure: Measure, region: str, value: str, day: str) -> _Asked:
        if value not in ADOPTED:
            raise fail("M0101", f"“{value}”不是启用或不启用", "写作 措施@地区=启用", self.place)
        where = region or self.package.region
        row = {"措施": measure.id, "地区": where, "启用": ADOPTED[value]}
        return _Asked(Amendment(self._at(measure.id, where), "", value, day), "措施", row)

    def _set(self, owner: str, part: str, region: str, value: str, day: str) -> _Asked:
        if owner in self.package.scopes:
            return self._condition(owner, part, value, day)
        measure = find_measure(self.package, owner, self.place, lambda m: part in _parts(m))
        path = f"{measure.id}.{part}"
        if part in measure.parameters:
            row = {"参数": path, "值": value, "地区": region}
            before = self._values(measure, part, region)
            return _Asked(Amendment(self._at(path, region), before, value, day), "参数", row)
        if part in measure.lists:
            return _Asked(Amendment(path, "", value, day), "列表", {"列表": path, "成员": value})
        if part in _conditions(measure):
            return self._condition(measure.id, part, value, day)
        hint = did_you_mean(part, _parts(measure)) or f"可改：{'、'.join(_parts(measure)) or '无'}"
        raise fail("M0102", f"措施 {measure.id} 没有“{part}”", hint, self.place)

    def _condition(self, owner: str, part: str, rule: str, day: str) -> _Asked:
        path = f"{owner}.{part}"
        return _Asked(Amendment(path, "", rule, day), "条件", {"条件": path, "规则": rule})

    def _values(self, measure: Measure, name: str, region: str) -> str:
        """What is set now for a region and below, in words."""
        parameter = measure.parameters[name]
        found = [
            value_text(s.value, parameter.type) + (f"（{self._name(s.region)}）" if s.region else "")
            for s in self.settings.parameters
            if (s.measure, s.name) == (measure.id, name) and s.region.startswith(region)
        ]
        if not found and parameter.stated is not None:
            return value_text(parameter.stated, parameter.type)  # type: ignore[arg-type]
        return "、".join(dict.fromkeys(found)) or "未设定"

    def _at(self, name: str, region: str) -> str:
        return f"{name}@{self._name(region)}" if region else name

    def _name(self, region: str) -> str:
        return self.regions.full_name(region) if self.regions and region in self.regions else region


def _conditions(measure: Measure) -> list[str]:
    bodies = (measure.body, *measure.alternatives.values())
    return list(dict.fromkeys(c.name for b in bodies for c in (*b.scope, *b.conditions)))


def _parts(measure: Measure) -> list[str]:
    return [*measure.parameters, *measure.lists, *_conditions(measure)]


def plain(id_: str) -> str:
    """An id without its number.

    >>> plain("11.2-首批次应用综合保险补偿")
    '首批次应用综合保险补偿'
    """
    return id_.partition("-")[2]


def find_measure(
    package: Package, text: str, place: Place, fits: Callable[[Measure], bool] = lambda _: True
) -> Measure:
    """The measure of that id, or the only one whose id or title has the text in it.

    Among several, those that ``fits``.

    Raises:
        HuiqiError: M0102 (none), M0103 (several).
    """
    measures = package.measures
    if text in measures:
        return measures[text]
    found = [m for m in measures.values() if text in m.id or text in m.title]
    if len(found) > 1:
        found = [m for m in found if plain(m.id) == text] or [m for m in found if fits(m)] or found
    if not found:
        names = [*measures, *map(plain, measures)]
        raise fail("M0102", f"没有措施“{text}”", did_you_mean(text, names) or "写措施的编号", place)
    if len(found) > 1:
        listed = "、".join(m.id for m in found)
        raise fail("M0103", f"“{text}”可以是 {len(found)} 条措施", f"写明是哪一条：{listed}", place)
    return found[0]


def overlay(base: Settings, new: Settings) -> Settings:
    """``base`` with everything that ``new`` covers replaced by it."""
    readings = {x.reading for x in new.readings}
    return replace(
        base,
        parameters=_placed(base.parameters, new.parameters, lambda p: (p.measure, p.name)),
        adoptions=_placed(base.adoptions, new.adoptions, lambda a: a.measure),
        lists=_dated(base.lists, new.lists, lambda x: (x.measure, x.name)),
        conditions=_dated(base.conditions, new.conditions, lambda x: (x.owner, x.name)),
        readings=(*(x for x in base.readings if x.reading not in readings), *new.readings),
    )


def _dated(base: Sequence[D], new: Sequence[D], key: Callable[[D], object]) -> tuple[D, ...]:
    """A change takes the place of what would begin on its day or later."""
    later = [x for x in base for n in new if key(x) == key(n) and x.origin.effective >= n.origin.effective]
    return (*(x for x in base if x not in later), *new)


def _placed(base: Sequence[P], new: Sequence[P], key: Callable[[P], object]) -> tuple[P, ...]:
    """The same by place: a change holds for its region and all below that had something of their own."""
    kept = list(base)
    added: list[P] = []
    for change in new:
        covered = [x for x in kept if key(x) == key(change) and x.region.startswith(change.region)]
        later = [x for x in covered if x.origin.effective >= change.origin.effective]
        kept = [x for x in kept if x not in later]
        regions = dict.fromkeys((change.region, *(x.region for x in covered if x not in later)))
        added += [replace(change, region=r) for r in regions]
    return (*kept, *added)
