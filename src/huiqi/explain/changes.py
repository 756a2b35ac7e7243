"""For a no: the nearest change in words, or why there is none."""

from __future__ import annotations

from datetime import date

from ..evaluate import Outcome, Subject
from ..evaluate.values import Evaluator
from ..nearest import Change, Groups, Move, NotComputed, nearest
from ..prose import say_move
from ..tree.measure import AMOUNT_BIT, BoundMeasure, Status
from .explanation import ChangeView
from .values import stored_text

ZERO_DIVISOR = "金额的除数为零"


def change_view(bound: BoundMeasure, groups: Groups, subject: Subject, outcome: Outcome) -> ChangeView | None:
    """What would turn an 不符合 into a yes; None for any other verdict."""
    if outcome.status != Status.INELIGIBLE:
        return None
    if outcome.false_mask >> AMOUNT_BIT & 1:
        return ChangeView((), 0, f"没有计算：{ZERO_DIVISOR}", ())
    found = nearest(groups, Evaluator(subject, outcome.record, bound.body.basis, bound.local))
    if isinstance(found, Change):
        waiting = tuple(r.name for r in outcome.reasons if r.truth.value is None)
        return ChangeView(tuple(move_text(m) for m in found.moves), found.cost[1], "", waiting)
    if isinstance(found, NotComputed):
        return ChangeView((), 0, f"没有计算：{found.reason}", ())
    return ChangeView((), 0, f"{'、'.join(found.conditions)}不是本主体所能改变的", ())


def move_text(move: Move) -> str:
    """One move in words."""
    before, after = move.before, move.after
    up = False
    if isinstance(before, int | date) and isinstance(after, int | date):
        up = after > before  # type: ignore[operator]
    return say_move(move.fact, stored_text(move.fact, before), stored_text(move.fact, after), up)
