"""Definitions that several measures use (a size class, say), computed once for a subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

from ..errors import HuiqiError
from ..sql import expr as q
from ..sql import truths
from ..sql.expr import Sql, exp
from ..sql.leaves import certain_value
from ..sql.lower import Lowering
from ..sql.measure import Shared
from ..sql.program import Program
from ..sql.shared import shareable
from ..sql.source import fact_name
from ..sql.values import Flag, SqlBool, SqlMembers, SqlValue
from ..tree import nodes as n
from ..tree.measure import BoundMeasure
from ..vocabulary import Fact, Vocabulary
from .inputs import Inputs
from .writer import Writer

WORTH = 8


class Definition:
    """One definition: what measures see of it, and the function that computes it.

    The function takes the subject's facts; it gives the parts in order, or None where facts are
    taken for certain and one is unknown.
    """

    def __init__(self, node: n.Node, index: int, vocabulary: Vocabulary, certain: bool) -> None:
        self.node, self.index, self.nullable = node, index, False
        program = Program()

        def column(fact: Fact) -> Sql:
            return program.input(fact_name(fact), "fact")

        self._parts: list[Sql] = []
        self.value = self._seen(Lowering(program, column, certain=certain).value(node))
        inputs = Inputs(vocabulary, program, [node], "return None" if certain else None)
        writer = Writer(program, inputs, self._parts)
        writer.give("return", self._parts)
        self.compute: Callable[..., Any] = inputs.function(f"definition {index}", "s", writer)

    def _seen(self, value: object) -> SqlValue:
        assert isinstance(value, SqlBool | SqlMembers)
        if isinstance(value, SqlMembers) and value.k is value.s is False:
            return self._member(value)
        if isinstance(value, SqlBool):
            self.nullable = value.nullable
            held: SqlBool | SqlMembers = SqlBool(self._part(value.value), value.nullable)
        else:
            held = SqlMembers(value.members, self._part(value.mask))
        return replace(held, k=self._flag(value.k), s=self._flag(value.s))

    def _member(self, value: SqlMembers) -> SqlValue:
        """What waits for nobody is one member: measures see it as they see a fact that is known."""
        *others, last = value.members
        tests = [q.binary(exp.EQ, value.mask, q.lit(truths.mask_of(value.members, {m}))) for m in others]
        named = q.case(zip(tests, map(q.lit, others), strict=True), q.lit(last))
        return certain_value(Fact("", "", "", self.node.type), self._part(named))

    def _part(self, part: Sql) -> Sql:
        self._parts.append(part)
        return q.col(f"def.{self.index}.{len(self._parts) - 1}")

    def _flag(self, flag: Flag) -> Flag:
        return flag if isinstance(flag, bool) else self._part(flag)


class Definitions:
    """What the measures about one kind of subject have in common."""

    def __init__(self, bound: Iterable[BoundMeasure], kind: str, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._nodes = _common(bound, kind)
        self.of = cache(self._of)
        self.shared = cache(self._shared)

    def __len__(self) -> int:
        return len(self._nodes)

    def _of(self, certain: bool) -> dict[int, Definition]:
        found = {}
        for index, node in enumerate(self._nodes):
            with suppress(HuiqiError):
                found[index] = Definition(node, index, self._vocabulary, certain)
        return found

    def _shared(self, certain: bool) -> Shared:
        return Shared({id(d.node): (d.node, d.value) for d in self.of(certain).values()})


def _common(bound: Iterable[BoundMeasure], kind: str) -> list[n.Node]:
    """The largest expressions over the subject's facts that several measures have, if worth a call."""
    seen: Counter[int] = Counter()
    nodes: dict[int, n.Node] = {}
    inner: set[int] = set()
    for measure in bound:
        own = {id(x): x for root in measure.nodes() for x in n.walk(root)}
        seen.update(own.keys())
        nodes |= own
    found = {i: x for i, x in nodes.items() if seen[i] > 1 and _worth(x, kind)}
    for node in found.values():
        inner |= {id(x) for x in n.walk(node) if x is not node}
    return [x for i, x in found.items() if i not in inner]


def _worth(node: n.Node, kind: str) -> bool:
    parts = list(n.walk(node))
    facts = [x.fact for x in parts if isinstance(x, n.FactRef)]
    fixed = not any(isinstance(x, n.BasisDate | n.Local | n.Aggregate) for x in parts)
    return shareable(node) and fixed and len(parts) >= WORTH and {f.kind for f in facts} == {kind}
