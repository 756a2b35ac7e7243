"""Puts a package together: the texts of its Markdown files to a :class:`~huiqi.policy.model.Package`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from ..errors import Place, Problem, suggestion
from ..language import syntax as s
from ..literals import parse_literal
from ..markdown import Page, Table, parse_page
from ..tree.build import Builder
from ..tree.measure import Measure
from ..tree.names import Definitions, Names
from ..tree.nodes import Node
from ..types import DATE
from ..vocabulary import Vocabulary
from . import parts
from .context import Context
from .measures import MeasureLoader
from .model import Declaration, Examples, Package, Reading, Scope, Segment
from .sections import Section, read_sections
from .tables import build_table, table_source

DECLARED = frozenset({"desk", "fund", "duty"})
PACKAGE, DOCUMENT, SEGMENTS, BASE = "package.md", "document.md", "segments.md", "基准"
PERIOD = "执行期"
KEPT = 16


@dataclass(frozen=True)
class Texts:
    """All a package is made from: names and texts of its files, what it refers to, the vocabulary."""

    path: Path
    id: str
    files: tuple[tuple[str, str], ...]
    imports: tuple[Package, ...]
    vocabulary: Vocabulary


@lru_cache(KEPT)
def assemble(texts: Texts) -> tuple[Package | None, tuple[Problem, ...]]:
    """The package, and every problem of its texts."""
    problems: list[Problem] = []
    pages = [parse_page(text, name) for name, text in texts.files if name != DOCUMENT]
    return _assemble(texts, pages, problems), tuple(problems)


def policy_section(sections: Iterable[Section]) -> Section | None:
    """The section of package.md that says what the package is."""
    return next((s for s in sections if s.fence.kind == "policy" and s.place.file == PACKAGE), None)


def _assemble(texts: Texts, pages: list[Page], problems: list[Problem]) -> Package | None:
    sections = [s for page in pages for s in read_sections(page, problems)]
    policy = policy_section(sections)
    if policy is None:
        problems.append(
            Problem("P0201", "package.md 没有 policy 段", "写一段 ```policy", Place("package.md"))
        )
        return None
    context = _context(policy, sections, texts, problems)
    measures = _measures(sections, context, problems)
    entries = {e.key: e.text for e in policy.fence.entries if e.text}
    files = dict(texts.files)
    return Package(
        path=texts.path,
        id=texts.id,
        texts=entries,
        issued=_issued(entries.get("印发", ""), policy, problems),
        region=entries.get("地域", ""),
        validity=context.periods.get(PERIOD),
        vocabulary=texts.vocabulary,
        document=files.get(DOCUMENT, ""),
        segments=parts.collect(problems, partial(_segments, pages)) or (),
        readings={k: r for k, r in context.readings.items() if r.place.file in files},
        general_readings=context.general,
        scopes=context.scopes,
        definitions=context.definitions,
        measures=measures,
        declarations=tuple(_declaration(s, context, problems) for s in sections if s.fence.kind in DECLARED),
        examples={_section_key(s): _examples(s) for s in sections if s.tables},
        base_cases=_base_cases(pages),
        files=files,
        imports=texts.imports,
    )


def _context(policy: Section, sections: list[Section], texts: Texts, problems: list[Problem]) -> Context:
    definitions = Definitions(parents=tuple(p.definitions for p in texts.imports))
    context = Context(texts.vocabulary, definitions=definitions)
    for package in texts.imports:
        context.readings.update(package.all_readings())
    for section in sections:
        if section.fence.kind == "reading":
            reading = _reading(section)
            if reading.id in context.readings:
                problems.append(
                    Problem("P0203", f"编号“{reading.id}”用了两次", "每个解释一个编号", section.place)
                )
            context.readings[reading.id] = reading
    context.general.update(parts.words(policy.fence.get("解释")))
    context.alternatives({}, policy.place, problems)
    _define(sections, context)
    _periods(policy, context, problems)
    _touch_definitions(context, problems)
    for section in sections:
        if section.fence.kind == "scope":
            _scope(section, context, problems)
    return context


def _reading(section: Section) -> Reading:
    fence = section.fence
    return Reading(
        section.id,
        fence.text("问题"),
        parts.words(fence.get("选项")),
        fence.text("权限"),
        section.place,
    )


def _define(sections: list[Section], context: Context) -> None:
    for section in sections:
        if section.fence.kind != "definitions":
            continue
        entry = section.fence.get("定义")
        names = _with_tables(context.names(), context, section)
        for item in entry.items if entry else ():
            assert isinstance(item, s.NamedExpr)
            context.definitions.builders[item.name] = partial(context.define, item, names)


def _with_tables(names: Names, context: Context, section: Section) -> Names:
    tables = context.tables(section)
    return replace(names, tables=lambda n, p, t: build_table(context.table(tables, n, p), names, t))


def _touch_definitions(context: Context, problems: list[Problem]) -> None:
    """Types every definition, so that one nobody uses is checked too."""
    for name in context.definitions.builders:
        parts.collect(problems, partial(context.definitions.get, name, Place("")))


def _periods(policy: Section, context: Context, problems: list[Problem]) -> None:
    entry = policy.fence.get("期间")
    builder = Builder(context.names())
    for item in entry.items if entry else ():
        assert isinstance(item, s.PeriodDecl)
        made = parts.collect(problems, partial(_period, builder, item))
        if made is not None:
            context.periods[item.name] = made


def _period(builder: Builder, item: s.PeriodDecl) -> tuple[Node, Node]:
    return builder.typed(item.start, DATE, "起始"), builder.typed(item.end, DATE, "截止")


def _scope(section: Section, context: Context, problems: list[Problem]) -> None:
    fence = section.fence
    readings = parts.words(fence.get("解释"))
    kind = fence.text("对象")
    if kind not in context.vocabulary.kinds:
        problems.append(
            Problem(
                "T0202",
                f"没有“{kind}”这一类对象",
                suggestion(kind, context.vocabulary.kinds),
                section.place,
            )
        )
        return
    names = Names(
        context.vocabulary,
        kind,
        Definitions(parents=(context.definitions,)),
        periods=context.periods,
        readings=context.alternatives(readings, section.place, problems),
    )
    entry = fence.get("条件")
    items = entry.items if entry else ()
    built = parts.conditions(items, Builder(names), problems, section.id)
    if section.id in context.scopes:
        problems.append(Problem("P0203", f"编号“{section.id}”用了两次", "每个范围一个编号", section.place))
    context.scopes[section.id] = Scope(section.id, kind, built, readings, names)


def _measures(sections: list[Section], context: Context, problems: list[Problem]) -> dict[str, Measure]:
    measures: dict[str, Measure] = {}
    for section in sections:
        if section.fence.kind != "measure":
            continue
        if not section.id or section.id in measures:
            message = f"编号“{section.id}”用了两次" if section.id else "措施没有编号"
            problems.append(Problem("P0203", message, "每条措施一个编号", section.place))
            continue
        make: Callable[[], Measure] = lambda s=section: MeasureLoader(s, context, problems).load()  # type: ignore[misc]  # noqa: E731
        measure = parts.collect(problems, make)
        if measure is not None:
            measures[measure.id] = measure
    return measures


def _declaration(section: Section, context: Context, problems: list[Problem]) -> Declaration:
    fence = section.fence
    context.alternatives(parts.words(fence.get("解释")), section.place, problems)
    blocks: dict[str, dict[str, str]] = {}
    for entry in fence.entries:
        if entry.items:
            blocks[entry.key] = {getattr(i, "name", ""): _item_text(i) for i in entry.items}
    return Declaration(
        fence.kind,
        section.id,
        tuple(r.strip() for r in fence.text("条款").replace("，", ",").split(",")),
        section.title,
        section.quotations,
        {e.key: e.text for e in fence.entries if e.text},
        blocks,
        section.place,
    )


def _item_text(item: s.Item) -> str:
    if isinstance(item, s.Words):
        return item.text
    if isinstance(item, s.NamedExpr):
        return getattr(item.value, "text", "")
    if isinstance(item, s.Gloss):
        return "、".join(f"{t.part} {t.name}".strip() for t in item.targets)
    return getattr(getattr(item, "type", None), "text", "")


def _section_key(section: Section) -> str:
    return section.id or section.place.file


def _examples(section: Section) -> Examples:
    plain = [t for caption, t in section.tables if table_source(caption, t, section.place.file) is None]
    tables = tuple(t for t in plain if t.headers[0] == "例")
    refused = tuple(t for t in plain if t.headers[:2] == ("参数", "值"))
    unread = tuple(t for t in plain if t not in tables and t not in refused)
    return Examples(section.place.file, tables, refused, unread)


def _segments(pages: list[Page]) -> tuple[Segment, ...]:
    page = next((p for p in pages if p.file == SEGMENTS), None)
    if page is None:
        return ()
    return tuple(
        Segment(r["行"], tuple(r["类"].replace("、", " ").split()), r["原文"], page.place(line))
        for table in page.tables()
        for line, r in table.records()
    )


def _base_cases(pages: list[Page]) -> tuple[tuple[str, Table], ...]:
    found: list[tuple[str, Table]] = []
    for page in pages:
        if not Path(page.file).name.startswith(BASE):
            continue
        title = ""
        for block in page.blocks:
            if isinstance(block, Table):
                found.append((title, block))
            elif hasattr(block, "level"):
                title = block.text
    return tuple(found)


def _issued(text: str, policy: Section, problems: list[Problem]) -> date | None:
    if not text:
        return None
    made = parts.collect(problems, partial(parse_literal, text))
    if made is not None and isinstance(made.value, date):
        return made.value
    problems.append(Problem("P0201", f"印发日期“{text}”不是日期", "写作 2022-04-27", policy.place))
    return None
