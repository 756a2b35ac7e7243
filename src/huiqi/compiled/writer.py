"""From a program of columns to the text of a Python function, only what is needed and when.

A column used once is written into the expression that uses it; the others become assignments
that stand before their first use. What nothing rests on in the end is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ..sql.expr import Sql
from ..sql.program import Program
from .python import FALSE, NONE, TRUE, Code, Expressions, atom

WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Statement:
    """Lines that belong together; ``gives`` the names they assign, none: they always stay."""

    lines: tuple[str, ...]
    gives: tuple[str, ...] = ()


Reader = Callable[["Writer", str], None]


class Writer:
    """Writes the body of one function; ``outputs`` are all expressions it will be asked for."""

    def __init__(self, program: Program, reader: Reader, outputs: Iterable[Sql]) -> None:
        self.program, self.reader = program, reader
        self.expressions = Expressions(self._hoist)
        self.statements: list[Statement] = []
        self.returned = False
        self._sent: list[str] = []
        self._order = {name: i for i, name in enumerate((*program.inputs, *program.columns))}
        self._rests_on = {name: _columns(e) for name, e in program.columns.items()}
        self._uses = self._count(outputs)

    # columns -----------------------------------------------------------------
    def _count(self, outputs: Iterable[Sql]) -> Counter[str]:
        uses: Counter[str] = Counter()
        queue = [_columns(o) for o in outputs]
        while queue:
            for name in queue.pop():
                if not uses[name] and name in self._rests_on:
                    queue.append(self._rests_on[name])
                uses[name] += 1
        return uses

    def place(self, expression: Sql) -> Code:
        """Python for an expression, with everything it rests on written before."""
        for name in self._missing(expression):
            if name in self.program.inputs:
                if name not in self.expressions.names:
                    self.reader(self, name)
                continue
            code = self.expressions.code(self.program.columns[name])
            once = self._uses[name] < 2 or code.atom
            self.expressions.names[name] = code if once else self.assign(code)
        return self.expressions.code(expression)

    def _missing(self, expression: Sql) -> list[str]:
        found: set[str] = set()
        queue = list(_columns(expression))
        while queue:
            name = queue.pop()
            if name in found or name in self.expressions.names:
                continue
            found.add(name)
            queue += self._rests_on.get(name, ())
        return sorted(found, key=self._order.__getitem__)

    def assign(self, code: Code) -> Code:
        """A name for some code."""
        name = self.variable()
        self.statements.append(Statement((f"{name} = {code.text}",), (name,)))
        return atom(name, code.null)

    def _hoist(self, code: Code) -> Code:
        return self.assign(code)

    def know(self, column: Sql, code: Code) -> None:
        """From here on a column is something simpler."""
        if isinstance(column, exp.Column):
            self.expressions.names[column.name] = code

    def know_not_false(self, condition: Sql) -> None:
        """From here on a condition is true, or unknown where it may be."""
        code = self.place(condition)
        if isinstance(condition, exp.Column) and code.null:
            self.expressions.never_false.add(condition.name)
        elif code != FALSE:
            self.know(condition, TRUE)

    def variable(self) -> str:
        """A name not yet taken."""
        return f"v{len(self.statements)}"

    # statements --------------------------------------------------------------
    def write(self, *lines: str, gives: Sequence[str] = ()) -> None:
        """Lines as they are; nothing behind a return."""
        if not self.returned:
            self.statements.append(Statement(lines, tuple(gives)))

    def give(self, word: str, outputs: Iterable[Sql]) -> None:
        """``return`` or ``yield`` of all outputs as a tuple."""
        if not self.returned:
            texts = [self.place(o).text for o in outputs]
            self.write(f"{word} ({', '.join(texts)},)")

    def exchange(self, outputs: Iterable[Sql], columns: Sequence[str]) -> None:
        """Yields the outputs and takes what is sent for the columns."""
        texts = [self.place(o).text for o in outputs]
        names = [f"w{i}" for i in range(len(self._sent), len(self._sent) + len(columns))]
        self._sent += names
        self.write(f"{', '.join(names)} = yield ({', '.join(texts)})")
        self.expressions.names |= {c: atom(n) for c, n in zip(columns, names, strict=True)}

    def leave(self, masks: Sequence[Sql], way: str) -> None:
        """Leaves by a statement where any of the masks has a bit; from here on none has."""
        texts = [t for t in (self.place(m).text for m in masks) if t != "0"]
        if self.returned or not texts:
            return
        always = any(t.isdigit() for t in texts)
        self.write(way if always else f"if {' or '.join(texts)}: {way}")
        self.returned = always
        for mask in masks:
            self.know(mask, atom("0"))

    def guard(self, condition: Sql, answer: str) -> None:
        """``answer`` where the condition is false; from here on it is not."""
        if self.returned:
            return
        code = self.place(condition)
        if code in (TRUE, NONE):
            return
        if code == FALSE:
            self.write(f"return {answer}")
            self.returned = True
            return
        test = f"{code.text} is False" if code.null else f"not {code.text}"
        self.write(f"if {test}: return {answer}")
        self.know_not_false(condition)

    def body(self) -> list[str]:
        """The lines; assignments nobody reads are left out."""
        used: set[str] = set()
        kept: list[Statement] = []
        for statement in reversed(self.statements):
            if statement.gives and used.isdisjoint(statement.gives):
                continue
            kept.append(statement)
            used.update(word for line in statement.lines for word in WORD.findall(line))
        return [line for statement in reversed(kept) for line in statement.lines]


def _columns(expression: Sql) -> list[str]:
    return [c.name for c in expression.find_all(exp.Column)]
