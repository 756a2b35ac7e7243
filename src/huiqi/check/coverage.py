"""Coverage: every sentence classed and carried out, every quotation true, every phrase mapped.

Texts are compared :func:`folded`: without white space, ``,`` read as ``，``; nothing else is
forgiven. A row's rest is what no quotation of its carriers covers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..errors import Place, Problem, did_you_mean, suggestion
from ..policy.model import KINDS, PLAIN_KINDS, Declaration, Package, Segment
from ..tree.measure import Measure

Carrier = Measure | Declaration
FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|‰|万元|亿元|元|个|家|项|倍|人|亩|户)")
ITEMS = re.compile(r"[（(]\d+项[)）]$")
MONEY_WORDS = ("资金", "补贴", "奖", "补偿", "优先")
LEFT_OUT = re.compile(r"给予|[对按的，。、；：“”《》（）()\s]")
MARKS = re.compile(r"[#，。、；：“”《》（）()\s]")
FORMS = {"F": "fund", "D": "desk", "T": "duty"}


def folded(text: str) -> str:
    """Without white space, commas folded: what a quotation must match."""
    return re.sub(r"\s", "", text).replace(",", "，")


def carriers(package: Package, row: str) -> list[Carrier]:
    """The measures and declarations that say they carry out a row."""
    return [c for c in every_carrier(package) if row in c.rows]


def every_carrier(package: Package) -> list[Carrier]:
    """Measures, then declarations."""
    return [*package.measures.values(), *package.declarations]


# -- segments ---------------------------------------------------------------------------------
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
        yield from check_kinds(segment)


def check_kinds(segment: Segment) -> Iterator[Problem]:
    """C0102 for kinds nobody knows, C0103 for a promise classed as plain words."""
    unknown = [k for k in segment.kinds if k not in KINDS and k not in PLAIN_KINDS]
    if unknown or not segment.kinds:
        message = f"{segment.row} 的类“{' '.join(unknown)}”不认识"
        yield Problem("C0102", message, "B F D T，或 声明、标题、效力", segment.place)
    elif set(segment.kinds) <= set(PLAIN_KINDS) and _promises(segment):
        message = f"{segment.row} 有数字或资金、优先等词，不能只作声明"
        yield Problem("C0103", message, "归入 B、F、D、T", segment.place)


def _promises(segment: Segment) -> bool:
    """A figure or a word of money; a heading's count of its items is neither."""
    text = ITEMS.sub("", segment.text)
    return bool(FIGURE.search(text)) or any(w in text for w in MONEY_WORDS)


def _segment_at(segments: Sequence[Segment], position: int) -> Place | None:
    passed = 0
    for segment in segments:
        passed += len(folded(segment.text))
        if passed > position:
            return segment.place
    return segments[-1].place if segments else Place("segments.md")


# -- carriers ---------------------------------------------------------------------------------
def check_carried(package: Package) -> Iterator[Problem]:
    """Each kind of each segment has something that carries it out (C0104, C0105)."""
    for segment in package.segments:
        found = carriers(package, segment.row)
        for kind in segment.kinds:
            if kind in KINDS and not _carries(kind, segment, found):
                what = "措施" if kind == "B" else f"{KINDS[kind]}的声明"
                message = f"{segment.row} 归为{KINDS[kind]}，没有{what}承担"
                yield Problem("C0104", message, f"在条款中写 {segment.row}", segment.place)
    rows = {s.row for s in package.segments}
    for carrier in every_carrier(package):
        for row in carrier.rows:
            if row not in rows:
                hint = did_you_mean(row, rows) or "写 segments.md 里的行号"
                yield Problem("C0105", f"条款“{row}”不在 segments.md 中", hint, carrier.place)


def _carries(kind: str, segment: Segment, found: Sequence[Carrier]) -> bool:
    """B: a measure, or where the row is a task too, a duty that sends it to other packages."""
    if kind == "B":
        passed_on = "T" in segment.kinds and any(getattr(c, "form", "") == "duty" for c in found)
        return passed_on or any(isinstance(c, Measure) for c in found)
    return any(getattr(c, "form", "") == FORMS[kind] for c in found)


