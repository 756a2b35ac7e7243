"""Draws the facts of a chunk of rows of one kind, and turns them into Arrow columns."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..types import BOOL, DATE
from .draws import Column, Integers, Words, counts, random_words, unknown_cells
from .population import FactPlan, KindPlan

NO_PROFILE = -1
MOST_RECORDS = 40
RECORD_DIGITS = 9


def draw_columns(
    plan: KindPlan, seed: int, chunk: int, size: int, given: Mapping[str, Integers]
) -> dict[str, Column]:
    """Every fact of ``size`` rows; values ``given`` are kept, and only become unknown or not."""
    profile = _profiles(plan, random_words(seed, f"{plan.kind.name}/profile", chunk, size))
    drawn: dict[str, Column] = {}
    for fact_plan in plan.facts:
        name = fact_plan.fact.name
        words = random_words(seed, f"{plan.kind.name}/{name}", chunk, size)
        drawn[name] = _draw(fact_plan, words, profile, drawn, given.get(name))
    return drawn


def _profiles(plan: KindPlan, words: Words) -> Integers:
    """The profile of each row, by the plan's shares; ``NO_PROFILE`` for the rest."""
    ends = np.floor(np.cumsum([0.0, *plan.shares]) * 2.0**32).astype(np.uint64)
    found = np.searchsorted(ends, words >> np.uint64(32), side="right") - 1
    return np.where(found >= len(plan.shares), NO_PROFILE, found)


def _draw(
    plan: FactPlan, words: Words, profile: Integers, drawn: Mapping[str, Column], given: Integers | None
) -> Column:
    values = plan.base.source.draw(words, drawn) if given is None else given
    unknown = unknown_cells(words, plan.base.unknown)
    for index, cell in plan.variants.items():
        inside = profile == index
        if given is None:
            values = np.where(inside, cell.source.draw(words, drawn), values)
        unknown = np.where(inside, unknown_cells(words, cell.unknown), unknown)
    return Column(values, unknown)


def arrow_column(plan: FactPlan, column: Column) -> pa.Array:
    """The column as it is stored: BIGINT, DATE, BOOLEAN or VARCHAR, null where unknown."""
    if plan.labels:
        index = pa.array(column.values.astype(np.int32), mask=column.unknown)
        return pa.array(plan.labels, pa.string()).take(index)
    if plan.fact.type == DATE:
        return pa.array(column.values.astype(np.int32), pa.int32(), mask=column.unknown).cast(pa.date32())
    if plan.fact.type == BOOL:
        return pa.array(column.values.astype(np.bool_), mask=column.unknown)
    return pa.array(column.values, pa.int64(), mask=column.unknown)


def record_counts(plan: KindPlan, seed: int, chunk: int, owners: Mapping[str, Column], size: int) -> Integers:
    """How many records of a kind each owner of a chunk has."""
    words = random_words(seed, f"{plan.kind.name}/count", chunk, size)
    means = np.full(size, plan.rate)
    if plan.grows_with:
        means = plan.rate * _growth(owners[plan.grows_with].values)
    return counts(words, means, MOST_RECORDS)


def _growth(values: Integers) -> npt.NDArray[np.float64]:
    """The square root of a size over its mean, between 1/4 and 4."""
    roots = np.sqrt(np.maximum(values, 0).astype(np.float64))
    typical = float(np.sqrt(np.median(values))) if len(values) else 1.0
    return np.clip(roots / max(typical, 1.0), 0.25, 4.0)


def record_codes(plan: KindPlan, first: int, size: int) -> pa.Array:
    """Record numbers that sort as they count: INS-000000001."""
    letters = "".join(c for c in plan.kind.english.upper() if c.isascii() and c.isalpha())[:3] or "REC"
    digits = pc.utf8_lpad(
        pa.array(np.arange(first + 1, first + size + 1)).cast(pa.string()), RECORD_DIGITS, "0"
    )
    return pc.binary_join_element_wise(pa.scalar(letters), digits, "-")
