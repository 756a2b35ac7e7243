"""Do the examples reach every comparison from all sides, and does every condition matter?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..errors import Place, Problem
from ..evaluate import evaluate
from ..evaluate.outcome import verdict
from ..semantics import Num, Some
from ..tree import nodes as n
from ..tree.measure import ADOPTED_BIT, AMOUNT_BIT, VALIDITY_BIT, BoundMeasure, Condition, Measure
from ..types import Enumeration
from .examples import Ran

SIDES = {
    "below": "低于界",
    "at": "等于界",
    "above": "高于界",
    "unknown": "不明",
    "member": "符合",
    "other": "不符合",
}


class Watch:
    """Collects, per comparison (by place), from which sides examples reached it."""

    def __init__(self) -> None:
        self.seen: dict[tuple[Place, str], set[str]] = {}
        self.wanted: dict[tuple[Place, str], set[str]] = {}

    def __call__(self, node: n.Compare, left: Num | Some, right: Num | Some) -> None:
        if not node.place.file:
            return
        key = (node.place, node.operator)
        self.wanted.setdefault(key, _wanted(node))
        self.seen.setdefault(key, set()).add(_side(left, right))


def _wanted(node: n.Compare) -> set[str]:
    if isinstance(node.left.type, Enumeration) or not _numeric(node):
        return {"member", "other", "unknown"}
    sides = {"below", "at", "above", "unknown"}
    fact = n.core(node.left)
    bound = n.core(node.right)
    if isinstance(fact, n.FactRef) and isinstance(bound, n.Const) and fact.fact.low is not None:
        low, high = fact.fact.bounds()
        if isinstance(bound.value, Fraction):
            sides -= {"below"} if bound.value <= low else set()
            sides -= {"above"} if bound.value >= high else set()
    elif (
        isinstance(bound, n.Const)
        and bound.value == 0
        and not any(isinstance(x, n.Add) for x in n.walk(fact))
    ):
        sides -= {"below"}
    return sides


def _numeric(node: n.Compare) -> bool:
    return node.operator in "<≤>≥" or hasattr(node.left.type, "money") or str(node.left.type) == "日期"


def _side(left: Num | Some, right: Num | Some) -> str:
    if isinstance(left, Some) or isinstance(right, Some):
        if not (left.point if isinstance(left, Some) else True):
            return "unknown"
        same = isinstance(left, Some) and isinstance(right, Some) and left.possible == right.possible
        return "member" if same else "other"
    if not left.point or not right.point or left.low is None or right.low is None:
        return "unknown"
    return "below" if left.low < right.low else "above" if left.low > right.low else "at"


def check_comparisons(measure: Measure, ran: Sequence[Ran]) -> Iterator[Problem]:
    """C0401 for each comparison of the measure's file that examples do not reach from a side."""
    watch = Watch()
    for item in ran:
        evaluate(item.bound, item.case.subject, watch)
    for (place, _), wanted in sorted(watch.wanted.items(), key=lambda i: i[0][0]):
        missing = wanted - watch.seen[place, _]
        if missing and place.file == measure.place.file:
            sides = "、".join(SIDES[m] for m in sorted(missing))
            yield Problem("C0401", f"{measure.id} 的比较没有例子到达：{sides}", "补一行例子", place)


def check_conditions(measure: Measure, ran: Sequence[Ran]) -> Iterator[Problem]:
    """C0402 for each condition without an example whose verdict changes when it is taken away."""
    names: dict[str, Place] = {}
    matters: set[str] = set()
    for item in ran:
        for condition in _own(item.bound):
            names.setdefault(condition.name, condition.place)
        for outcome in item.outcomes:
            for reason in outcome.reasons:
                keep = ~(1 << reason.bit)
                masks = (outcome.false_mask, outcome.unknown_mask, outcome.unset_mask)
                if verdict(*(m & keep for m in masks)) != outcome.status:
                    matters.add(reason.name)
            matters |= {r.name for _, o in outcome.readings for r in o.reasons if o.false_mask >> r.bit & 1}
    for name, place in names.items():
        if name not in matters:
            yield Problem(
                "C0402", f"{measure.id} 的条件“{name}”去掉后没有例子改变", "补一行只有它不满足的例子", place
            )


def _own(bound: BoundMeasure) -> Iterator[Condition]:
    bodies = [bound.body, *(b for _, b in bound.alternatives)]
    for body in bodies:
        for condition in body.conditions:
            if condition.bit not in {ADOPTED_BIT, VALIDITY_BIT, AMOUNT_BIT} and not isinstance(
                condition.node, n.Const
            ):
                yield condition