# -- quotations -------------------------------------------------------------------------------
def check_quotations(package: Package) -> Iterator[Problem]:
    """Quotations stand in the document, within the rows they carry out (C0106)."""
    document = folded(package.document)
    texts = {s.row: folded(s.text) for s in package.segments}
    for carrier in every_carrier(package):
        if not carrier.quotations:
            yield Problem("C0106", f"{carrier.id} 没有引文", "在规则上方引用条文", carrier.place)
        for quotation in carrier.quotations:
            plain = folded(quotation)
            if plain not in document:
                message = f"{carrier.id} 的引文与原文不同：“{quotation[:30]}”"
                yield Problem("C0106", message, "逐字照录", carrier.place)
            elif not any(_overlap(plain, texts.get(row, "")) for row in carrier.rows):
                message = f"{carrier.id} 的引文不在条款 {'、'.join(carrier.rows)} 中：“{quotation[:30]}”"
                yield Problem("C0106", message, "引用本条款，或改“条款”", carrier.place)


def _overlap(quotation: str, text: str) -> bool:
    """Whether a quotation lies in a row's text, or runs over it whole."""
    return bool(text) and (quotation in text or text.rstrip("，。；") in quotation)


def unquoted(package: Package, segment: Segment) -> str:
    """What of a row's text no quotation of its carriers covers; marks left out."""
    rest = folded(segment.text)
    quoted = [folded(q) for c in carriers(package, segment.row) for q in c.quotations]
    for quotation in sorted(quoted, key=len, reverse=True):
        shared = quotation if quotation in rest else rest if rest in quotation else ""
        if rest.rstrip("，。；") and rest.rstrip("，。；") in quotation:
            shared = rest
        rest = rest.replace(shared, "\0") if shared else rest
    return MARKS.sub("", rest.replace("\0", ""))


def check_quoted(package: Package) -> Iterator[Problem]:
    """C0110 for a row of which its carriers leave some words unquoted."""
    for segment in package.segments:
        rest = unquoted(package, segment) if set(segment.kinds) & set(KINDS) else ""
        if rest and carriers(package, segment.row):
            message = f"{segment.row} 有未引用的字句：“{rest[:30]}”"
            yield Problem("C0110", message, "引文应合起来覆盖整句", segment.place)


# -- phrases ----------------------------------------------------------------------------------
def check_phrases(measure: Measure) -> Iterator[Problem]:
    """Every phrase of the quotation is mapped or left out with a reason (C0107…C0109)."""
    phrases = [(g.phrase, g.place) for g in measure.glosses]
    phrases += [(p, measure.place) for p in measure.omissions]
    quoted = "\0".join(folded(q) for q in measure.quotations)
    for phrase, place in phrases:
        if folded(phrase) not in quoted:
            yield Problem("C0107", f"{measure.id} 的释义“{phrase}”不在引文中", "逐字取自引文", place)
    for left in unmapped(measure):
        message = f"{measure.id} 的引文“{left}”没有释义，也没有略"
        yield Problem("C0108", message, "映射到条件、参数…，或在“略”写明理由", measure.place)
    for phrase, reason in measure.omissions.items():
        if not reason.strip():
            yield Problem("C0108", f"{measure.id} 略去“{phrase}”没有写理由", "写明理由", measure.place)
    yield from _check_targets(measure)


def unmapped(measure: Measure) -> list[str]:
    """Stretches of the quotations neither mapped nor left out; 对、按、的、给予 and marks aside."""
    rest = "\0".join(folded(q) for q in measure.quotations)
    phrases = [folded(p) for p in (*(g.phrase for g in measure.glosses), *measure.omissions)]
    for plain in sorted(phrases, key=len, reverse=True):
        rest = rest.replace(plain, "\0")
    return [left.strip("，。") for left in rest.split("\0") if LEFT_OUT.sub("", left)]


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
    present = {
        "金额": any(b.amount is not None for b in bodies),
        "依据日期": any(b.basis is not None for b in bodies),
        "读法": bool(measure.alternatives),
        "支持费用": measure.cost is not None,
        "名额": measure.places is not None,
    }
    for gloss in measure.glosses:
        for part, name in gloss.targets:
            if part in known and name not in known[part]:
                hint = suggestion(name, known[part])
                message = f"{measure.id} 的释义指向不存在的{part}“{name}”"
                yield Problem("C0109", message, hint, gloss.place)
            elif not present.get(part, True):
                message = f"{measure.id} 的释义指向{part}，措施却没有{part}"
                yield Problem("C0109", message, "指向措施写明的部分", gloss.place)
