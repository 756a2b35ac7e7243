"""SQL expressions to Python expressions: NULL is None, dates are epoch days.

Three-valued logic is spelled out only where an operand may be None; what cannot be None becomes
a plain Python operator, what is known before the program runs is folded. Every text stands on
its own: an atom, or in brackets.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from ..sql.expr import Sql
from ..tree.fold import shift_day
from ..vocabulary.model import epoch_day, from_epoch_day

SIMPLE: dict[type[exp.Expr], tuple[str, Callable[[int, int], int]]] = {
    exp.EQ: ("==", operator.eq),
    exp.NEQ: ("!=", operator.ne),
    exp.LT: ("<", operator.lt),
    exp.LTE: ("<=", operator.le),
    exp.GT: (">", operator.gt),
    exp.GTE: (">=", operator.ge),
    exp.Add: ("+", operator.add),
    exp.Sub: ("-", operator.sub),
    exp.Mul: ("*", operator.mul),
    exp.IntDiv: ("//", operator.floordiv),
    exp.BitwiseAnd: ("&", operator.and_),
    exp.BitwiseOr: ("|", operator.or_),
    exp.BitwiseLeftShift: ("<<", operator.lshift),
    exp.BitwiseRightShift: (">>", operator.rshift),
}
DEEPEST = 60
LOOKUP = 4


@dataclass(frozen=True)
class Code:
    """A Python expression; ``null``: it may be None; ``atom``: cheap enough to say twice."""

    text: str
    null: bool = False
    depth: int = 0
    atom: bool = False


def atom(text: str, null: bool = False) -> Code:
    """A name or a literal."""
    return Code(text, null, 0, True)


TRUE, FALSE, NONE = atom("True"), atom("False"), atom("None", True)


def months_later(day: int, months: int) -> int:
    """An epoch day moved by months."""
    return epoch_day(shift_day(from_epoch_day(day), months, "月"))


def year_of(day: int) -> int:
    """The calendar year of an epoch day."""
    return from_epoch_day(day).year


def least(*values: int | None) -> int | None:
    """The smallest; None is skipped."""
    return min((v for v in values if v is not None), default=None)


def greatest(*values: int | None) -> int | None:
    """The largest; None is skipped."""
    return max((v for v in values if v is not None), default=None)


FUNCTIONS: Mapping[str, object] = {f.__name__: f for f in (months_later, year_of, least, greatest)}


class Expressions:
    """Translates expressions over columns whose Python is known.

    ``names`` says what stands for a column; columns in ``never_false`` are True or None;
    ``hoist`` gives a name to what has become too deep.
    """

    def __init__(self, hoist: Callable[[Code], Code]) -> None:
        self.names: dict[str, Code] = {}
        self.never_false: set[str] = set()
        self.constants: dict[str, object] = {}
        self._hoist = hoist
        self._temps = 0

    # values ------------------------------------------------------------------
    def code(self, node: Sql) -> Code:
        """Python for an expression."""
        found = self._leaf(node) or self._logic(node) or self._number(node)
        return self._hoist(found) if found.depth > DEEPEST else found

    def _leaf(self, node: Sql) -> Code | None:
        match node:
            case exp.Column():
                return self.names[node.name]
            case exp.Paren() | exp.Cast() | exp.UnixDate() | exp.DateFromUnixDate():
                return self.code(node.this)
            case exp.Literal():
                return atom(repr(node.this) if node.is_string else str(node.this))
            case exp.Neg() if isinstance(node.this, exp.Literal):
                return atom(f"-{node.this.this}")
            case exp.Boolean():
                return TRUE if node.this else FALSE
            case exp.Null():
                return NONE
            case _:
                return None

    def _logic(self, node: Sql) -> Code | None:
        match node:
            case exp.And():
                return self._and(self.code(node.this), self.code(node.expression))
            case exp.Or():
                return self._or(self.code(node.this), self.code(node.expression))
            case exp.Not():
                return self._not(node)
            case exp.Is():
                return self._is_none(self.code(node.this))
            case exp.Case():
                return self._lookup(node) or self._case(node)
            case exp.Coalesce():
                return self._coalesce(node)
            case exp.In():
                return self._strict([self.code(node.this)], f"{{0}} in {_set(node)}")
            case exp.NullSafeEQ():
                return made("({0} == {1})", [self.code(node.this), self.code(node.expression)])
            case _:
                return None

    def _number(self, node: Sql) -> Code:
        match node:
            case exp.Least() | exp.Greatest():
                return self._extreme(node)
            case exp.AddMonths():
                months = self.code(node.expression).text
                return self._strict([self.code(node.this)], f"months_later({{0}}, {months})")
            case exp.Year():
                return self._strict([self.code(node.this)], "year_of({0})")
            case exp.Binary() if type(node) in SIMPLE:
                return self._binary(type(node), self.code(node.this), self.code(node.expression))
            case _:
                raise TypeError(f"no Python for {type(node).__name__}")

    # truth of a condition ----------------------------------------------------
    def test(self, node: Sql) -> Code:
        """Python that is truthy exactly where a condition is true: None need not be told from False."""
        match node:
            case exp.Paren():
                found = self.test(node.this)
            case exp.And():
                found = self._and(plain(self.test(node.this)), plain(self.test(node.expression)))
            case exp.Or():
                found = self._or(plain(self.test(node.this)), plain(self.test(node.expression)))
            case exp.Coalesce() if self._default(node) == FALSE:
                found = self.test(node.this)
            case exp.In():
                found = made(f"({{0}} in {_set(node)})", [self.code(node.this)])
            case _:
                found = self._test_binary(node)
        return self._hoist(found) if found.depth > DEEPEST else found

    def _test_binary(self, node: Sql) -> Code:
        if not isinstance(node, exp.LT | exp.LTE | exp.GT | exp.GTE | exp.EQ | exp.NEQ):
            return self.code(node)
        parts = [self.code(node.this), self.code(node.expression)]
        open_ = [p for p in parts if p.null]
        if not open_ or NONE in parts:
            return self.code(node)
        word = SIMPLE[type(node)][0]
        if isinstance(node, exp.EQ) and len(open_) == 1:
            return made(f"({{0}} {word} {{1}})", parts)
        first, again = self._said_twice(parts)
        known = " and ".join(f"{f} is not None" for f, p in zip(first, parts, strict=True) if p.null)
        sides = [a if p.null else p.text for a, p in zip(again, parts, strict=True)]
        return grown(f"({known} and {sides[0]} {word} {sides[1]})", False, parts)

    # pieces ------------------------------------------------------------------
    def _said_twice(self, parts: Sequence[Code]) -> tuple[list[str], list[str]]:
        """Texts for the first mention of each part, which names it, and for later ones."""
        first, again = [], []
        for part in parts:
            name = part.text
            if not part.atom:
                self._temps += 1
                name = f"t{self._temps}"
            first.append(part.text if part.atom else f"({name} := {part.text})")
            again.append(name)
        return first, again

    def _strict(self, parts: Sequence[Code], template: str) -> Code:
        """An operation that is None where an operand is."""
        if NONE in parts:
            return NONE
        if not any(p.null for p in parts):
            return made(f"({template})", parts)
        first, again = self._said_twice(parts)
        missing = " or ".join(f"{f} is None" for f, p in zip(first, parts, strict=True) if p.null)
        sides = [a if p.null else p.text for a, p in zip(again, parts, strict=True)]
        return grown(f"(None if {missing} else {template.format(*sides)})", True, parts)

    def _binary(self, kind: type[exp.Expr], a: Code, b: Code) -> Code:
        word, apply = SIMPLE[kind]
        if _is_number(a) and _is_number(b):
            return atom(str(apply(int(a.text), int(b.text))))
        if kind is exp.EQ and _is_text(a) and _is_text(b):
            return TRUE if a == b else FALSE
        if kind is exp.BitwiseOr and "0" in (a.text, b.text):
            return b if a.text == "0" else a
        return self._strict([a, b], f"{{0}} {word} {{1}}")

    def _and(self, a: Code, b: Code) -> Code:
        if FALSE in (a, b):
            return FALSE
        if TRUE in (a, b):
            return b if a == TRUE else a
        if not a.null:
            return made("({0} and {1})", [a, b], b.null)
        (x, y), (again, other) = self._said_twice([a, b])
        if not b.null:
            return grown(f"(False if {x} is False or not {b.text} else {again})", True, [a, b])
        missing = f"None if {again} is None or {other} is None else True"
        return grown(f"(False if {x} is False or {y} is False else {missing})", True, [a, b])

    def _or(self, a: Code, b: Code) -> Code:
        if TRUE in (a, b):
            return TRUE
        if FALSE in (a, b):
            return b if a == FALSE else a
        if not a.null:
            return made("({0} or {1})", [a, b], b.null)
        (x, y), (again, other) = self._said_twice([a, b])
        if not b.null:
            return grown(f"(True if {x} or {b.text} else {again})", True, [a, b])
        missing = f"None if {again} is None or {other} is None else False"
        return grown(f"(True if {x} or {y} else {missing})", True, [a, b])

    def _not(self, node: exp.Not) -> Code:
        inner = node.this.this if isinstance(node.this, exp.Paren) else node.this
        if isinstance(inner, exp.Coalesce) and self._default(inner) in (TRUE, FALSE):
            value, default = self.code(inner.this), self._default(inner)
            if value.null and value != NONE and not self._settled(inner):
                word = "is False" if default == TRUE else "is not True"
                return made(f"({{0}} {word})", [value])
        found = self.code(inner)
        if found in (TRUE, FALSE):
            return FALSE if found == TRUE else TRUE
        return self._strict([found], "not {0}")

    @staticmethod
    def _is_none(value: Code) -> Code:
        if not value.null:
            return FALSE
        return TRUE if value == NONE else made("({0} is None)", [value])

    def _default(self, node: exp.Coalesce) -> Code:
        return self.code(node.expressions[0])

    def _settled(self, node: exp.Coalesce) -> bool:
        column = node.this.this if isinstance(node.this, exp.Paren) else node.this
        named = isinstance(column, exp.Column) and column.name in self.never_false
        return named and self._default(node) == TRUE

    def _coalesce(self, node: exp.Coalesce) -> Code:
        value, default = self.code(node.this), self._default(node)
        if self._settled(node):
            return TRUE
        if value == NONE:
            return default
        if not value.null:
            return value
        if default in (TRUE, FALSE):
            return made(f"({{0}} is {'not False' if default == TRUE else 'True'})", [value])
        (first,), (again,) = self._said_twice([value])
        return grown(f"({default.text} if {first} is None else {again})", default.null, [value, default])

    def _case(self, node: exp.Case) -> Code:
        default = node.args.get("default")
        code = self.code(default) if default is not None else NONE
        chain, parts, null = code.text, [code], code.null
        for branch in reversed(node.args["ifs"]):
            condition, value = self.test(branch.this), self.code(branch.args["true"])
            if condition in (FALSE, NONE) or value.text == chain:
                continue
            if condition == TRUE:
                chain, parts, null = value.text, [value], value.null
                continue
            chain, null = f"{value.text} if {condition.text} else {chain}", null or value.null
            parts += [condition, value]
        if len(parts) == 1:
            return parts[0]
        return grown(f"({chain})", null, parts)

    def _lookup(self, node: exp.Case) -> Code | None:
        """A dictionary for CASE WHEN x = 'a' THEN 1 WHEN x = 'b' THEN 2 …"""
        table: dict[str, int] = {}
        column = None
        for branch in node.args["ifs"]:
            test, value = branch.this, branch.args["true"]
            if not (isinstance(test, exp.EQ) and isinstance(value, exp.Literal) and not value.is_string):
                return None
            if not isinstance(test.expression, exp.Literal) or (column or test.this) != test.this:
                return None
            column = test.this
            table.setdefault(str(test.expression.this), int(value.this))
        default = node.args.get("default")
        if len(table) < LOOKUP or column is None or not isinstance(default, exp.Literal):
            return None
        name = f"K{len(self.constants)}"
        self.constants[name] = table
        return made(f"{name}.get({{0}}, {default.this})", [self.code(column)])

    def _extreme(self, node: exp.Func) -> Code:
        small = isinstance(node, exp.Least)
        parts = [c for c in (self.code(p) for p in (node.this, *node.expressions)) if c != NONE]
        if len(parts) < 2:
            return parts[0] if parts else NONE
        if any(p.null for p in parts):
            listed = ", ".join(p.text for p in parts)
            word = "least" if small else "greatest"
            return grown(f"{word}({listed})", all(p.null for p in parts), parts)
        if len(parts) > 2:
            return grown(f"{'min' if small else 'max'}({', '.join(p.text for p in parts)})", False, parts)
        first, (a, b) = self._said_twice(parts)
        return grown(f"({a} if {first[0]} {'<' if small else '>'} {first[1]} else {b})", False, parts)


def plain(code: Code) -> Code:
    """The same code where None counts as False."""
    return FALSE if code == NONE else replace(code, null=False)


def grown(text: str, null: bool, parts: Sequence[Code]) -> Code:
    """Code made of parts."""
    return Code(text, null, 2 + max(p.depth for p in parts))


def made(template: str, parts: Sequence[Code], null: bool = False) -> Code:
    """A template filled with parts."""
    return grown(template.format(*(p.text for p in parts)), null, parts)


def _is_number(code: Code) -> bool:
    return code.atom and code.text.lstrip("-").isdigit()


def _is_text(code: Code) -> bool:
    return code.atom and code.text[0] in "'\""


def _set(node: exp.In) -> str:
    """The texts listed, as a template of a set."""
    texts = ", ".join(repr(e.this) for e in node.expressions)
    return "{{" + texts.replace("{", "{{").replace("}", "}}") + "}}"
