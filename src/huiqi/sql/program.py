"""A program of named columns in layers: each layer may use the columns of those before it.

Naming every condition keeps masks and three-valued logic simple, and stops a shared
expression from being written (and computed) many times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from . import expr as q
from .expr import Sql, exp

TRIVIAL = (exp.Column, exp.Literal, exp.Boolean, exp.Null)


@dataclass
class Program:
    """Columns over a source; ``inputs`` are the source's columns that were asked for."""

    prefix: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    columns: dict[str, tuple[int, Sql]] = field(default_factory=dict)
    gates: dict[str, Sql] = field(default_factory=dict)
    _by_text: dict[Sql, str] = field(default_factory=dict)

    def input(self, name: str, role: str) -> Sql:
        """A column of the source; ``role`` says which relation gives it."""
        self.inputs[name] = role
        return q.col(name)

    def level(self, expression: Sql) -> int:
        """The layer an expression can stand in: one past the columns it uses."""
        names = (c.name for c in expression.find_all(exp.Column))
        return 1 + max((self.columns[n][0] for n in names if n in self.columns), default=0)

    def let(self, expression: Sql, hint: str) -> Sql:
        """A column for the expression, the same one for the same text; trivial ones as they are."""
        if isinstance(expression, TRIVIAL):
            return expression
        if expression in self._by_text:
            return q.col(self._by_text[expression])
        name = self._by_text[expression] = self._fresh(hint)
        self.columns[name] = (self.level(expression), expression)
        return q.col(name)

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
        level = max(self.level(e) for e in (gate, *expressions.values()))
        named: dict[str, Sql] = {}
        for hint, expression in expressions.items():
            name = self._fresh(hint)
            self.columns[name] = (level, expression)
            self.gates[name] = gate
            named[hint] = q.col(name)
        return named

    def select(self, source: exp.Select | exp.Subquery | exp.Table, outputs: Iterable[Sql]) -> exp.Select:
        """The program over ``source`` with the outputs as its last layer."""
        outputs = list(outputs)
        needed = self.needed(outputs)
        layers: dict[int, list[tuple[str, Sql]]] = {}
        for name, (level, expression) in self.columns.items():
            if name in needed:
                layers.setdefault(level, []).append((name, expression))
        current: exp.Expression = source
        for level in sorted(layers):
            current = self._layer(current, level, layers[level])
        return exp.select(*outputs, copy=False).from_(_as_source(current, "top"), copy=False)

    def needed(self, outputs: Iterable[Sql]) -> set[str]:
        """The columns the outputs rest on."""
        wanted: set[str] = set()
        queue = [c.name for o in outputs for c in o.find_all(exp.Column)]
        while queue:
            name = queue.pop()
            if name in self.columns and name not in wanted:
                wanted.add(name)
                parts = [self.columns[name][1], *([self.gates[name]] if name in self.gates else [])]
                queue += [c.name for part in parts for c in part.find_all(exp.Column)]
        return wanted

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


def _as_source(relation: exp.Expression, name: str) -> exp.Expression:
    return relation.subquery(name, copy=False) if isinstance(relation, exp.Select) else relation
