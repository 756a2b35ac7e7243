"""Draws columns from random bits: one 64-bit word a cell, the same on every machine.

Each cell's word is split: bits 0-15 decide whether it is unknown, 16-31 whether it sits on an
edge, 32-63 its value. Numbers and dates of any distribution come from a table of 1,025
quantiles, interpolated; nothing calls a transcendental function on an array, so that the same
seed gives the same bytes whatever the processor.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import Protocol

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

STEPS = 1024
TAIL = 0.0005
WITHIN_STEP = 2.0**-22


@dataclass(frozen=True)
class Column:
    """Drawn cells: stored integers, label indices or 0/1, all known below ``unknown``."""

    values: Integers
    unknown: Flags


class Source(Protocol):
    """Where the values of a column come from."""

    def draw(self, words: Words, drawn: Mapping[str, Column]) -> Integers:
        """Values for each word, given the columns of the same rows drawn before."""


def random_words(seed: int, path: str, chunk: int, size: int) -> Words:
    """``size`` words of the stream that belongs to a column and a chunk of rows."""
    entropy = np.random.SeedSequence([seed, zlib.crc32(path.encode("utf-8")), chunk])
    words: Words = np.asarray(np.random.PCG64(entropy).random_raw(size), np.uint64)
    return words


def portion(words: Words, share: float) -> Flags:
    """A share of the words, chosen by their value bits."""
    return (words >> np.uint64(32)) < np.uint64(round(share * 2**32))


def unknown_cells(words: Words, share: float) -> Flags:
    """A share of the words, chosen by their lowest bits."""
    return (words & np.uint64(0xFFFF)) < np.uint64(round(share * 2**16))


def log_normal(median: Fraction, sigma: float) -> Integers:
    """Quantiles of a log-normal distribution, each to six significant digits."""
    normal = NormalDist()
    steps = (min(max(i / STEPS, TAIL), 1 - TAIL) for i in range(STEPS + 1))
    return _table([float(median) * math.exp(sigma * normal.inv_cdf(p)) for p in steps])


def log_uniform(low: Fraction, high: Fraction) -> Integers:
    """Quantiles of a distribution uniform in the logarithm; ``low`` is positive."""
    span = math.log(high / low)
    return _table([float(low) * math.exp(span * i / STEPS) for i in range(STEPS + 1)])


def uniform(low: Fraction, high: Fraction) -> Integers:
    """Quantiles of a uniform distribution."""
    return np.array([round(low + (high - low) * Fraction(i, STEPS)) for i in range(STEPS + 1)], np.int64)


def _table(points: Sequence[float]) -> Integers:
    return np.array([round(float(f"{p:.6g}")) for p in points], np.int64)


def _from_table(table: Integers, words: Words) -> Integers:
    value = words >> np.uint64(32)
    step = (value >> np.uint64(22)).astype(np.int64)
    within = (value & np.uint64(2**22 - 1)).astype(np.float64) * WITHIN_STEP
    low = table[step]
    return low + np.floor((table[step + 1] - low) * within).astype(np.int64)


@dataclass(frozen=True)
class Limits:
    """What every drawn number keeps to: its range, a step to round to, and planted edges."""

    low: int
    high: int
    step: int = 1
    edges: tuple[int, ...] = ()
    at_edges: float = 0.0

    def applied(self, values: Integers, words: Words) -> Integers:
        """The values rounded, clipped, and put on an edge where the word says so."""
        rounded = (values + self.step // 2) // self.step * self.step
        clipped = np.clip(rounded, self.low, self.high)
        if not self.edges:
            return clipped
        edge_bits = (words >> np.uint64(16)) & np.uint64(0xFFFF)
        chosen = edge_bits < np.uint64(round(self.at_edges * 2**16))
        which = ((words >> np.uint64(32)) % np.uint64(len(self.edges))).astype(np.int64)
        return np.where(chosen, np.array(self.edges, np.int64)[which], clipped)


@dataclass(frozen=True)
class Numbers:
    """Stored integers (or epoch days) from a table of quantiles."""

    table: Integers
    limits: Limits

    def draw(self, words: Words, drawn: Mapping[str, Column]) -> Integers:
        """See :class:`Source`."""
        return self.limits.applied(_from_table(self.table, words), words)


@dataclass(frozen=True)
class Multiple:
    """Another column of the row times a drawn factor; ``unit`` of the factor is 1 in stored units."""

    base: str
    factors: Integers
    unit: float
    limits: Limits

    def draw(self, words: Words, drawn: Mapping[str, Column]) -> Integers:
        """See :class:`Source`."""
        factor = _from_table(self.factors, words).astype(np.float64)
        values = np.rint(np.minimum(drawn[self.base].values * factor / self.unit, 4e18))
        return self.limits.applied(values.astype(np.int64), words)


@dataclass(frozen=True)
class Offset:
    """Another date of the row plus drawn days."""

    base: str
    days: Integers
    limits: Limits

    def draw(self, words: Words, drawn: Mapping[str, Column]) -> Integers:
        """See :class:`Source`."""
        return self.limits.applied(drawn[self.base].values + _from_table(self.days, words), words)


@dataclass(frozen=True)
class Choices:
    """Indices of labels, by weight: ``labels[i]`` where the value bits fall below ``ends[i]``."""

    labels: Integers
    ends: Words

    def draw(self, words: Words, drawn: Mapping[str, Column]) -> Integers:
        """See :class:`Source`."""
        return self.labels[np.searchsorted(self.ends, words >> np.uint64(32), side="right")]


def choices(weights: Mapping[int, float]) -> Choices:
    """A source of label indices with these weights (not all zero)."""
    labels = np.array(list(weights), np.int64)
    sums = np.cumsum(np.array(list(weights.values()), np.float64))
    ends = np.floor(sums / sums[-1] * 2.0**32).astype(np.uint64)
    ends[-1] = 2**32
    return Choices(labels, ends)


@dataclass(frozen=True)
class Truths:
    """1 for a share of the rows, else 0."""

    share: float

    def draw(self, words: Words, drawn: Mapping[str, Column]) -> Integers:
        """See :class:`Source`."""
        return portion(words, self.share).astype(np.int64)


def counts(words: Words, means: npt.NDArray[np.float64], most: int) -> Integers:
    """How many records each row has: geometric with these means, cut at ``most``."""
    ratio = means / (1.0 + means)
    bits = (words >> np.uint64(32)).astype(np.float64) * 2.0**-32
    found = np.zeros(len(words), np.int64)
    level = ratio.copy()
    for _ in range(most):
        found += bits < level
        level *= ratio
    return found
