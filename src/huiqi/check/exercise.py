"""Do the examples reach every comparison from all sides, and does every condition matter?

A comparison is known by its place and operator, so that it is one whatever settings are bound.
Comparisons of shared scopes and definitions count what the examples of all measures reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from ..errors import Place, Problem
from ..evaluate import Outcome, evaluate
from ..evaluate.outcome import verdict
from ..evaluate.values import Value
from ..policy.model import Package
from ..semantics import Num, Some, Truth
from ..tree import nodes as n
from ..tree.measure import Body, Measure
from ..types import DATE, Enumeration
from .examples import Ran

SIDES = {
    "below": "低于界",
    "before": "界前一日",
    "at": "等于界",
    "after": "界后一日",
    "above": "高于界",
    "unknown": "不明",
    "member": "符合",
    "other": "不符合",
}
MEMBERS = frozenset({"member", "other", "unknown"})
NUMBERS = frozenset({"below", "at", "above", "unknown"})
ORDERS = "<≤>≥"
Tested = n.Compare | n.Member
Key = tuple[Place, str]


class Watch:
    """Collects, per comparison, from which sides examples reached it and should."""

    def __init__(self) -> None:
        self.seen: dict[Key, set[str]] = {}
        self.wanted: dict[Key, frozenset[str]] = {}

    def __call__(self, node: Tested, left: Value, right: Value) -> None:
        if node.place.file:
            self.wanted[_key(node)] = _wanted(node)
            self.seen.setdefault(_key(node), set()).update(_sides(node, left, right))

    def written(self, nodes: Iterable[n.Node]) -> None:
        """Asks for the comparisons in these expressions even where no example comes to them."""
        for node in nodes:
            for x in n.walk(node):
                if isinstance(x, Tested) and x.place.file and _varies(x):
                    self.wanted.setdefault(_key(x), _wanted(x))
                    self.seen.setdefault(_key(x), set())

    def add(self, other: Watch) -> None:
        """Takes over what another has collected."""
        for key, wanted in other.wanted.items():
            self.wanted[key] = self.wanted.get(key, wanted) & wanted
            self.seen.setdefault(key, set()).update(other.seen[key])

    def missing(self) -> Iterator[tuple[Place, str]]:
        """Comparisons not reached from every side, in order, with the sides in words."""
        for key in sorted(self.wanted):
            sides = self.wanted[key] - self.seen[key]
            if sides:
                yield key[0], "、".join(SIDES[s] for s in SIDES if s in sides)


def _key(node: Tested) -> Key:
    return node.place, node.operator if isinstance(node, n.Compare) else "属于"


def _varies(node: Tested) -> bool:
    moving = (n.FactRef, n.BasisDate, n.Aggregate)
    return any(isinstance(x, moving) for x in n.walk(node))


def _wanted(node: Tested) -> frozenset[str]:
    if isinstance(node, n.Member):
        return MEMBERS
    item, bound = n.core(node.left), n.core(node.right)
    if isinstance(node.left.type, Enumeration):
        return _wanted_members(node, node.left.type)
    if node.operator not in ORDERS and not hasattr(node.left.type, "money") and node.left.type != DATE:
        return MEMBERS
    if node.left.type == DATE and isinstance(bound, n.Const):
        start = node.operator in "≥<"
        return frozenset({"at", "unknown"} | ({"before", "above"} if start else {"below", "after"}))
    sides = set(NUMBERS)
    if isinstance(bound, n.Const) and isinstance(bound.value, Fraction):
        if isinstance(item, n.FactRef) and item.fact.low is not None:
            low, high = item.fact.bounds()
            sides -= {"below"} if bound.value <= low else set()
            sides -= {"above"} if bound.value >= high else set()
        elif bound.value == 0 and not any(isinstance(x, n.Add) for x in n.walk(item)):
            sides -= {"below"}
    return frozenset(sides)


def _wanted_members(node: n.Compare, type_: Enumeration) -> frozenset[str]:
    bound = n.core(node.right)
    if node.operator not in ORDERS or not isinstance(bound, n.Const):
        return MEMBERS
    place = type_.members.index(str(bound.value))
    top = len([m for m in type_.members if m != "不适用"]) - 1
    return NUMBERS - ({"below"} if place == 0 else set()) - ({"above"} if place == top else set())


def _sides(node: Tested, left: Value, right: Value) -> set[str]:
    if isinstance(right, Truth):
        return {"unknown" if right.value is None else "member" if right.value else "other"}
    if isinstance(left, Some) and isinstance(right, Some):
        return _members_sides(node, left, right)
    if not (isinstance(left, Num) and isinstance(right, Num)):
        return set()
    if not left.point or not right.point or left.low is None or right.low is None:
        return {"unknown"}
    apart = left.low - right.low
    sides = {"below" if apart < 0 else "above" if apart > 0 else "at"}
    return sides | ({"before"} if apart == -1 else {"after"} if apart == 1 else set())


def _members_sides(node: Tested, left: Some, right: Some) -> set[str]:
    if not left.point or left.possible is None:
        return {"unknown"}
    sides = {"member" if left.possible == right.possible else "other"}
    type_ = node.children()[0].type
    (item,) = left.possible
    if isinstance(type_, Enumeration) and right.possible and item != "不适用":
        apart = type_.members.index(item) - type_.members.index(min(right.possible))
        sides.add("below" if apart < 0 else "above" if apart > 0 else "at")
    return sides


# -- comparisons ------------------------------------------------------------------------------
def watch_measure(measure: Measure, ran: Sequence[Ran]) -> Watch:
    """What the examples of a measure reach."""
    watch = Watch()
    for item in ran:
        evaluate(item.bound, item.case.subject, watch)
    for body in _bodies(measure):
        watch.written(c.node for c in (*body.scope, *body.conditions))
        watch.written(x for x in (body.amount, body.basis) if x is not None)
    return watch


def check_comparisons(package: Package, watches: Sequence[Watch]) -> Iterator[Problem]:
    """C0401 for each comparison of the package that examples do not reach from a side."""
    together = Watch()
    for watch in watches:
        together.add(watch)
    for place, sides in together.missing():
        if place.file in package.files:
            yield Problem("C0401", f"这处比较没有例子到达：{sides}", "补一行例子", place)


# -- conditions -------------------------------------------------------------------------------
def check_conditions(measure: Measure, ran: Sequence[Ran]) -> Iterator[Problem]:
    """C0402 for each condition without an example whose verdict changes when it is taken away."""
    matters = {name for item in ran for o in item.outcomes for name in _decisive(o)}
    names = {c.name: c.place for b in _bodies(measure) for c in (*b.scope, *b.conditions)}
    for name, place in names.items():
        if name not in matters:
            message = f"{measure.id} 的条件“{name}”去掉后没有例子改变"
            yield Problem("C0402", message, "补一行只有它不满足的例子", place)


def _decisive(outcome: Outcome) -> Iterator[str]:
    masks = (outcome.false_mask, outcome.unknown_mask, outcome.unset_mask)
    for reason in outcome.reasons:
        if verdict(*(m & ~(1 << reason.bit) for m in masks)) != outcome.status:
            yield reason.name
    for _, read in outcome.readings:
        yield from _decisive(read)


def _bodies(measure: Measure) -> Iterator[Body]:
    if measure.alternatives:
        yield from measure.alternatives.values()
    else:
        yield measure.body
