"""A program of named columns in layers: each layer may use the columns of those before it.

Naming every condition keeps masks and three-valued logic simple, and stops a shared
expression from being written (and computed) many times. What is used once is written where it is
used: each layer costs planning, and most of a plan's time went into layers of such columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from . import expr as q
from .expr import Sql, exp

TRIVIAL = (exp.Column, exp.Literal, exp.Boolean, exp.Null)
PLACES = 4
"""In how many places a column may be written out."""


@dataclass
class Program:
    """Columns over a source; ``inputs`` are the source's columns that were asked for."""

    prefix: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    columns: dict[str, Sql] = field(default_factory=dict)
    gates: dict[str, Sql] = field(default_factory=dict)
    lookups: dict[str, Mapping[str, Sql]] = field(default_factory=dict)
    looked_up: dict[str, tuple[str, str]] = field(default_factory=dict)
    _written_out: set[str] = field(default_factory=set)
    _together: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _by_text: dict[Sql, str] = field(default_factory=dict)

    def input(self, name: str, role: str) -> Sql:
        """A column of the source; ``role`` says which relation gives it."""
        self.inputs[name] = role
        return q.col(name)

    def lookup(self, keys: Mapping[str, Sql], column: str) -> Sql:
        """A column of the row of the looked-up table whose key columns are what ``keys`` say."""
        table = next((name for name, found in self.lookups.items() if found == keys), None)
        if table is None:
            table = f"local{len(self.lookups) or ''}"
            self.lookups[table] = keys
        name = f"{table}.{column}"
        self.looked_up[name] = (table, column)
        return self.input(name, "local")

    def let(self, expression: Sql, hint: str) -> Sql:
        """A column for the expression, the same one for the same text; trivial ones as they are."""
        if isinstance(expression, TRIVIAL):
            return expression
        if expression in self._by_text:
            return q.col(self._by_text[expression])
        name = self._by_text[expression] = self._fresh(hint)
        self.columns[name] = expression
        return q.col(name)

    def write_out(self, expression: Sql) -> None:
        """Let a column stand where it is used even if that is in several places, of which a row needs one."""
        if isinstance(expression, exp.Column):
            self._written_out.add(expression.name)

    def _fresh(self, hint: str) -> str:
        name = f"{self.prefix}{hint}"
        number = 2
        while name in self.columns or name in self.inputs:
            name = f"{self.prefix}{hint}_{number}"
            number += 1
        return name

    def windows(self, gate: Sql, expressions: Mapping[str, Sql]) -> dict[str, Sql]:
        """Columns of window functions, all in one layer, over the rows where ``gate`` holds.

        NULL on all other rows, which the functions do not see either.
        """
        named: dict[str, str] = {}
        for hint, expression in expressions.items():
            name = named[hint] = self._fresh(hint)
            self.columns[name] = expression
            self.gates[name] = gate
        self._together |= dict.fromkeys(named.values(), tuple(named.values()))
        return {hint: q.col(name) for hint, name in named.items()}

    def select(
        self,
        source: exp.Select | exp.Subquery | exp.Table,
        outputs: Iterable[Sql],
        looked_up: str | None = None,
    ) -> exp.Select:
        """The program over ``source`` with the outputs as its last layer; ``looked_up`` names a table."""
        columns, outputs = self._written(list(outputs))
        needed = self.needed(outputs)
        levels = self._levels([*columns, *(n for n in self.looked_up if n in needed)], columns)
        current: exp.Expression = source
        for level in range(1, max(levels.values(), default=0) + 1):
            here = [name for name, found in levels.items() if found == level]
            if found := [name for name in here if name in self.looked_up]:
                current = self._looking_up(current, level, found, looked_up)
            if plain := [(name, columns[name]) for name in here if name in columns]:
                current = self._layer(current, level, plain)
        return exp.select(*outputs, copy=False).from_(_as_source(current, "top"), copy=False)

    def _written(self, outputs: Sequence[Sql]) -> tuple[dict[str, Sql], list[Sql]]:
        """The columns the outputs rest on, and the outputs; what is used once stands where it is used."""
        needed = self.needed(outputs)
        kept = {name: column for name, column in self.columns.items() if name in needed}
        keys = [key for found in self.lookups.values() for key in found.values()]
        uses = Counter(_names([*outputs, *kept.values()]))
        named = {*self.gates, *_names([*self.gates.values(), *keys])}
        columns: dict[str, Sql] = {}
        inline: dict[str, Sql] = {}
        for name, column in kept.items():
            once = uses[name] <= (PLACES if name in self._written_out else 1) and name not in named
            (inline if once else columns)[name] = q.substituted(column, inline)
        return columns, [q.substituted(o, inline) for o in outputs]

    def _levels(self, names: Iterable[str], columns: Mapping[str, Sql]) -> dict[str, int]:
        """The layer each name stands in: one past what it rests on; windows of a call all in one."""
        levels: dict[str, int] = {}

        def level(name: str) -> int:
            if name not in levels and (name in columns or name in self.looked_up):
                group = [n for n in self._together.get(name, (name,)) if n in columns] or [name]
                below = {x for n in group for x in self._rests_on(n, columns)}
                levels[name] = 1 + max(map(level, below), default=0)
            return levels.get(name, 0)

        return {name: level(name) for name in names}

    def _rests_on(self, name: str, columns: Mapping[str, Sql]) -> list[str]:
        if name in self.looked_up:
            return _names(self.lookups[self.looked_up[name][0]].values())
        return _names([columns[name], *([self.gates[name]] if name in self.gates else [])])

    def needed(self, outputs: Iterable[Sql]) -> set[str]:
        """The columns the outputs rest on, looked-up ones among them."""
        wanted: set[str] = set()
        queue = _names(outputs)
        while queue:
            name = queue.pop()
            if name not in wanted and (name in self.columns or name in self.looked_up):
                wanted.add(name)
                queue += self._rests_on(name, self.columns)
        return wanted

    def _looking_up(
        self, below: exp.Expression, level: int, names: Sequence[str], relation: str | None
    ) -> exp.Select:
        """Everything below, and the columns of the rows that its keys name."""
        assert relation is not None
        base = f"k{level - 1}"
        select = exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier(base)), copy=False)
        select = select.from_(_as_source(below, base), copy=False)
        for table in sorted({self.looked_up[name][0] for name in names}):
            same = [q.binary(exp.EQ, q.col(k, table), value) for k, value in self.lookups[table].items()]
            found = exp.alias_(exp.to_table(relation), table, table=True)
            select = select.join(found, on=q.both(same), join_type="left", copy=False)
        columns = [q.alias(q.col(self.looked_up[n][1], self.looked_up[n][0]), n) for n in names]
        return select.select(*columns, copy=False)

    def _layer(self, below: exp.Expression, level: int, columns: Sequence[tuple[str, Sql]]) -> exp.Select:
        """Everything below, and the columns of a level beside it."""
        gates = {self.gates[name]: None for name, _ in columns if name in self.gates}
        plain = [q.alias(e, name) for name, e in columns if name not in self.gates]
        name = f"l{level - 1}"
        if not gates:
            return exp.select(exp.Star(), *plain, copy=False).from_(_as_source(below, name), copy=False)
        base = exp.to_table(name)
        select = exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier(name)), *plain, copy=False)
        rows = below if isinstance(below, exp.Select) else exp.select(exp.Star()).from_(below)
        select = select.with_(name, as_=rows, copy=False).from_(base, copy=False)
        for index, gate in enumerate(gates):
            found = [(n, e) for n, e in columns if self.gates.get(n) == gate]
            select = _beside(select, name, f"w{index}", gate, found)
        return select


def _beside(
    select: exp.Select, base: str, table: str, gate: Sql, columns: Sequence[tuple[str, Sql]]
) -> exp.Select:
    """The gated columns of some rows of ``base``, joined back to all of them."""
    keys = ("number", "record")
    computed = exp.select(*(q.col(k) for k in keys), *(q.alias(e, n) for n, e in columns))
    rows = computed.from_(exp.to_table(base)).where(gate)
    same = [q.binary(exp.EQ, q.col(k, table), q.col(k, base)) for k in keys]
    select = select.select(*(q.col(n, table) for n, _ in columns), copy=False)
    return select.join(rows.subquery(table), on=q.both(same), join_type="left", copy=False)


def _names(expressions: Iterable[Sql]) -> list[str]:
    return [name for e in expressions for name in q.names(e)]


def _as_source(relation: exp.Expression, name: str) -> exp.Expression:
    return relation.subquery(name, copy=False) if isinstance(relation, exp.Select) else relation
