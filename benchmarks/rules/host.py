"""The host of the rules: every condition of every measure for one enterprise, with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rule_engine import Rule

from benchmarks.columns import ENTERPRISE, KINDS
from benchmarks.rules import texts
from benchmarks.sizes import NOT_SIZED

Facts = Mapping[str, Any]
Answer = tuple[str, int | None, int, int]
"""Status, amount in fen, what is false, what waits for a fact; masks as ours."""
DECIDED = date(2022, 10, 10)


class Known:
    """A rule that answers None where a fact it reads is unknown."""

    def __init__(self, text: str) -> None:
        self._rule = Rule(text)
        self._reads = tuple(self._rule.context.symbols)

    def __call__(self, facts: Facts) -> Any:
        if any(facts[name] is None for name in self._reads):
            return None
        return self._rule.evaluate(facts)


@dataclass(frozen=True)
class Measure:
    """A measure's rules."""

    name: str
    records: str | None
    conditions: Mapping[int, Known]
    decided: Known | None
    amount: Known | None


class Program:
    """All rules, parsed once."""

    def __init__(self) -> None:
        self.sizes = [(Known(within), Known(size)) for within, size in texts.sizes()]
        self.measures = [
            Measure(name, records, *_parsed(conditions, decided, amount))
            for name, (records, conditions, decided, amount) in texts.MEASURES.items()
        ]

    def __call__(self, enterprise: Facts, records: Mapping[str, Sequence[Facts]]) -> dict[str, list[Answer]]:
        """Measure -> the answer of each candidate."""
        own = {name: enterprise.get(fact) for name, fact in ENTERPRISE.items()}
        own["size"] = self._size(own)
        own |= _counted(records)
        found = {}
        for measure in self.measures:
            candidates = [own] if measure.records is None else _joined(own, records, measure.records)
            found[measure.name] = self._answers(measure, candidates)
        return found

    def _size(self, facts: Facts) -> int | None:
        if facts["industry"] is None:
            return None
        for within, size in self.sizes:
            if within(facts):
                found = size(facts)
                return None if found is None else int(found)
        return NOT_SIZED

    def _answers(self, measure: Measure, candidates: Sequence[Facts]) -> list[Answer]:
        answers = [_answer(measure, facts) for facts in candidates]
        limit = texts.YEARLY.get(measure.name)
        if limit is None:
            return answers
        left = dict.fromkeys({f["day"].year for f in candidates if f["day"]}, limit)
        for i in sorted(range(len(answers)), key=lambda i: candidates[i]["day"] or date.min):
            status, amount, false, unknown = answers[i]
            if status == "符合":
                year = candidates[i]["day"].year
                paid = min(amount or 0, left[year])
                left[year] -= paid
                answers[i] = (status, paid, false, unknown)
        return answers


def _parsed(
    conditions: Mapping[int, str], decided: str | None, amount: str | None
) -> tuple[dict[int, Known], Known | None, Known | None]:
    rules = {bit: Known(text) for bit, text in {**texts.SCOPE, **conditions}.items()}
    return rules, Known(decided) if decided else None, Known(amount) if amount else None


def _answer(measure: Measure, facts: Facts) -> Answer:
    false = unknown = 0
    for bit, condition in measure.conditions.items():
        holds = condition(facts)
        if holds is None:
            unknown |= 1 << bit
        elif not holds:
            false |= 1 << bit
    if false:
        return "不符合", None, false, unknown
    decided = True if measure.decided is None else measure.decided(facts)
    amount = 0 if measure.amount is None else measure.amount(facts)
    if unknown or decided is None or amount is None:
        return "待补充", None, false, unknown
    if not decided:
        return "待定", None, false, unknown
    return "符合", None if measure.amount is None else int(amount), false, unknown


def _joined(own: Facts, records: Mapping[str, Sequence[Facts]], kind: str) -> list[Facts]:
    return [
        {**own, **{name: record.get(fact) for name, fact in KINDS[kind].items()}}
        for record in records.get(kind, ())
    ]


def _counted(records: Mapping[str, Sequence[Facts]]) -> Facts:
    """What 4.2 counts and sums; None where a record leaves it unknown."""
    institutes, recognitions = records.get("研发机构", ()), records.get("认定", ())
    own = [r["建设方式"] and r["建设方式"] in ("自建", "与科研院所联建") for r in institutes]
    recognised = [_recognised(r) for r in recognitions]
    return {
        "own_institutes": _sum(own),
        "recognised_centres": _sum(recognised),
        "researchers": _sum([r["研发人员"] for r in institutes]),
        "equipment": _sum([r["仪器设备原值"] for r in institutes]),
    }


def _recognised(record: Facts) -> bool | None:
    title, level, since, until = (record[n] for n in ("称号", "级别", "认定日期", "有效期至"))
    if title is None or level is None or since is None or until is None:
        return None
    return title == "企业技术中心" and level in ("省级", "国家级") and since <= DECIDED <= until


def _sum(values: Sequence[int | None]) -> int | None:
    known = [v for v in values if v is not None]
    return sum(known) if len(known) == len(values) else None
