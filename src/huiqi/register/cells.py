"""Turns one distribution of ``population.toml`` into a source of cells.

A distribution is a table such as ``{ median = "40人", sigma = 1.2, edges = ["20人"] }``; what
it may say depends on the fact's type (``docs/register.md`` lists it). An empty table is sound:
the type and the range then decide. Literals are written with their units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ..codes import Industries, Regions
from ..errors import HuiqiError, did_you_mean, fail, suggestion
from ..literals import parse_literal
from ..types import BOOL, DATE, INDUSTRY, NUMBER, REGION, Enumeration, Quantity
from ..vocabulary import Fact
from ..vocabulary.model import epoch_day
from .draws import (
    Limits,
    Multiple,
    Numbers,
    Offset,
    Source,
    Truths,
    choices,
    log_normal,
    log_uniform,
    uniform,
)

SIGMA = 1.0
NUMBER_KEYS = ("median", "sigma", "between", "edges", "at_edges", "round", "of")
DATE_KEYS = ("between", "edges", "at_edges", "after", "days")
CHOICE_KEYS = ("weights", "values")
REGION_KEYS = (*CHOICE_KEYS, "outside")
FACTOR = 10**6
DEFAULT_TEXTS = ("甲", "乙", "丙", "丁")

Table = Mapping[str, Any]


@dataclass(frozen=True)
class Defaults:
    """What holds where a distribution is silent."""

    unknown: float = 0.03
    at_edges: float = 0.05
    outside: float = 0.0
    dates: tuple[str, str] = ("2021-12-01", "2023-01-31")


@dataclass(frozen=True)
class Context:
    """What every distribution may refer to; weights by region and by industry code prefix."""

    regions: Regions
    industries: Industries
    places: Mapping[str, float]
    mix: Mapping[str, float]
    defaults: Defaults = field(default_factory=Defaults)


@dataclass(frozen=True)
class Cell:
    """A source of values, and the share of unknowns among them."""

    source: Source
    unknown: float


def allowed_keys(fact: Fact) -> tuple[str, ...]:
    """The keys a distribution of this fact may have."""
    if fact.type == DATE:
        return ("unknown", *DATE_KEYS)
    if isinstance(fact.type, Quantity):
        return ("unknown", *NUMBER_KEYS)
    if fact.type == BOOL:
        return ("unknown", "true")
    return ("unknown", *(REGION_KEYS if fact.type == REGION else CHOICE_KEYS))


def labels_of(fact: Fact, tables: Sequence[Table], context: Context) -> tuple[str, ...]:
    """Every text a column may hold, by index; empty for numbers, dates and booleans."""
    if isinstance(fact.type, Quantity) or fact.type in (DATE, BOOL):
        return ()
    if isinstance(fact.type, Enumeration):
        return fact.type.members
    if fact.type == REGION:
        return context.regions.places
    if fact.type == INDUSTRY:
        return tuple(c for codes in context.industries.classes.values() for c in codes)
    named = [text for t in tables for text in (*t.get("weights", ()), *t.get("values", ()))]
    return tuple(dict.fromkeys(named or DEFAULT_TEXTS))


def cell_of(
    fact: Fact, table: Table, labels: tuple[str, ...], bases: Mapping[str, Fact], context: Context
) -> Cell:
    """The cell a distribution describes; ``bases`` are the facts it may build upon.

    Raises:
        HuiqiError: R0202, naming the fact and what is wrong.
    """
    for key in table:
        if key not in allowed_keys(fact):
            raise fail("R0202", f"“{fact.path}”不能写“{key}”", suggestion(key, allowed_keys(fact)))
    try:
        source = _source(fact, table, labels, bases, context)
        unknown = float(table.get("unknown", context.defaults.unknown))
    except HuiqiError as error:
        problem = error.problems[0]
        raise fail("R0202", f"“{fact.path}”：{problem.message}", problem.hint) from None
    except (TypeError, ValueError, ArithmeticError):
        raise fail("R0202", f"“{fact.path}”的分布写得不对", '例如 { median = "40人", sigma = 1.2 }') from None
    if not 0 <= unknown <= 1:
        raise fail("R0202", f"“{fact.path}”的 unknown 应在 0 至 1 之间", "例如 0.03")
    return Cell(source, unknown)


def _source(
    fact: Fact, table: Table, labels: tuple[str, ...], bases: Mapping[str, Fact], context: Context
) -> Source:
    if fact.type == DATE:
        return _dates(fact, table, bases, context)
    if isinstance(fact.type, Quantity):
        return _numbers(fact, table, bases, context)
    if fact.type == BOOL:
        return Truths(float(table.get("true", 0.5)))
    return choices(_weights(fact, table, labels, context))


def _limits(fact: Fact, table: Table, context: Context) -> Limits:
    assert fact.low is not None and fact.high is not None
    edges = tuple(_stored(e, fact) for e in table.get("edges", ()))
    step = _stored(table["round"], fact) if "round" in table else 1
    at_edges = float(table.get("at_edges", context.defaults.at_edges if edges else 0))
    return Limits(fact.low, fact.high, max(step, 1), edges, at_edges)


def _stored(text: str, fact: Fact) -> int:
    """A literal of the fact's type in stored units."""
    literal = parse_literal(str(text))
    if isinstance(literal.value, date):
        value = epoch_day(literal.value) if fact.type == DATE else None
    else:
        value = int(literal.value * fact.scale) if literal.type == fact.type or literal.value == 0 else None
    if value is None:
        raise fail("R0202", f"“{text}”与类型{fact.type}不符", "写明单位")
    return value


