"""Where a number changes what expressions say: the edges of every comparison it decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import ceil, floor

from ..tree import nodes as n
from ..types import BOOL, Enumeration
from ..vocabulary import Fact
from .atoms import Reaches, TooLarge
from .moves import Reader
from .normal import Normaliser


def edges(fact: Fact, nodes: Iterable[n.Node], kind: str, reader: Reader) -> list[int]:
    """Stored values of a number or date, ascending, at each of which something new begins.

    Between two of them every comparison of the expressions that the fact alone decides stays as
    it is, the other facts as they are. ``kind``: the candidate's kind.
    """
    normaliser = Normaliser({fact.path: fact}, frozenset(), kind)
    found: set[int] = set()
    for root in nodes:
        for comparison in _comparisons(root):
            for atom in _atoms(normaliser, comparison):
                value = reader.num(atom.bound)
                if value.point and value.low is not None:
                    bound = value.low * fact.scale
                    found.add(ceil(bound) if atom.operator in "≥<" else floor(bound) + 1)
    assert fact.low is not None and fact.high is not None
    return sorted(e for e in found if fact.low < e <= fact.high)


def _atoms(normaliser: Normaliser, comparison: n.Node) -> Iterator[Reaches]:
    if not normaliser.facts(comparison):
        return
    try:
        form = normaliser.form(comparison)
    except TooLarge:
        return
    yield from (a for d in form for a in d if isinstance(a, Reaches))


def _comparisons(root: n.Node) -> Iterator[n.Node]:
    for node in n.walk(root):
        if isinstance(node, n.Compare):
            yield node
        elif isinstance(node, n.Extreme) and not isinstance(node.type, Enumeration):
            yield from _pairs(node.operands)


def _pairs(operands: Sequence[n.Node]) -> Iterator[n.Node]:
    for a, b in combinations(operands, 2):
        yield n.Compare(BOOL, "≥", a, b)
