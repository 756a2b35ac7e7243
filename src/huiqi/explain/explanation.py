"""What an explanation holds, and how it reads at a terminal and as JSON. Amounts in fen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from ..literals import money_text
from ..register.groups import Group

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
    """An unknown fact: its question, owner, and how much money hangs on it (fen, None: unbounded).

    ``weight`` counts every candidate the fact helps to hold open; ``alone`` those that it alone
    decides, of which there are ``decides``, with the ``verdicts`` its answer may lead to.
    """

    fact: str
    question: str
    owner: str
    weight: int | None
    alone: int | None
    decides: int
    verdicts: tuple[str, ...]


@dataclass(frozen=True)
class ChangeView:
    """For a no: the nearest change in words and its steps, or why there is none.

    ``waiting`` are conditions that stay undecided after it.
    """

    moves: tuple[str, ...]
    steps: int
    reason: str
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class ProspectView:
    """For a yes: what one ``step`` more (or less) of a fact brings in fen, and the next threshold."""

    fact: str
    way: str
    step: str
    gain: int
    threshold: str


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
    change: ChangeView | None
    prospects: tuple[ProspectView, ...]


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
    """Everything for one subject; ``group`` is None where it is in none."""

    code: str
    name: str
    as_of: str
    policy: str
    demo: bool
    measures: tuple[MeasureView, ...]
    missing: tuple[Missing, ...]
    group: Group | None = None

    def to_json(self) -> dict[str, object]:
        """As plain JSON values."""
        return asdict(self)

    def to_text(self) -> str:
        """As a page for a terminal."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.name}（{self.code}）"
        yield f"依据《{self.policy}》，截至 {self.as_of}" + ("　※ 含演示设定" if self.demo else "")
        if self.group:
            members = "、".join(f"{name}（{code}）" for code, name in self.group.members)
            yield f"关联企业组（{len(self.group.members)} 家）：{members}"
        for measure in self.measures:
            yield ""
            yield from _measure_lines(measure)
        if self.missing:
            yield ""
            yield "补充下列信息最有用："
            for item in self.missing[:5]:
                yield f"  · {item.question or item.fact}（{item.owner}）{_weight(item)}"


def _weight(item: Missing) -> str:
    parts = []
    if item.decides:
        parts.append(f"一经补充即可定{item.decides}项（{'、'.join(item.verdicts)}）")
    if item.weight is None:
        parts.append("影响金额不设上限")
    elif item.weight:
        parts.append(f"最多影响 {money_text(item.weight)}")
    return "".join(f"，{p}" for p in parts)


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
    if measure.readings:
        yield f"  采用的解释：{'、'.join(f'{name}“{option}”' for name, option in measure.readings)}"
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
    if view.change is not None:
        yield f"    → {_change_text(view.change)}"
    for prospect in view.prospects:
        yield f"    → {_prospect_text(prospect)}"


def _change_text(change: ChangeView) -> str:
    if not change.moves:
        return f"最近改变：{change.reason}"
    waiting = f"；{'、'.join(change.waiting)}仍待定" if change.waiting else ""
    return f"最近改变（{len(change.moves)}项）：{'，'.join(change.moves)}{waiting}"


def _prospect_text(prospect: ProspectView) -> str:
    gain = f"每{prospect.way}{prospect.step}{prospect.fact}，多得 {money_text(prospect.gain)}"
    words = [gain] if prospect.gain > 0 else []
    words += [f"{prospect.fact}{prospect.threshold}" if prospect.threshold else ""]
    return "；".join(w for w in words if w)
