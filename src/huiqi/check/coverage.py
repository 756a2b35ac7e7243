"""Coverage: every sentence classed and carried out, every quotation true, every phrase mapped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..errors import Place, Problem, did_you_mean
from ..policy.model import KINDS, PLAIN_KINDS, Declaration, Package, Segment
from ..tree.measure import Measure

FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|‰|万元|亿元|元|个|家|项|倍)")
MONEY_WORDS = ("资金", "补贴", "奖", "补偿", "优先")
LEFT_OUT = re.compile(r"[对按的给予，,。、；;：:“”《》（）()\s]|给予")
FORMS = {"D": "desk", "F": "fund", "T": "duty"}


def folded(text: str) -> str:
    """Without white space, commas folded: what a quotation must match."""
    return re.sub(r"\s", "", text).replace(",", "，")


def check_segments(package: Package) -> Iterator[Problem]:
    """The segments partition the document and each is of known kinds (C0101…C0103)."""
    joined = folded("".join(s.text for s in package.segments))
    document = folded(package.document)
    if joined != document:
        at = next(
            (i for i, (a, b) in enumerate(zip(joined, document, strict=False)) if a != b),
            min(len(joined), len(document)),
        )
        near = document[max(0, at - 8) : at + 12]
        place = _segment_at(package.segments, at)
        yield Problem("C0101", f"分句与原文不一致，在“{near}”附近", "逐字照录原文，不漏不添", place)
    for segment in package.segments:
        unknown = [k for k in segment.kinds if k not in KINDS and k not in PLAIN_KINDS]
        if unknown or not segment.kinds:
            yield Problem(
                "C0102",
                f"{segment.row} 的类“{' '.join(unknown)}”不认识",
                "B F D T，或 声明、标题、效力",
                segment.place,
            )
        elif set(segment.kinds) <= {"声明"} and (
            FIGURE.search(segment.text) or any(w in segment.text for w in MONEY_WORDS)
        ):
            yield Problem(
                "C0103",
                f"{segment.row} 有数字或资金、优先等词，不能只作声明",
                "归入 B、F、D、T",
                segment.place,
            )


def _segment_at(segments: Sequence[Segment], position: int) -> Place | None:
    passed = 0
    for segment in segments:
        passed += len(folded(segment.text))
        if passed > position:
            return segment.place
    return segments[-1].place if segments else Place("segments.md")


def check_carried(package: Package) -> Iterator[Problem]:
    """Each kind of each segment has something that carries it out (C0104, C0105)."""
    rows = {s.row for s in package.segments}
    measured = {r for m in package.measures.values() for r in m.rows}
    declared = {(r, d.form) for d in package.declarations for r in d.rows}
    anything = {r for r, _ in declared}
    for segment in package.segments:
        for kind in segment.kinds:
            missing = kind == "B" and segment.row not in measured | anything
            missing |= (
                kind in FORMS and segment.row not in measured and (segment.row, FORMS[kind]) not in declared
            )
            if missing:
                message = f"{segment.row} 归为{KINDS[kind]}，没有措施或声明承担"
                yield Problem("C0104", message, f"在条款中写 {segment.row}", segment.place)
    carriers = [(m.rows, m.place) for m in package.measures.values()]
    carriers += [(d.rows, d.place) for d in package.declarations]
    for named, place in carriers:
        for row in named:
            if row not in rows:
                yield Problem("C0105", f"条款“{row}”不在 segments.md 中", did_you_mean(row, rows), place)


def check_quotations(package: Package) -> Iterator[Problem]:
    """Quotations stand in the document, and in the rows they are said to carry out (C0106)."""
    document = folded(package.document)
    carriers: list[Measure | Declaration] = [*package.measures.values(), *package.declarations]
    for carrier in carriers:
        if not carrier.quotations:
            yield Problem("C0106", f"{carrier.id} 没有引文", "在规则上方引用条文", carrier.place)
        for quotation in carrier.quotations:
            if folded(quotation) not in document:
                yield Problem(
                    "C0106", f"{carrier.id} 的引文与原文不同：“{quotation[:30]}”", "逐字照录", carrier.place
                )


def check_phrases(measure: Measure) -> Iterator[Problem]:
    """Every phrase of the quotation is mapped or left out with a reason (C0107…C0109)."""
    quoted = folded("".join(measure.quotations))
    rest = quoted
    phrases = [(g.phrase, g.place) for g in measure.glosses] + [(p, measure.place) for p in measure.omissions]
    for phrase, place in sorted(phrases, key=lambda p: -len(p[0])):
        plain = folded(phrase)
        if plain not in quoted:
            yield Problem("C0107", f"{measure.id} 的释义“{phrase}”不在引文中", "逐字取自引文", place)
        rest = rest.replace(plain, "\0")
    for left in rest.split("\0"):
        kept = LEFT_OUT.sub("", left)
        if kept:
            yield Problem(
                "C0108",
                f"{measure.id} 的引文“{left.strip('，。')}”没有释义，也没有略",
                "映射到条件、参数…，或在“略”写明理由",
                measure.place,
            )
    yield from _check_targets(measure)


def _check_targets(measure: Measure) -> Iterator[Problem]:
    bodies = (measure.body, *measure.alternatives.values())
    known = {
        "条件": {c.name for b in bodies for c in (*b.conditions, *b.scope)},
        "参数": set(measure.parameters),
        "列表": set(measure.lists),
        "限额": {x.name for b in bodies for x in b.limits},
        "解释": set(measure.readings),
        "定义": set(measure.names.definitions.names()),
    }
    for gloss in measure.glosses:
        for part, name in gloss.targets:
            if part in known and name and name not in known[part]:
                hint = did_you_mean(name, known[part])
                yield Problem("C0109", f"{measure.id} 的释义指向不存在的{part}“{name}”", hint, gloss.place)
