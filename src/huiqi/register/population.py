"""Reads ``population.toml`` of a province: how many of what, and how their facts are spread.

Everything has a default from the vocabulary alone, so a new fact or kind needs no entry; an
entry that names nothing in the vocabulary is an error. Facts are drawn in an order in which
each comes after the fact it builds upon. A *profile* is a share of a kind's rows in which some
facts are spread otherwise, together: that is how facts are correlated.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..codes import industries, load_regions
from ..errors import HuiqiError, Place, Problem, fail, suggestion
from ..vocabulary import Fact, Kind, Vocabulary
from ..vocabulary.model import REGION_FACT, region_fact
from .cells import Cell, Context, Defaults, Table, cell_of, labels_of

POPULATION = "population.toml"
TOP_KEYS = ("main", "known_at", "defaults", "places", "industries")
KIND_KEYS = ("rate", "minimum", "grows_with", "name", "prefix", "facts", "profiles")
DEFAULT_SUBJECTS = 10.0
DEFAULT_RECORDS = 0.05
DEFAULT_MINIMUM = 40
DEFAULT_PREFIX = "91"
DEFAULT_KNOWN_AT = date(2022, 10, 10)


@dataclass(frozen=True)
class FactPlan:
    """How one fact is drawn: everywhere, and in the rows of some profiles."""

    fact: Fact
    labels: tuple[str, ...]
    base: Cell
    variants: Mapping[int, Cell]


@dataclass(frozen=True)
class KindPlan:
    """How one kind is drawn.

    ``rate``: subjects per 10,000 of the main kind, or records per owner on average;
    ``grows_with``: an owner's fact with whose square root the number of records grows;
    ``name``: a pattern of {place}, {word}, {industry}, {form}; ``shares``: of the profiles.
    """

    kind: Kind
    rate: float
    minimum: int
    grows_with: str | None
    name: str
    prefix: str
    facts: tuple[FactPlan, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Population:
    """Plans of all kinds.

    ``main`` is the subject kind whose number is asked for, ``known_at`` the day whose state a
    made-up register shows where no other is asked for.
    """

    main: str
    known_at: date
    plans: Mapping[str, KindPlan]
    context: Context


def load_population(province: Path, vocabulary: Vocabulary) -> Population:
    """Read the province's regions and ``population.toml`` (absent: defaults throughout).

    Raises:
        HuiqiError: R0201 (unreadable), R0202 (every entry that cannot be used), R0503.
    """
    path = province / POPULATION
    data = _read(path)
    problems: list[Problem] = []
    for key in data:
        if key not in TOP_KEYS and key not in vocabulary.kinds:
            hint = suggestion(key, [*TOP_KEYS, *vocabulary.kinds])
            problems.append(Problem("R0202", f"没有叫“{key}”的种类", hint, Place(path.name)))
    try:
        context = _context(province, data)
        main, known_at = _main(data, vocabulary), _known_at(data)
    except HuiqiError as error:
        raise HuiqiError([*problems, *error.problems]) from None
    plans = {k.name: _plan(k, data.get(k.name, {}), context, problems) for k in vocabulary.kinds.values()}
    for plan in plans.values():
        problems += _growth_fault(plan, vocabulary)
    if problems:
        raise HuiqiError(problems)
    return Population(main, known_at, plans, context)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        raise fail("R0201", f"读不到 {path}", "检查路径和编码（UTF-8）") from None
    except tomllib.TOMLDecodeError as error:
        raise fail(
            "R0202", f"{path.name} 不是有效的 TOML：{error}", "中文键要加引号", Place(path.name)
        ) from None


def _context(province: Path, data: Mapping[str, Any]) -> Context:
    regions = load_regions(province)
    stated = data.get("defaults", {})
    places = dict.fromkeys(regions.lowest, 1.0) | data.get("places", {})
    for code in data.get("industries", {}):
        industries().find(code)
    plain = Defaults()
    if unknown := set(stated) - set(vars(plain)):
        hint = "可写 " + "、".join(vars(plain))
        raise fail("R0202", f"defaults 里没有“{'、'.join(sorted(unknown))}”这个键", hint)
    first, last = stated.get("dates", plain.dates)
    shares = [float(stated.get(key, getattr(plain, key))) for key in ("unknown", "at_edges", "outside")]
    defaults = Defaults(shares[0], shares[1], shares[2], (first, last))
    return Context(regions, industries(), places, data.get("industries", {}), defaults)


def _main(data: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    subjects = [k.name for k in vocabulary.kinds.values() if k.is_subject]
    main = data.get("main", subjects[0] if subjects else "")
    if main not in subjects:
        raise fail("R0202", f"main 写的“{main}”不是一类主体", suggestion(str(main), subjects))
    return str(main)


def _known_at(data: Mapping[str, Any]) -> date:
    day = data.get("known_at", DEFAULT_KNOWN_AT)
    if type(day) is not date:
        raise fail("R0202", f"known_at 写的“{day}”不是日期", "例如 known_at = 2022-10-10")
    return day


def _plan(kind: Kind, table: Mapping[str, Any], context: Context, problems: list[Problem]) -> KindPlan:
    facts = dict(kind.facts)
    if kind.is_subject:
        facts.setdefault(REGION_FACT, region_fact(kind.name))
    problems += _key_faults(kind, facts, table)
    profiles = table.get("profiles", [])
    tables = [table.get("facts", {}), *(p.get("facts", {}) for p in profiles)]
    plans: list[FactPlan] = []
    for fact in _in_order(facts, tables):
        try:
            plans.append(_fact_plan(fact, tables, {p.fact.name: p.fact for p in plans}, context))
        except HuiqiError as error:
            problems += error.problems
    shares = tuple(float(p.get("share", 0)) for p in profiles)
    if sum(shares) > 1:
        problems.append(Problem("R0202", f"“{kind.name}”各 profile 的 share 之和超过 1", "减小份额"))
    return KindPlan(
        kind,
        float(table.get("rate", DEFAULT_SUBJECTS if kind.is_subject else DEFAULT_RECORDS)),
        int(table.get("minimum", DEFAULT_MINIMUM)),
        table.get("grows_with"),
        str(table.get("name", "{place}{word}" + kind.name)),
        str(table.get("prefix", DEFAULT_PREFIX)),
        tuple(plans),
        shares,
    )


def _key_faults(kind: Kind, facts: Mapping[str, Fact], table: Mapping[str, Any]) -> Iterator[Problem]:
    for key in table:
        if key not in KIND_KEYS:
            yield Problem("R0202", f"“{kind.name}”下没有“{key}”这个键", suggestion(key, KIND_KEYS))
    for part in (table, *table.get("profiles", [])):
        for name in part.get("facts", {}):
            if name not in facts:
                yield Problem("R0202", f"“{kind.name}”没有事实“{name}”", suggestion(name, facts))


def _in_order(facts: Mapping[str, Fact], tables: list[Mapping[str, Table]]) -> list[Fact]:
    """Facts so that each follows those its distributions build upon; cycles are left as they are."""
    ordered: dict[str, Fact] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        for table in tables:
            entry = table.get(name, {})
            for base in filter(None, (entry.get("of"), entry.get("after"))):
                if base in facts and base not in above:
                    visit(base, (*above, name))
        ordered.setdefault(name, facts[name])

    for name in facts:
        visit(name, (name,))
    return list(ordered.values())


def _fact_plan(
    fact: Fact, tables: list[Mapping[str, Table]], bases: Mapping[str, Fact], context: Context
) -> FactPlan:
    stated = [t[fact.name] for t in tables if fact.name in t]
    labels = labels_of(fact, stated, context)
    base = cell_of(fact, tables[0].get(fact.name, {}), labels, bases, context)
    variants = {
        index: cell_of(fact, profile[fact.name], labels, bases, context)
        for index, profile in enumerate(tables[1:])
        if fact.name in profile
    }
    return FactPlan(fact, labels, base, variants)


def _growth_fault(plan: KindPlan, vocabulary: Vocabulary) -> Iterator[Problem]:
    if plan.grows_with is None:
        return
    owner = vocabulary.subject_of(plan.kind.name)
    fact = owner.facts.get(plan.grows_with)
    if plan.kind.is_subject or fact is None or fact.low is None:
        message = f"“{plan.kind.name}”的 grows_with 应是“{owner.name}”的一个数值事实"
        yield Problem("R0202", message, suggestion(plan.grows_with, owner.facts))
