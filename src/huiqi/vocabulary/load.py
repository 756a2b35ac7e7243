"""Reads ``vocabulary/*.md``: one page per kind, and ``枚举.md`` for named enumerations.

Each kind's page has ``- 键: 值`` lines (种类, 英文, 归属, 称, 关联, 说明) and a table of facts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from ..errors import HuiqiError, Place, Problem, did_you_mean, fail, suggestion
from ..literals import parse_literal
from ..markdown import Page, Paragraph, read_page
from ..types import (
    BOOL,
    DATE,
    DAYS,
    INDUSTRY,
    MONEY,
    NUMBER,
    RATIO_SCALE,
    REGION,
    TEXT,
    Enumeration,
    Quantity,
    Type,
    count_of,
)
from .model import (
    FIXED,
    INFLUENCES,
    REGION_FACT,
    Fact,
    Kind,
    Tie,
    Vocabulary,
    epoch_day,
    is_numeric,
    region_fact,
)

ENUMERATIONS = "枚举.md"
DATE_RANGE = (epoch_day(date(1990, 1, 1)), epoch_day(date(2100, 12, 31)))
SIMPLE: dict[str, tuple[Type, int]] = {
    "文本": (TEXT, 1),
    "金额": (MONEY, 1),
    "比例": (NUMBER, RATIO_SCALE),
    "数值": (NUMBER, 1),
    "天数": (DAYS, 1),
    "日期": (DATE, 1),
    "是否": (BOOL, 1),
    "地区": (REGION, 1),
    "行业": (INDUSTRY, 1),
}
PARAMETRIC = re.compile(r"(数量|数值|枚举|有序枚举)[(（](.*)[)）]", re.DOTALL)
TIE = re.compile(r"(\S+?)[,，]\s*自\s*(\S+)\s*至\s*(\S+)")
SETTING = re.compile(r"(\S+?)\s*[:：]\s*(.*)", re.DOTALL)


def load_vocabulary(folder: Path) -> Vocabulary:
    """Load every page of the folder.

    Raises:
        HuiqiError: V0101…V0107, every problem of every page.
    """
    if not folder.is_dir():
        raise fail("V0101", f"找不到词汇表文件夹 {folder}", "词汇表在 policies/vocabulary")
    pages = [read_page(p, f"{folder.name}/{p.name}") for p in sorted(folder.glob("*.md"))]
    named = [p for p in pages if p.file.endswith(f"/{ENUMERATIONS}")]
    enumerations = {e.name: e for p in named for e in _enumerations(p)}
    problems: list[Problem] = []
    kinds: dict[str, Kind] = {}
    for page in pages:
        if page in named:
            continue
        kind = _kind(page, enumerations, problems)
        if kind.name in kinds:
            problems.append(Problem("V0102", f"“{kind.name}”定义了两次", "一类一个文件", page.place(1)))
        kinds[kind.name] = kind
    for kind in kinds.values():
        if kind.owner is not None and not (kind.owner in kinds and kinds[kind.owner].is_subject):
            hint = did_you_mean(kind.owner, kinds) or "归属写一类主体"
            place = Place(f"{folder.name}/{kind.name}.md")
            problems.append(Problem("V0103", f"“{kind.name}”归属的“{kind.owner}”不是主体", hint, place))
    if problems:
        raise HuiqiError(problems)
    return Vocabulary(kinds, enumerations)


def _enumerations(page: Page) -> list[Enumeration]:
    return [
        Enumeration(r["名称"], _members(r["成员"]), r["有序"] == "是")
        for table in page.tables()
        for _, r in table.records()
    ]


def _members(text: str) -> tuple[str, ...]:
    return tuple(m.strip() for m in text.split("、") if m.strip())


def _kind(page: Page, named: dict[str, Enumeration], problems: list[Problem]) -> Kind:
    paragraphs = (b for b in page.blocks if isinstance(b, Paragraph))
    found = (SETTING.fullmatch(line) for p in paragraphs for line in p.text.splitlines())
    head = {m[1]: m[2].strip() for m in found if m}
    name = Path(page.file).stem
    role = head.get("种类", "主体")
    facts: dict[str, Fact] = {}
    for table in page.tables():
        for line, row in table.records():
            fact = _fact(name, row, named, page.place(line), problems)
            if fact and fact.name in facts:
                problems.append(
                    Problem("V0102", f"“{fact.path}”定义了两次", "去掉一行，或改名", page.place(line))
                )
            if fact:
                facts[fact.name] = fact
    if role == "主体":
        facts.setdefault(REGION_FACT, region_fact(name))
    owner = head.get("归属") if role == "记录" else None
    tie = _tie(head["关联"], owner, facts) if "关联" in head else None
    if "关联" in head and tie is None:
        hint = "记录写作“关联: 文本事实，自 日期事实 至 日期事实”"
        problems.append(Problem("V0107", f"“{name}”的关联“{head['关联']}”不可用", hint, page.place(1)))
    english, about = head.get("英文", name), head.get("说明", "")
    return Kind(name, english, role, owner, head.get("称", owner), about, facts, tie)


def _tie(text: str, owner: str | None, facts: Mapping[str, Fact]) -> Tie | None:
    """The tie that a head states; None where it names no text and two days of a record."""
    found = TIE.fullmatch(text)
    if not found or owner is None:
        return None
    types = [facts[name].type if name in facts else None for name in found.groups()]
    return Tie(*found.groups()) if types == [TEXT, DATE, DATE] else None


def _fact(
    kind: str, row: dict[str, str], named: dict[str, Enumeration], place: Place, problems: list[Problem]
) -> Fact | None:
    try:
        type_, scale = parse_type(row.get("类型", ""), named)
        low, high = _range(row.get("范围", ""), type_, scale)
        step = _stored(row["步长"], type_, scale) if row.get("步长") else None
        influence = _influence(row, type_, step)
    except HuiqiError as error:
        problems += [Problem(p.code, p.message, p.hint, place) for p in error.problems]
        return None
    return Fact(
        kind,
        row["事实"],
        row.get("英文", ""),
        type_,
        scale,
        low,
        high,
        row.get("主管", ""),
        influence,
        step,
        row.get("问题", ""),
    )


def _influence(row: dict[str, str], type_: Type, step: int | None) -> str:
    """In which direction the subject can move the fact; a number that moves needs a step."""
    word = row.get("影响", "") or FIXED
    if word not in INFLUENCES:
        raise fail("V0106", f"影响“{word}”无法识别", f"可用：{'、'.join(INFLUENCES)}")
    if word != FIXED and isinstance(type_, Quantity) and (step is None or step <= 0):
        raise fail("V0106", f"“{row['事实']}”可以改变，没有大于零的步长", "例如 步长写 1万元、1人")
    return word


def parse_type(text: str, named: dict[str, Enumeration]) -> tuple[Type, int]:
    """A type as the vocabulary and 字段 blocks write it, and its storage scale.

    Raises:
        HuiqiError: V0104 for an unknown type.
    """
    text = text.strip()
    if text in SIMPLE:
        return SIMPLE[text]
    if text in named:
        return named[text], 1
    found = PARAMETRIC.fullmatch(text)
    if not found:
        raise fail("V0104", f"未知的类型“{text}”", suggestion(text, [*SIMPLE, *named]))
    form, inner = found[1], found[2].strip()
    if form == "数量":
        return count_of(inner), 1
    if form == "数值":
        return NUMBER, 10 ** int(inner)
    return Enumeration("", _members(inner), form == "有序枚举"), 1


def _range(text: str, type_: Type, scale: int) -> tuple[int | None, int | None]:
    if not is_numeric(type_):
        return None, None
    if not text and type_ == DATE:
        return DATE_RANGE
    low, found, high = text.partition("至")
    if not found:
        raise fail("V0105", f"范围“{text}”应写作“低 至 高”", "例如 0元 至 1亿元")
    bounds = _stored(low, type_, scale), _stored(high, type_, scale)
    if bounds[0] > bounds[1]:
        raise fail("V0105", f"范围“{text}”的下限大于上限", "写作“低 至 高”")
    return bounds


def _stored(text: str, type_: Type, scale: int) -> int:
    negative = text.strip().startswith("-")
    literal = parse_literal(text.strip().lstrip("-"))
    if isinstance(literal.value, date):
        return epoch_day(literal.value)
    stored = literal.value * scale * (-1 if negative else 1)
    compatible = literal.type == type_ or (isinstance(type_, Quantity) and literal.value == 0)
    if not compatible or stored.denominator != 1:
        raise fail("V0105", f"“{text.strip()}”与类型{type_}不符", "单位要与类型一致")
    return int(Fraction(stored))
