"""Hard cases to components, and what becomes of each.

An award is hard if a cap may bite on it or another contends with it. What caps and conflicts connect is
one component; components are decided one by one, in the order of their first award.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import rustworkx as rx

from ..limits.awards import Award, Cap, Grant, Membership
from ..limits.bundles import Bundle, Component, Conflict, best_bundle
from .tables import Tables

RESULT = pa.schema(
    [
        ("id", pa.int32()),
        ("low", pa.int64()),
        ("high", pa.int64()),
        ("cut_by", pa.string()),
        ("lost_in", pa.string()),
        ("lost_to", pa.list_(pa.int32())),
        ("open", pa.bool_()),
        ("proved", pa.bool_()),
    ]
)


@dataclass
class _Hard:
    """Everything about the hard awards, by id."""

    awards: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    members: dict[int, list[tuple[str, int | None, int | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    caps: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    consumed: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    options: dict[str, dict[int, set[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    names: dict[str, str] = field(default_factory=dict)
    contests: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    tops: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))


def settle(tables: Tables) -> tuple[pa.Table, dict[str, int]]:
    """What each hard award comes to, and how many components there are, and are not proved best."""
    hard = _read(tables)
    rows: list[tuple[Any, ...]] = []
    counted = {"components": 0, "conflicts": 0, "unproved": 0, "largest": 0}
    for ids in _connected(hard):
        component = _component(hard, ids)
        bundle = best_bundle(component)
        counted["components"] += 1
        counted["conflicts"] += len(component.conflicts)
        counted["unproved"] += not bundle.proved
        counted["largest"] = max(counted["largest"], len(ids))
        rows += _rows(bundle, ids)
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [[] for _ in RESULT]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, RESULT, strict=True)]
    return pa.table(arrays, schema=RESULT), counted


def _read(tables: Tables) -> _Hard:
    hard = _Hard()
    for award, cap, name, years, low, high in tables.rows("SELECT * FROM member ORDER BY award, cap"):
        hard.members[award].append((cap, low, high))
        hard.caps[cap] = (name, years)
    for cap, day, amount in tables.rows(
        "SELECT * FROM consumed WHERE cap IN (SELECT cap FROM member) ORDER BY ALL"
    ):
        hard.consumed[cap].append((day, amount))
    for award, conflict, name, option, top_up in tables.rows(
        "SELECT * FROM contender ORDER BY award, conflict"
    ):
        hard.names[conflict] = name
        if top_up:
            hard.tops[award][conflict] = option
        else:
            hard.options[conflict][option].add(award)
            hard.contests[award].append(conflict)
    query = (
        "SELECT id, day, low, high, committed FROM award "
        "WHERE id IN (SELECT award FROM member UNION ALL SELECT award FROM contender) ORDER BY id"
    )
    hard.awards = {row[0]: row for row in tables.rows(query)}
    return hard


def _connected(hard: _Hard) -> Iterator[list[int]]:
    """The awards of each component, ascending; components by their first."""
    together: dict[str, list[int]] = defaultdict(list)
    for award, members in hard.members.items():
        for cap, _, _ in members:
            together[cap].append(award)
    for conflict, options in hard.options.items():
        together[conflict] += [a for ids in options.values() for a in ids]
    for award, conflicts in hard.tops.items():
        for conflict in conflicts:
            together[conflict].append(award)
    graph = rx.PyGraph()
    nodes = dict(zip(hard.awards, graph.add_nodes_from(list(hard.awards)), strict=True))
    for ids in together.values():
        graph.add_edges_from_no_data([(nodes[ids[0]], nodes[other]) for other in ids[1:]])
    found = [sorted(graph[i] for i in part) for part in rx.connected_components(graph)]
    yield from sorted(found)


def _component(hard: _Hard, ids: list[int]) -> Component:
    caps = _numbered(c for a in ids for c, _, _ in hard.members.get(a, ()))
    conflicts = dict.fromkeys(c for a in ids for c in hard.contests.get(a, ()))
    tops = _numbered(c for a in ids for c in hard.tops.get(a, ()))
    orders = _orders(hard, ids)
    awards = []
    for id in ids:
        _, day, low, high, committed = hard.awards[id]
        members = tuple(Membership(caps[c], lo, hi) for c, lo, hi in hard.members.get(id, ()))
        held = tuple(tops[c] for c in hard.tops.get(id, ()))
        awards.append(Award(id, orders[id], day, low, high, members, held, committed))
    return Component(
        tuple(awards),
        {i: Cap(*hard.caps[cap], tuple(hard.consumed.get(cap, ()))) for cap, i in caps.items()},
        tuple(_conflict(hard, c) for c in conflicts),
    )


def _numbered(keys: Iterable[str]) -> dict[str, int]:
    return {key: i for i, key in enumerate(dict.fromkeys(keys))}


def _conflict(hard: _Hard, conflict: str) -> Conflict:
    options = hard.options[conflict]
    return Conflict(hard.names[conflict], tuple(frozenset(options[o]) for o in sorted(options)))


def _orders(hard: _Hard, ids: list[int]) -> dict[int, tuple[int, ...]]:
    """Awards by number, which is by date; one that tops up comes after those it adds to."""
    orders: dict[int, tuple[int, ...]] = {i: (i,) for i in ids}
    latest: dict[str, int] = {}
    adding = [(max(hard.tops[i].values()), i) for i in ids if i in hard.tops]
    for option, id in sorted(adding):
        last = max(id, *(latest.get(c, 0) for c in hard.tops[id]))
        latest |= dict.fromkeys(hard.tops[id], last)
        orders[id] = (last, option + 1, id)
    return orders


def _rows(bundle: Bundle, ids: list[int]) -> Iterator[tuple[Any, ...]]:
    for id in ids:
        grant: Grant = bundle.grants[id]
        name, winners = bundle.lost.get(id, (None, frozenset[int]()))
        yield (
            id,
            grant.low,
            grant.high,
            grant.cut_by,
            name,
            sorted(winners),
            id in bundle.open,
            bundle.proved,
        )
