"""From outcomes to words: every condition with its fact, the sum step by step, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ..evaluate import Outcome, Reason, Subject, evaluate
from ..evaluate.facts import Entity
from ..evaluate.values import Evaluator
from ..literals import money_text
from ..nearest import Groups, grouped
from ..prose import say
from ..prose.names import NATIONAL, Names
from ..prose.wording import as_read, defined, recorded
from ..register.groups import Group
from ..semantics import Cause
from ..tree import nodes as n
from ..tree.fold import rebuild
from ..tree.measure import NO, STATUS_ORDER, BoundBody, BoundMeasure, Condition, Status
from ..vocabulary import Fact
from .changes import change_view
from .explanation import CandidateView, ConditionView, Explanation, MeasureView
from .prospects import prospects
from .questions import questions, unknown_facts
from .values import stored_of, stored_text


def explain_subject(
    bound: Sequence[BoundMeasure],
    subject: Subject,
    policy: str,
    as_of: str,
    group: Group | None = None,
    among: Collection[str] | None = None,
    names: Names = NATIONAL,
) -> Explanation:
    """Every measure about the subject's kind, best verdicts first, codes by their ``names``.

    ``among`` as in :func:`huiqi.evaluate.evaluate`.
    """
    answered = []
    views = []
    for item in bound:
        if item.measure.subject.name != subject.entity.kind:
            continue
        outcomes = evaluate(item, subject, among=among)
        views.append(_measure(item, subject, outcomes, names))
        answered.append((item, outcomes))
    views.sort(key=lambda v: -_rank(v.status))
    return Explanation(
        subject.entity.code,
        subject.name,
        as_of,
        policy,
        any(b.demo for b in bound),
        tuple(views),
        questions(answered, subject),
        group,
    )


def _rank(status: str) -> int:
    return STATUS_ORDER.index(Status(status))


def _measure(bound: BoundMeasure, subject: Subject, outcomes: Sequence[Outcome], names: Names) -> MeasureView:
    measure, groups = bound.measure, grouped(bound)
    best = max((o.status for o in outcomes), key=STATUS_ORDER.index, default=Status.INELIGIBLE)
    return MeasureView(
        measure.id,
        measure.title,
        bound.mode.value,
        best.value,
        measure.quotations,
        tuple(sorted(bound.adopted.items())),
        bound.demo,
        tuple(_candidate(bound, groups, subject, outcomes, i, names) for i in range(len(outcomes))),
    )


def _candidate(
    bound: BoundMeasure,
    groups: Groups,
    subject: Subject,
    outcomes: Sequence[Outcome],
    index: int,
    names: Names,
) -> CandidateView:
    outcome = outcomes[index]
    speech = _Speech(bound, subject, outcome.record, names)
    conditions = [
        ConditionView(r.name, outcome_word(r), speech.sentence(r), speech.facts(r)) for r in outcome.reasons
    ]
    conditions += _open_reading(bound, outcome)
    return CandidateView(
        outcome.record.code if outcome.record else "",
        outcome.status.value,
        tuple(conditions),
        tuple(_sum(bound, subject, outcome)),
        outcome.amount,
        outcome.low,
        outcome.high,
        tuple(f.name for f in unknown_facts(bound, subject, outcome)),
        change_view(bound, groups, subject, outcome),
        prospects(bound, subject, outcomes, index),
    )


def _written(bound: BoundMeasure) -> dict[str, Condition]:
    """Conditions as the law has them, by name; a reading's own included."""
    measure = bound.measure
    bodies = (measure.body, *measure.alternatives.values())
    return {c.name: c for b in bodies for c in (*b.scope, *b.conditions)}


class _Speech:
    """What is said of a candidate's conditions: as the law words them, with what has been settled."""

    def __init__(self, bound: BoundMeasure, subject: Subject, record: Entity | None, names: Names) -> None:
        self.bound, self.subject, self.record, self.names = bound, subject, record, names
        self.written = _written(bound)
        self.nodes = {c.bit: c.node for c in bound.body.conditions}
        self.evaluator = Evaluator(subject, record, bound.body.basis, bound.local)

    def sentence(self, reason: Reason) -> str:
        """A condition, in the reading adopted; what settings record stands in it as they record it."""
        written, node = self.written.get(reason.name), self.nodes[reason.bit]
        if written is None:
            return _given(reason.name, node)
        if recorded(written.node) and not defined(written.node):
            return say(settled(node, self.evaluator), names=self.names)
        return say(as_read(written.node, self.bound.adopted), names=self.names)

    def facts(self, reason: Reason) -> tuple[tuple[str, str], ...]:
        """The facts it looked at, with their values."""
        facts = {r.fact.path: r.fact for r in reason.facts}
        return tuple(_shown(f, self.subject, self.record, self.names) for f in facts.values())


def _given(name: str, node: n.Node) -> str:
    if name == "启用":
        return "所在地已启用这项措施"
    return "决定日在执行期之内" + ("" if isinstance(node, n.Const) else f"（{say(node)}）")


def outcome_word(reason: Reason) -> str:
    """满足, 不满足, 待补充 or 待明确."""
    if reason.truth.value is not None:
        return "满足" if reason.truth.value else "不满足"
    return "待补充" if Cause.UNKNOWN in reason.truth.causes else "待明确"


def _open_reading(bound: BoundMeasure, outcome: Outcome) -> Iterable[ConditionView]:
    if not outcome.readings:
        return
    parts = "；".join(
        f"按“{name}”：{o.status.value}" + (f" {money_text(o.amount)}" if o.amount is not None else "")
        for name, o in outcome.readings
    )
    bit = 1 << (bound.reading_bit or 0)
    word = "不满足" if outcome.false_mask & bit else "待明确" if outcome.unset_mask & bit else "满足"
    yield ConditionView("读法", word, f"条款有几种读法，尚未采用其一：{parts}", ())


def _shown(fact: Fact, subject: Subject, record: Entity | None, names: Names = NATIONAL) -> tuple[str, str]:
    return fact.name, stored_text(fact, stored_of(fact, subject, record), names)


def _sum(bound: BoundMeasure, subject: Subject, outcome: Outcome) -> Iterable[str]:
    """The sum with this candidate's figures, then what limits made of it."""
    body: BoundBody = bound.body
    if outcome.status in NO or body.amount is None or outcome.low is None:
        return

    def leaf(ref: n.FactRef) -> str:
        name, value = _shown(ref.fact, subject, outcome.record)
        return f"{name} {value}"

    evaluator = Evaluator(subject, outcome.record, body.basis, bound.local)
    formula = say(settled(body.amount, evaluator), leaf=leaf)
    before = outcome.amount_before_limits
    yield f"{formula} = {money_text(before)}" if before is not None else formula
    if outcome.cut_by is not None:
        high = "不设上限" if outcome.high is None else money_text(outcome.high)
        yield f"受限额“{outcome.cut_by}”限制，为 {high}" + ("" if outcome.amount is not None else "以内")


def settled(node: n.Node, evaluator: Evaluator) -> n.Node:
    """The expression with what this candidate has decided put in: cases taken, local values."""
    if isinstance(node, n.Cases):
        for condition, value in node.rows:
            holds = evaluator.truth(condition).value
            if holds is None:
                return node
            if holds:
                return settled(value, evaluator)
        return settled(node.default, evaluator)
    if isinstance(node, n.Local) and node.name:
        known = evaluator.num(node)
        return n.Const(node.type, known.low) if known.point and known.low is not None else node
    return rebuild(node, lambda child: settled(child, evaluator))
