"""Draws which subjects control which: chains, trees and stars of a few, and one large group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .draws import Integers, choices, random_words
from .population import KindPlan

LARGEST = 49
FEWEST_WITH_LARGEST = 10 * LARGEST
CONTROLLED = choices({1: 40, 2: 25, 3: 14, 4: 9, 5: 6, 6: 4, 7: 2})
BREADTHS = choices({1: 30, 3: 20, LARGEST: 50})


@dataclass(frozen=True)
class Relations:
    """Numbers of the subjects that control and, in the same order, of those they control."""

    holders: Integers
    held: Integers

    def of(self, owners: Integers) -> Relations:
        """Those whose holder is among ``owners``, which are a stretch of all numbers of a kind."""
        start = np.searchsorted(self.holders, owners[0])
        stop = np.searchsorted(self.holders, owners[-1], side="right")
        return Relations(self.holders[start:stop], self.held[start:stop])


def draw_relations(plan: KindPlan, seed: int, numbers: Integers) -> Relations:
    """About ``plan.rate`` relations for each of the subjects, sorted by holder.

    A group has a head and 1 to 7 others, the first of a large register ``LARGEST``. Each of a
    group controls up to *breadth* others: 1 makes a chain, as many as there are a star.
    """
    stream = plan.kind.name
    others = _others(stream, seed, min(round(plan.rate * len(numbers)), len(numbers) // 2))
    breadths = BREADTHS.draw(random_words(seed, f"{stream}/breadth", 0, len(others)), {})
    shuffled = random_words(seed, f"{stream}/member", 0, len(numbers))
    members = numbers[np.argsort(shuffled, kind="stable")]
    group = np.repeat(np.arange(len(others)), others)
    before = np.cumsum(others) - others
    position = np.arange(len(group)) - before[group]
    head = before[group] + group
    holders = members[head + position // breadths[group]]
    held = members[head + position + 1]
    order = np.lexsort((held, holders))
    return Relations(holders[order], held[order])


def _others(stream: str, seed: int, relations: int) -> Integers:
    """How many subjects each group has beside its head, so many relations together at most."""
    others = CONTROLLED.draw(random_words(seed, f"{stream}/size", 0, relations), {})
    if relations >= FEWEST_WITH_LARGEST:
        others = np.concatenate([[LARGEST], others])
    return others[np.cumsum(others) <= relations]
