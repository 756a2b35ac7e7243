"""Worked examples as runs: a bound measure, one subject with its records, what is expected.

Cells a table does not have come from the package's base cases (``基准*.md``). ``?`` is unknown;
rows with equal 例, 读法 and 参数 cells are one run of one subject, a record each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import groupby

from ..errors import Place, Problem, did_you_mean, fail, suggestion
from ..evaluate import Entity, Subject
from ..evaluate.facts import Stored
from ..language import parse_expression
from ..markdown import Table
from ..policy.model import Package
from ..policy.parts import collect
from ..policy.settings import (
    BEGINNING,
    END,
    AdoptionSetting,
    ConditionSetting,
    ListSetting,
    Origin,
    ParameterSetting,
    ReadingSetting,
    Settings,
    list_value,
    parameter_value,
)
from ..tree import nodes as n
from ..tree.build import Builder
from ..tree.measure import Measure, Mode
from ..tree.names import Definitions, Names
from ..vocabulary import Kind
from ..vocabulary.model import REGION_FACT
from .cells import UNKNOWN, day_of, stored_value

NONE = "无"
DEFAULT_DAY = date(2022, 12, 31)
EXPECTED = ("结果", "金额", "原因")
WORDS = ("例", "说明", *EXPECTED)
PLAIN = ("读法", "启用", "决定日")
SETTABLE = ("参数.", "列表.", "条件.", "解释.")


Numbered = list[tuple[int, dict[str, str]]]


@dataclass(frozen=True)
class Expected:
    """What a row says must come out."""

    line: int
    status: str
    amount: str
    reasons: frozenset[str]


@dataclass(frozen=True)
class Case:
    """One run: settings, the as-of day, the subject, and a row expected per candidate."""

    measure: Measure
    name: str
    place: Place
    settings: Settings
    as_of: date
    subject: Subject
    expected: tuple[Expected, ...]


@dataclass
class Base:
    """The package's base cases: facts by kind, settings, the as-of day.

    ``read`` and ``recorded`` keep cells already read: facts by (path, text), conditions by
    (measure, condition, text).
    """

    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    readings: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    as_of: date = DEFAULT_DAY
    read: dict[tuple[str, str], Stored] = field(default_factory=dict)
    recorded: dict[tuple[str, str, str], n.Node] = field(default_factory=dict)


def read_base(package: Package) -> Base:
    """Read ``基准*.md``."""
    base = Base()
    for title, table in package.base_cases:
        first = table.headers[0]
        pairs = {r.cells[0]: r.cells[-1] for r in table.rows}
        if first == "事实":
            base.facts.setdefault(title.strip(), {}).update(pairs)
        elif first == "列表":
            base.lists.update(pairs)
        elif first == "解释":
            base.readings.update(pairs)
        elif first == "条件":
            base.conditions.update(pairs)
        elif first == "决定日" and table.rows:
            base.as_of = day_of(table.rows[0].cells[0], Place("基准.md", table.rows[0].line))
    return base


def read_cases(package: Package, measure: Measure, base: Base, problems: list[Problem]) -> list[Case]:
    """Every run of a measure's example tables.

    What cannot be read is added to ``problems``: C0301 for a column nobody knows, C0302 for a
    cell, C0308 where there is no table.
    """
    examples = package.examples.get(measure.id)
    if examples is None or not examples.tables:
        problems.append(Problem("C0308", f"{measure.id} 没有例子", "每条措施都要有例表", measure.place))
        return []
    cases: list[Case] = []
    for table in examples.tables:
        reader = collect(problems, partial(TableReader, package, measure, base, table, examples.file))
        for rows in reader.runs() if reader else ():
            case = collect(problems, partial(reader.case, rows)) if reader else None
            cases += [case] if case else []
    return cases


class TableReader:
    """Reads one example table."""

    def __init__(self, package: Package, measure: Measure, base: Base, table: Table, file: str) -> None:
        self.package, self.measure, self.base, self.table, self.file = package, measure, base, table, file
        self.kinds = package.vocabulary.kinds
        self._check_columns()

    def _check_columns(self) -> None:
        place = Place(self.file, self.table.line)
        if "结果" not in self.table.headers:
            raise fail("C0301", "例表没有“结果”一列", "每行写明应得的结论", place)
        settable = {
            "参数": set(self.measure.parameters),
            "列表": set(self.measure.lists),
            "条件": {name for _, name in self._pending()},
            "解释": set(self._local_readings()),
        }
        for header in self.table.headers:
            head, _, name = header.partition(".")
            known = header in WORDS or header in PLAIN
            known |= name in settable.get(head, ())
            known |= head in self.kinds and name in self.kinds[head].facts
            if not known:
                facts = self.kinds[head].facts if head in self.kinds else ()
                hint = did_you_mean(name, settable.get(head, facts)) or "列名如 保险.保费、参数.名"
                raise fail("C0301", f"例表的列“{header}”不是事实，也不是设定", hint, place)

    def runs(self) -> Iterator[Numbered]:
        """Rows that are one run, in the order of the table."""
        rows = [(line, row) for line, row in self.table.records()]

        def key(item: tuple[int, dict[str, str]]) -> tuple[str, ...]:
            row = item[1]
            return (row["例"], row.get("读法", ""), *(v for k, v in row.items() if k.startswith("参数.")))

        for _, group in groupby(rows, key):
            yield list(group)

    def case(self, rows: Numbered) -> Case:
        """One run.

        Raises:
            HuiqiError: C0302 for a cell, C0309 where its rows contradict each other.
        """
        line, first = rows[0]
        place = Place(self.file, line)
        self._check_same(rows)
        kept = rows if not self.measure.about_subject else rows[:1]
        expected = tuple(
            Expected(i, r["结果"], r.get("金额", ""), _names(r.get("原因", ""))) for i, r in kept
        )
        day = first.get("决定日", "")
        subject = self._subject([r for _, r in rows], place)
        return Case(
            self.measure,
            first["例"],
            place,
            self._settings(first, place),
            day_of(day, place) if day else self.base.as_of,
            subject,
            expected,
        )

    def _check_same(self, rows: Numbered) -> None:
        """C0309 where rows of one run differ in what a run has only once."""
        once = [h for h in self.table.headers if h in PLAIN or h.startswith(SETTABLE)]
        once += [h for h in self.table.headers if h.startswith(f"{self.measure.subject.name}.")]
        if self.measure.about_subject:
            once += [h for h in EXPECTED if h in self.table.headers]
        first = rows[0][1]
        for line, row in rows[1:]:
            differing = [h for h in once if row[h] != first[h]]
            if differing:
                message = f"例“{first['例']}”的几行在“{'、'.join(differing)}”上不同，却是同一个例"
                raise fail(
                    "C0309", message, "一个例只有一个主体、一套设定；另取一个例名", Place(self.file, line)
                )

    # subjects ------------------------------------------------------------------
    def _subject(self, rows: list[dict[str, str]], place: Place) -> Subject:
        kind = self.measure.subject
        own = self._facts(kind, rows[0], place)
        if rows[0].get("启用") == UNKNOWN:
            own[REGION_FACT] = None
        records: dict[str, tuple[Entity, ...]] = {}
        for other in self.kinds.values():
            if other.owner == kind.name:
                records[other.name] = tuple(self._records(other, rows, place))
        return Subject(Entity(kind.name, "例", own), records)

    def _records(self, kind: Kind, rows: list[dict[str, str]], place: Place) -> Iterator[Entity]:
        written = any(h.startswith(f"{kind.name}.") for h in self.table.headers)
        if kind.name != self.measure.kind.name and not written and not self._used(kind):
            return
        if kind.name != self.measure.kind.name and not written:
            rows = rows[:1] if kind.name in self.base.facts else []
        for i, row in enumerate(rows):
            cells = [v for h, v in row.items() if h.startswith(f"{kind.name}.")]
            if NONE not in cells:
                yield Entity(kind.name, str(i + 1), self._facts(kind, row, place))

    def _used(self, kind: Kind) -> bool:
        bodies = (self.measure.body, *self.measure.alternatives.values())
        nodes = [c.node for b in bodies for c in (*b.scope, *b.conditions)]
        nodes += [b.amount for b in bodies if b.amount is not None]
        return any(isinstance(x, n.Aggregate) and x.kind == kind.name for node in nodes for x in n.walk(node))

    def _facts(self, kind: Kind, row: Mapping[str, str], place: Place) -> dict[str, Stored]:
        return self.facts_of(self.package, kind, self.base, row, place)

    @staticmethod
    def facts_of(
        package: Package, kind: Kind, base: Base, row: Mapping[str, str], place: Place
    ) -> dict[str, Stored]:
        """A kind's facts as a row gives them, the rest from the base cases, the rest unknown."""
        builder = Builder(Names(package.vocabulary, None, Definitions()))
        given = base.facts.get(kind.name, {})
        return {
            fact.name: stored_value(
                builder, fact, row.get(fact.path, "") or given.get(fact.name, UNKNOWN), place, base.read
            )
            for fact in kind.facts.values()
        }

    # settings ------------------------------------------------------------------
    def _settings(self, row: Mapping[str, str], place: Place) -> Settings:
        origin = Origin(BEGINNING, BEGINNING, "", "例", False, place)
        region = self.base.facts.get(self.measure.subject.name, {}).get(REGION_FACT, "")
        region = row.get(f"{self.measure.subject.name}.{REGION_FACT}", "") or region
        modes = {b.mode for b in (self.measure.body, *self.measure.alternatives.values())}
        regions = ["", region] if Mode.LOCAL in modes else [""]
        return Settings(
            parameters=tuple(self._parameters(row, place, regions, origin)),
            lists=tuple(self._lists(row, place, origin)),
            conditions=tuple(self._conditions(row, place, origin)),
            readings=tuple(self._readings(row, place, origin)),
            adoptions=tuple(self._adoptions(row, region, origin)) if Mode.LOCAL in modes else (),
        )

    def _parameters(
        self, row: Mapping[str, str], place: Place, regions: list[str], origin: Origin
    ) -> Iterator[ParameterSetting]:
        for name, text in _under(row, "参数"):
            if text:
                value = parameter_value(self.measure.parameters[name], text, self.measure.names, place)
                for region in regions:
                    yield ParameterSetting(self.measure.id, name, value, region, origin)

    def _lists(self, row: Mapping[str, str], place: Place, origin: Origin) -> Iterator[ListSetting]:
        given = dict(_under(row, "列表"))
        for name in self.measure.lists:
            text = given.get(name) or self.base.lists.get(f"{self.measure.id}.{name}", "")
            if text and text != "待录入":
                yield ListSetting(self.measure.id, name, list_value(self.measure, name, text, place), origin)

    def _conditions(self, row: Mapping[str, str], place: Place, origin: Origin) -> Iterator[ConditionSetting]:
        given = dict(_under(row, "条件"))
        for owner, name in self._pending():
            text = given[name] if name in given else self.base.conditions.get(f"{owner}.{name}", "")
            if text == UNKNOWN or not text:
                continue
            key = (self.measure.id, f"{owner}.{name}", text)
            if key not in self.base.recorded:
                node = Builder(self.measure.names).condition(parse_expression(text, place))
                self.base.recorded[key] = node
            yield ConditionSetting(owner, name, self.base.recorded[key], origin)

    def _pending(self) -> set[tuple[str, str]]:
        bodies = (self.measure.body, *self.measure.alternatives.values())
        nodes = [c.node for b in bodies for c in (*b.scope, *b.conditions)]
        names = (x.name for node in nodes for x in n.walk(node) if isinstance(x, n.Pending))
        return {(owner, name) for owner, _, name in (text.rpartition(".") for text in names)}

    def _local_readings(self) -> dict[str, str]:
        scope = self.package.scopes.get(self.measure.scope_name)
        own = scope.readings if scope else {}
        return {**self.package.general_readings, **own, **self.measure.readings}

    def _readings(self, row: Mapping[str, str], place: Place, origin: Origin) -> Iterator[ReadingSetting]:
        adopted = dict(self.base.readings)
        local = self._local_readings()
        for name, text in _under(row, "解释"):
            if text:
                adopted[local[name]] = text
        governing = self.measure.governing
        if governing and self.measure.alternatives and "读法" in row:
            adopted[governing] = row["读法"] or UNKNOWN
        known = self.package.all_readings()
        for reading, option in adopted.items():
            if option in {UNKNOWN, "—", ""}:
                continue
            options = known[reading].options if reading in known else {}
            if option not in options and (options or reading not in known):
                hint = suggestion(option, options)
                raise fail("C0302", f"解释“{reading}”没有选项“{option}”", hint, place)
            yield ReadingSetting(reading, option, origin)

    def _adoptions(self, row: Mapping[str, str], region: str, origin: Origin) -> Iterator[AdoptionSetting]:
        adopted = row.get("启用") or "是"
        if adopted not in {"是", "否", UNKNOWN}:
            raise fail("C0302", f"“{adopted}”不是启用的值", "写作 是、否 或 ?", origin.place)
        if adopted != "否":
            yield AdoptionSetting(self.measure.id, region, True, END, origin)


def _under(row: Mapping[str, str], head: str) -> Iterable[tuple[str, str]]:
    return ((h.partition(".")[2], v.strip()) for h, v in row.items() if h.startswith(f"{head}."))


def _names(text: str) -> frozenset[str]:
    return frozenset(t.strip() for t in text.replace("，", "、").split("、") if t.strip())
