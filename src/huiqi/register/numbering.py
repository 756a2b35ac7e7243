"""Places, credit codes and numbers of all subjects, of every kind together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..codes.credit_arrays import Bytes
from ..vocabulary.model import REGION_FACT
from .draws import Integers, random_words
from .identities import make_codes
from .population import KindPlan, Population


@dataclass(frozen=True)
class Subjects:
    """Subjects of one kind in the order of their numbers; places index ``regions.places``."""

    numbers: Integers
    places: Integers

    def part(self, start: int, stop: int) -> Subjects:
        """Some of them."""
        return Subjects(self.numbers[start:stop], self.places[start:stop])


@dataclass(frozen=True)
class Numbering:
    """All subjects: by kind, and sorted by code with the index of each one's kind."""

    by_kind: Mapping[str, Subjects]
    codes: Bytes
    kind_of: Integers


def number_subjects(population: Population, seed: int, sizes: Mapping[str, int]) -> Numbering:
    """Draw so many subjects of each kind, sort them by code and number them from 0."""
    places: dict[str, Integers] = {}
    codes: list[Bytes] = []
    first = 0
    for kind, size in sizes.items():
        plan = population.plans[kind]
        places[kind] = _places(plan, seed, size)
        words = random_words(seed, f"{kind}/code", 0, size)
        codes.append(make_codes(words, places[kind], plan.prefix, first, population.context.regions))
        first += size
    every = np.concatenate(codes)
    order = np.argsort(every.view(f"S{every.shape[1]}").ravel(), kind="stable")
    number_of = np.empty(len(order), np.int64)
    number_of[order] = np.arange(len(order))
    kind_of = np.repeat(np.arange(len(sizes)), list(sizes.values()))[order]
    return Numbering(_split(number_of, places), every[order], kind_of)


def _places(plan: KindPlan, seed: int, size: int) -> Integers:
    region = next(p for p in plan.facts if p.fact.name == REGION_FACT)
    return region.base.source.draw(random_words(seed, f"{plan.kind.name}/place", 0, size), {})


def _split(number_of: Integers, places: Mapping[str, Integers]) -> dict[str, Subjects]:
    found: dict[str, Subjects] = {}
    start = 0
    for kind, place in places.items():
        numbers = number_of[start : start + len(place)]
        order = np.argsort(numbers)
        found[kind] = Subjects(numbers[order], place[order])
        start += len(place)
    return found
