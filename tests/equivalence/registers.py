"""Random subjects with records, facts known and unknown."""

from __future__ import annotations

from random import Random

from huiqi.evaluate import Entity, Subject
from huiqi.evaluate.facts import Stored
from huiqi.types import BOOL, DATE, INDUSTRY, REGION, TEXT, Enumeration
from huiqi.vocabulary import Fact, Kind
from huiqi.vocabulary.model import REGION_FACT, from_epoch_day

from .words import INDUSTRIES, KINDS, REGIONS, TEXTS

WHOLE_CODES = {REGION: REGIONS[:-1], INDUSTRY: INDUSTRIES[:-1]}


def random_value(rng: Random, fact: Fact, whole: bool = False) -> Stored:
    """A stored value within the fact's range, its ends often; ``whole``: no partial code."""
    type_ = fact.type
    if type_ == BOOL:
        return rng.random() < 0.5
    if isinstance(type_, Enumeration):
        return rng.choice(type_.members)
    if type_ == TEXT:
        return rng.choice(TEXTS)
    if type_ == REGION:
        return rng.choice(WHOLE_CODES[REGION] if whole or fact.name == REGION_FACT else REGIONS)
    if type_ == INDUSTRY:
        return rng.choice(WHOLE_CODES[INDUSTRY] if whole else INDUSTRIES)
    assert fact.low is not None and fact.high is not None
    number = _number(rng, fact.low, fact.high)
    return from_epoch_day(number) if type_ == DATE else number


def _number(rng: Random, low: int, high: int) -> int:
    draw = rng.random()
    if draw < 0.1:
        return low
    if draw < 0.2:
        return high
    if draw < 0.4:
        return min(high, low + rng.randint(0, 3))
    step = max(1, (high - low) // 10)
    return min(high, low + step * rng.randint(0, 10)) if draw < 0.7 else rng.randint(low, high)


def random_entity(rng: Random, kind: Kind, code: str, unknown: float) -> Entity:
    """An entity of the kind; each fact unknown with that probability."""
    facts = {
        name: None if rng.random() < unknown else random_value(rng, fact) for name, fact in kind.facts.items()
    }
    return Entity(kind.name, code, facts)


def random_subject(rng: Random) -> Subject:
    """A subject with up to four records of each kind."""
    unknown = rng.choice((0.0, 0.1, 0.3, 0.6))
    records = {}
    for kind in ("项目", "贷款"):
        count = rng.choice((0, 1, 2, 2, 3, 4))
        records[kind] = tuple(random_entity(rng, KINDS[kind], str(i), unknown) for i in range(count))
    return Subject(random_entity(rng, KINDS["企业"], "E", unknown), records)
