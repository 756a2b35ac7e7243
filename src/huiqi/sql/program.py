"""A program of named columns in layers: each layer may use the columns of those before it.

Naming every condition keeps masks and three-valued logic simple, and stops a shared
expression from being written (and computed) many times.
"""

from __future__ import annotations

from collections.abc import Iterable
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
        name = f"{self.prefix}{hint}"
        number = 2
        while name in self.columns or name in self.inputs:
            name = f"{self.prefix}{hint}_{number}"
            number += 1
        self.columns[name] = (self.level(expression), expression)
        self._by_text[expression] = name
        return q.col(name)

    def select(self, source: exp.Select | exp.Subquery | exp.Table, outputs: Iterable[Sql]) -> exp.Select:
        """The program over ``source`` with the outputs as its last layer."""
        layers: dict[int, list[tuple[str, Sql]]] = {}
        for name, (level, expression) in self.columns.items():
            layers.setdefault(level, []).append((name, expression))
        current: exp.Expression = source
        for level in sorted(layers):
            added = [q.alias(e, n) for n, e in layers[level]]
            current = exp.select(exp.Star(), *added, copy=False).from_(
                _as_source(current, f"l{level - 1}"), copy=False
            )
        return exp.select(*outputs, copy=False).from_(_as_source(current, "top"), copy=False)


def _as_source(relation: exp.Expression, name: str) -> exp.Expression:
    return relation.subquery(name, copy=False) if isinstance(relation, exp.Select) else relation
