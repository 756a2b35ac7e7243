"""Counts, sums and extremes over a subject's records, as functions of the records.

A generated function weighs one record; what is folded over the records is small enough to be
said here once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..evaluate import Entity
from ..sql.lower import Lowering
from ..sql.program import Program
from ..sql.source import fact_name, matched
from ..sql.values import flag_sql
from ..tree import nodes as n
from ..vocabulary import Fact, Vocabulary
from .inputs import Inputs
from .writer import Writer

Row = tuple[bool, int, int]
"""Whether a record certainly matches, and the ends of its amount."""


def _count(rows: Sequence[Row]) -> tuple[int, int]:
    return sum(sure for sure, _, _ in rows), len(rows)


def _sum(rows: Sequence[Row]) -> tuple[int, int]:
    low = sum(low if sure else min(low, 0) for sure, low, _ in rows)
    return low, sum(high if sure else max(high, 0) for sure, _, high in rows)


def _max(rows: Sequence[Row]) -> tuple[int, int]:
    lows = [low for sure, low, _ in rows if sure]
    return max([0, *lows]), max([0, *(high for _, _, high in rows)])


def _min(rows: Sequence[Row]) -> tuple[int, int]:
    if not rows:
        return 0, 0
    low = min(low for _, low, _ in rows)
    certain = [high for sure, _, high in rows if sure]
    if certain:
        return low, min(certain)
    return min(0, low), max(0, *(high for _, _, high in rows))


FOLDS: dict[str, Callable[[Sequence[Row]], tuple[int, int]]] = {
    "count": _count,
    "any": _count,
    "sum": _sum,
    "max": _max,
    "min": _min,
}


def aggregation(node: n.Aggregate, vocabulary: Vocabulary) -> Callable[[Iterable[Entity]], tuple[Any, ...]]:
    """A function of the records of the node's kind: low, high, waits for a fact, for the authority."""
    weigh, fold = _weigher(node, vocabulary), FOLDS[node.op]

    def found(records: Iterable[Entity]) -> tuple[Any, ...]:
        rows: list[Row] = []
        waits_k = waits_s = False
        for record in records:
            holds, low, high, k, s = weigh(record.facts)
            if holds is not False:
                rows.append((holds is True, low, high))
                waits_k, waits_s = waits_k or bool(k), waits_s or bool(s)
        return (*fold(rows), waits_k, waits_s)

    return found


def _weigher(node: n.Aggregate, vocabulary: Vocabulary) -> Callable[..., tuple[Any, ...]]:
    program = Program()

    def column(fact: Fact) -> Any:
        return program.input(fact_name(fact), "fact")

    found = matched(Lowering(program, column), node)
    outputs = [found.holds.value, found.low, found.high, flag_sql(found.k), flag_sql(found.s)]
    inputs = Inputs(vocabulary, program)
    writer = Writer(program, inputs, outputs)
    writer.give("return", outputs)
    return inputs.function(f"{node.op} {node.kind}", "r", writer)
