"""What an explanation holds, and how it reads at a terminal and as JSON. Amounts in fen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from ..literals import money_text

SYMBOLS = {"满足": "✓", "不满足": "✗", "待补充": "？", "待明确": "…"}


@dataclass(frozen=True)
class ConditionView:
    """A condition: its outcome, sentence, and the facts it looked at with their values."""

    name: str
    outcome: str
    sentence: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Missing:
    """An unknown fact: its question, owner, and how much money hangs on it (fen, None: unbounded)."""

    fact: str
    question: str
    owner: str
    weight: int | None


@dataclass(frozen=True)
class CandidateView:
    """A candidate: the subject itself (``record`` empty) or one of its records."""

    record: str
    status: str
    conditions: tuple[ConditionView, ...]
    sum: tuple[str, ...]
    amount: int | None
    low: int | None
    high: int | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class MeasureView:
    """A measure for the subject; ``status`` is the best of its candidates."""

    id: str
    title: str
    mode: str
    status: str
    quotations: tuple[str, ...]
    readings: tuple[tuple[str, str], ...]
    demo: bool
    candidates: tuple[CandidateView, ...]


@dataclass(frozen=True)
class Explanation:
    """Everything for one subject."""

    code: str
    name: str
    as_of: str
    policy: str
    demo: bool
    measures: tuple[MeasureView, ...]
    missing: tuple[Missing, ...]

    def to_json(self) -> dict[str, object]:
        """As plain JSON values."""
        return asdict(self)

    def to_text(self) -> str:
        """As a page for a terminal."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.name}（{self.code}）"
        yield f"依据《{self.policy}》，截至 {self.as_of}" + ("　※ 含演示设定" if self.demo else "")
        for measure in self.measures:
            yield ""
            yield from _measure_lines(measure)
        if self.missing:
            yield ""
            yield "补充下列信息最有用："
            for item in self.missing[:5]:
                yield f"  · {item.question or item.fact}（{item.owner}）{_weight(item.weight)}"


def _weight(weight: int | None) -> str:
    if weight is None:
        return "，影响金额不设上限"
    return f"，最多影响 {money_text(weight)}" if weight else ""


def amount_text(view: CandidateView) -> str:
    """The amount of a candidate in words; empty where there is none."""
    if view.amount is not None:
        return money_text(view.amount)
    if view.low is None:
        return ""
    high = "不设上限" if view.high is None else money_text(view.high)
    return f"{money_text(view.low)} 至 {high}"


def _measure_lines(measure: MeasureView) -> Iterator[str]:
    mark = "（演示设定）" if measure.demo else ""
    yield f"【{measure.status}】{measure.title} · {measure.mode}{mark}"
    for quotation in measure.quotations:
        yield f"  “{quotation}”"
    if not measure.candidates:
        yield "  登记库中没有这类记录。"
    for view in measure.candidates:
        yield from _candidate_lines(view)


def _candidate_lines(view: CandidateView) -> Iterator[str]:
    amount = amount_text(view)
    head = f"  {view.record or '本主体'}：{view.status}" + (f"，{amount}" if amount else "")
    yield head
    for condition in view.conditions:
        facts = "；".join(f"{name} {value}" for name, value in condition.facts)
        shown = f"（{facts}）" if facts else ""
        yield f"    {SYMBOLS[condition.outcome]} {condition.name}：{condition.sentence}{shown}"
    for line in view.sum:
        yield f"    = {line}"
    if view.missing:
        yield f"    缺：{'、'.join(view.missing)}"