def _numbers(fact: Fact, table: Table, bases: Mapping[str, Fact], context: Context) -> Source:
    limits = _limits(fact, table, context)
    if "of" in table:
        return _multiple(fact, table, bases, limits)
    if "between" in table:
        low, high = (_stored(t, fact) for t in table["between"])
        return Numbers(uniform(Fraction(low), Fraction(high)), limits)
    if "median" in table:
        median = Fraction(_stored(table["median"], fact))
        return Numbers(log_normal(median, float(table.get("sigma", SIGMA))), limits)
    low, high = limits.low, limits.high
    if fact.type == NUMBER or low < 0 or high <= 0:
        return Numbers(uniform(Fraction(low), Fraction(high)), limits)
    return Numbers(log_uniform(Fraction(max(low, high // 10**4, 1)), Fraction(high)), limits)


def _multiple(fact: Fact, table: Table, bases: Mapping[str, Fact], limits: Limits) -> Source:
    """A multiple of another fact: a ratio of it, or so much for each of its units."""
    base = _base(table["of"], fact, bases)
    scale = FACTOR * Fraction(fact.scale, base.scale)
    if "between" in table:
        low, high = (_factor(text) * scale for text in table["between"])
        return Multiple(base.name, uniform(low, high), float(FACTOR), limits)
    factors = log_normal(_factor(table.get("median", "1")) * scale, float(table.get("sigma", SIGMA)))
    return Multiple(base.name, factors, float(FACTOR), limits)


def _factor(text: object) -> Fraction:
    value = parse_literal(str(text)).value
    if isinstance(value, date):
        raise fail("R0202", f"倍数不能是日期“{text}”", "写比例，或每单位的数")
    return value


def _base(name: str, fact: Fact, bases: Mapping[str, Fact]) -> Fact:
    if name not in bases:
        hint = did_you_mean(name, bases) or "所依据的事实要写在同一类里，且不能绕回自己"
        raise fail("R0202", f"“{fact.path}”所依据的“{name}”不可用", hint)
    return bases[name]


def _dates(fact: Fact, table: Table, bases: Mapping[str, Fact], context: Context) -> Source:
    limits = _limits(fact, table, context)
    if "after" in table:
        least, most = table.get("days", (0, 60))
        base = _base(table["after"], fact, bases)
        return Offset(base.name, uniform(Fraction(least), Fraction(most)), limits)
    first, last = (_stored(t, fact) for t in table.get("between", context.defaults.dates))
    return Numbers(uniform(Fraction(first), Fraction(last)), limits)


def _weights(fact: Fact, table: Table, labels: tuple[str, ...], context: Context) -> dict[int, float]:
    stated: Mapping[str, float] = table.get("weights") or dict.fromkeys(table.get("values", ()), 1.0)
    if fact.type == INDUSTRY:
        return _by_prefix(stated or context.mix, labels, context)
    if fact.type == REGION:
        stated = _with_outside(stated or context.places, table, context)
    indices = {label: i for i, label in enumerate(labels)}
    for name in stated:
        if name not in indices:
            raise fail("R0202", f"没有“{name}”", suggestion(name, labels))
    if stated and (min(stated.values()) < 0 or sum(stated.values()) <= 0):
        raise fail("R0202", "权重有负数，或全为 0", "权重不小于 0，至少一个大于 0")
    return {indices[name]: float(weight) for name, weight in stated.items()} or dict.fromkeys(
        indices.values(), 1.0
    )


def _with_outside(inside: Mapping[str, float], table: Table, context: Context) -> dict[str, float]:
    """Weights of places, a share of them in other provinces."""
    share = float(table.get("outside", context.defaults.outside))
    outside = context.regions.outside
    if not outside or share <= 0:
        return dict(inside)
    total = sum(inside.values()) * share / (1 - share)
    return dict(inside) | dict.fromkeys(outside, total / len(outside))


def _by_prefix(stated: Mapping[str, float], labels: tuple[str, ...], context: Context) -> dict[int, float]:
    found: dict[int, float] = {}
    for code, weight in (stated or dict.fromkeys(context.industries.classes, 1.0)).items():
        prefixes = context.industries.expand(code)
        within = [i for i, label in enumerate(labels) if label.startswith(prefixes)]
        for index in within:
            found[index] = found.get(index, 0.0) + float(weight) / len(within)
    return found
