"""Conditions to their normal form: disjuncts of atoms about facts that can move.

What holds no such fact stays whole. A comparison that moves two facts is worked out for each of
them alone; moving both is :class:`~.atoms.Unsolved`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ..tree import nodes as n
from ..tree.fold import rebuild
from ..types import BOOL, NOT_APPLICABLE, TEXTUAL, Enumeration
from ..vocabulary import Fact
from .atoms import NO, YES, Among, Form, Holds, Unsolved, both, either
from .isolate import Isolation


class Normaliser:
    """Forms for one measure; ``movable`` are the facts that can move, by path.

    ``era`` are those by which a place's values change; ``kind`` the candidate's kind, whose
    records an aggregate may count.
    """

    def __init__(self, movable: Mapping[str, Fact], era: frozenset[str], kind: str) -> None:
        self.movable, self.era, self.kind = movable, era, kind
        self._facts: dict[int, tuple[n.Node, frozenset[str]]] = {}
        self._made: dict[tuple[int, tuple[str, ...]], n.Node] = {}

    def facts(self, node: n.Node) -> frozenset[str]:
        """Paths of the movable facts that decide the node's value."""
        found = self._facts.get(id(node))
        if found is None:
            found = self._facts[id(node)] = (node, self._decisive(node))
        return found[1]

    def _decisive(self, node: n.Node) -> frozenset[str]:
        match node:
            case n.FactRef():
                return frozenset({node.fact.path} & self.movable.keys())
            case n.Local():
                return self.era
            case n.Aggregate() if node.kind != self.kind:
                return frozenset()
            case _:
                return frozenset().union(*(self.facts(c) for c in node.children()))

    # truths --------------------------------------------------------------------
    def form(self, node: n.Node, positive: bool = True) -> Form:
        """When the node is true (``positive``), or else false.

        Raises:
            TooLarge: past the stated number of disjuncts.
        """
        if not self.facts(node):
            if isinstance(node, n.Const):
                return YES if node.value is positive else NO
            return ((Holds(node, positive),),)
        match node:
            case n.Junction():
                parts = (self.form(o, positive) for o in node.operands)
                return both(list(parts)) if node.all is positive else either(parts)
            case n.Not():
                return self.form(node.operand, not positive)
            case n.Cases():
                return self.rows(node, lambda value: self.form(value, positive))
            case n.FactRef():
                now = node if positive else n.Not(BOOL, node)
                return ((Among(node.fact, (positive,), now),),)
            case n.Compare():
                return self._compare(node, positive)
            case n.Member():
                return self._member(node, positive)
            case _:
                return self.stuck(node, positive)

    def rows(self, node: n.Cases, value: Callable[[n.Node], Form]) -> Form:
        """The first row that holds decides; a row whose value is that of the rest needs no test."""
        rest = value(node.default)
        for condition, result in reversed(node.rows):
            form = value(result)
            if form == rest and form in (YES, NO):
                continue
            here = both([self.form(condition), form]) if form else NO
            after = both([self.form(condition, False), rest]) if rest else NO
            rest = either([here, after])
        return rest

    def stuck(self, node: n.Node, positive: bool) -> Form:
        """Nobody solves it: as it stands, or a way not worked out."""
        return ((Holds(node, positive, self.facts(node)),), (Unsolved(1),))

    # numbers -------------------------------------------------------------------
    def _compare(self, node: n.Compare, positive: bool) -> Form:
        type_ = node.left.type
        if isinstance(type_, Enumeration):
            return self._members(node, type_, positive)
        if type_ in TEXTUAL:
            return self._text(node, positive)
        if not positive and _may_divide_by_zero(node):
            return self.stuck(node, positive)
        return self.number(node.operator if positive else n.FLIPPED[node.operator], node.left, node.right)

    def number(self, operator: str, left: n.Node, right: n.Node) -> Form:
        """A comparison of numbers or dates."""
        if operator == "=":
            return both([self.number("≥", left, right), self.number("≤", left, right)])
        if operator == "≠":
            return either([self.number("<", left, right), self.number(">", left, right)])
        whole = n.Compare(BOOL, operator, left, right)
        if not self.facts(whole):
            return ((Holds(whole),),)
        if (split := self._first(whole, n.Cases)) is not None:
            assert isinstance(split, n.Cases)
            return self.rows(
                split, lambda v: self.number(operator, _put(left, split, v), _put(right, split, v))
            )
        for side, other, swapped in ((left, right, False), (right, left, True)):
            if isinstance(side, n.Extreme) and self.facts(side):
                return self._extreme(whole, side, other, swapped)
        return self._isolated(whole)

    def _first(self, node: n.Node, wanted: type[n.Node]) -> n.Node | None:
        """The first such node that facts decide, outside what is counted over records."""
        if not self.facts(node) or isinstance(node, n.Aggregate):
            return None
        if isinstance(node, wanted):
            return node
        return next((f for c in node.children() if (f := self._first(c, wanted)) is not None), None)

    def _extreme(self, whole: n.Compare, side: n.Extreme, other: n.Node, swapped: bool) -> Form:
        if _may_divide_by_zero(side):
            return self.stuck(whole, True)
        up = (whole.operator in "≥>") is not swapped
        parts = [self.number(whole.operator, *((other, o) if swapped else (o, other))) for o in side.operands]
        return either(parts) if up is side.largest else both(parts)

    def _isolated(self, whole: n.Compare) -> Form:
        facts = self.facts(whole)
        solved = [
            Isolation(self.movable[path], facts - {path}).compare(whole.operator, whole.left, whole.right)
            for path in sorted(facts)
        ]
        known = [form for form in solved if form is not None]
        if not known:
            return self.stuck(whole, True)
        if len(facts) == 1:
            return known[0]
        fewest = 2 if len(known) == len(solved) else 1
        return either([*known, ((Unsolved(fewest),),)])

    # members and texts ---------------------------------------------------------
    def _members(self, node: n.Compare, type_: Enumeration, positive: bool) -> Form:
        found = []
        for member in type_.members:
            wanted = [m for m in type_.members if _holds(node.operator, m, member, type_) is positive]
            found.append(
                both([self.among(node.right, type_, [member]), self.among(node.left, type_, wanted)])
            )
        return either(found)

    def among(self, item: n.Node, type_: Enumeration, wanted: Sequence[str]) -> Form:
        """When a value is one of the wanted members."""
        allowed = tuple(m for m in type_.members if m in wanted)
        if not allowed:
            return NO
        if isinstance(item, n.Const):
            return YES if item.value in allowed else NO
        if not self.facts(item):
            return YES if len(allowed) == len(type_.members) else ((Holds(self._in(item, allowed)),),)
        match item:
            case n.FactRef():
                return ((Among(item.fact, allowed, self._in(item, allowed)),),)
            case n.Cases():
                return self.rows(item, lambda value: self.among(value, type_, allowed))
            case n.Extreme():
                return self._extreme_among(item, type_, allowed)
            case _:
                return self.stuck(self._in(item, allowed), True)

    def _in(self, item: n.Node, allowed: tuple[str, ...]) -> n.Node:
        key = (id(item), allowed)
        if key not in self._made:
            self._made[key] = n.Member(BOOL, item, n.Members(allowed))
        return self._made[key]

    def _extreme_among(self, item: n.Extreme, type_: Enumeration, allowed: tuple[str, ...]) -> Form:
        """By runs of neighbouring ranks; 不适用 in any operand makes the whole 不适用."""
        found = []
        if NOT_APPLICABLE in allowed:
            found.append(either(self.among(o, type_, [NOT_APPLICABLE]) for o in item.operands))
        for run in _runs(type_, allowed):
            low, high = type_.ranks[run[0]], type_.ranks[run[-1]]
            outer = [m for m, r in type_.ranks.items() if (r <= high if item.largest else r >= low)]
            every = both([self.among(o, type_, outer) for o in item.operands])
            found.append(both([every, either(self.among(o, type_, run) for o in item.operands)]))
        return either(found)

    def _member(self, node: n.Member, positive: bool) -> Form:
        listed, type_ = node.list, node.item.type
        if isinstance(type_, Enumeration) and not listed.open and listed.members is not None:
            inside = positive is not node.negated
            return self.among(node.item, type_, [m for m in type_.members if (m in listed.members) is inside])
        return self._text(node, positive)

    def _text(self, node: n.Member | n.Compare, positive: bool) -> Form:
        """A text or code: onto a named one it can move, off the named ones to nobody knows what."""
        stuck = self.stuck(node, positive)
        item = node.item if isinstance(node, n.Member) else node.left
        named = _named(node, positive)
        if not isinstance(item, n.FactRef) or not named:
            return stuck
        listed = Among(item.fact, named, self._in(item, named))
        exact = isinstance(node, n.Compare) or not node.list.open
        return ((listed,),) if exact else either([((listed,),), stuck])


def _named(node: n.Member | n.Compare, positive: bool) -> tuple[str, ...]:
    """The texts that make the node true (or, not ``positive``, false), where it names them."""
    if isinstance(node, n.Member):
        return (node.list.members or ()) if positive is not node.negated else ()
    wanted = (node.operator == "=") is positive
    text = node.right.value if isinstance(node.right, n.Const) else None
    return (text,) if wanted and isinstance(text, str) else ()


def _holds(operator: str, left: str, right: str, type_: Enumeration) -> bool:
    if operator in "=≠":
        return (left == right) is (operator == "=")
    if NOT_APPLICABLE in (left, right):
        return False
    a, b = type_.ranks[left], type_.ranks[right]
    return {"<": a < b, "≤": a <= b, ">": a > b, "≥": a >= b}[operator]


def _runs(type_: Enumeration, allowed: Iterable[str]) -> list[list[str]]:
    runs: list[list[str]] = []
    for member, rank in type_.ranks.items():
        if member not in allowed:
            continue
        if runs and type_.ranks[runs[-1][-1]] == rank - 1:
            runs[-1].append(member)
        else:
            runs.append([member])
    return runs


def _may_divide_by_zero(node: n.Node) -> bool:
    divisors = (d for x in n.walk(node) if isinstance(x, n.MulDiv) for d in x.divisors)
    return any(not isinstance(d, n.Const) or d.value == 0 for d in divisors)


def _put(root: n.Node, target: n.Node, value: n.Node) -> n.Node:
    """The expression with one node in it replaced."""

    def rewrite(node: n.Node) -> n.Node:
        return value if node is target else rebuild(node, rewrite)

    return rewrite(root)
