"""SQL columns to Python source: straight-line code, NULL as None.

Three-valued logic is spelled out only where an operand may be None; what cannot be None becomes
a plain Python operator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlglot import exp

from ..sql.expr import Sql

SIMPLE: dict[type[exp.Expr], str] = {
    exp.EQ: "==",
    exp.NEQ: "!=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.IntDiv: "//",
    exp.BitwiseAnd: "&",
    exp.BitwiseOr: "|",
    exp.BitwiseLeftShift: "<<",
    exp.BitwiseRightShift: ">>",
}


class Translator:
    """Writes lines that compute columns; ``names`` maps columns to Python names."""

    def __init__(self, names: Mapping[str, str], nullable: Iterable[str]) -> None:
        self.names = dict(names)
        self.nullable = set(nullable)
        self.lines: list[str] = []
        self._count = 0

    def assign(self, column: str, expression: Sql) -> None:
        """column = expression, as a line."""
        code, null = self.code(expression)
        name = f"v{len(self.names)}"
        self.names[column] = name
        if null:
            self.nullable.add(column)
        self.lines.append(f"{name} = {code}")

    def atom(self, expression: Sql) -> tuple[str, bool]:
        """A name or literal for the expression, and whether it may be None."""
        code, null = self.code(expression)
        if code.isidentifier() or code.lstrip("-").isdigit():
            return code, null
        self._count += 1
        name = f"t{self._count}"
        self.lines.append(f"{name} = {code}")
        return name, null

    def code(self, node: Sql) -> tuple[str, bool]:
        """Python for an expression, and whether it may be None."""
        match node:
            case exp.Paren():
                return self.code(node.this)
            case exp.Column():
                return self.names[node.name], node.name in self.nullable
            case exp.Literal():
                return (repr(node.this) if node.is_string else str(node.this)), False
            case exp.Boolean():
                return str(bool(node.this)), False
            case exp.Null():
                return "None", True
            case exp.Neg():
                return f"-{self.code(node.this)[0]}", False
            case exp.Cast():
                return self.code(node.this)
            case exp.And() | exp.Or():
                return self._connector(node)
            case exp.Not():
                code, null = self.atom(node.this)
                return (f"(None if {code} is None else not {code})" if null else f"(not {code})"), null
            case exp.Is():
                return f"({self.atom(node.this)[0]} is None)", False
            case exp.Case():
                return self._case(node)
            case exp.Coalesce():
                return self._coalesce(node)
            case exp.In():
                return self._in(node)
            case _:
                return self._other(node)

    def _other(self, node: Sql) -> tuple[str, bool]:
        match node:
            case exp.Least() | exp.Greatest():
                return self._extreme(node)
            case exp.NullSafeEQ():
                return f"({self.code(node.this)[0]} == {self.code(node.expression)[0]})", False
            case exp.Substring():
                code, null = self.atom(node.this)
                sliced = f"{code}[:{node.args['length'].this}]"
                return (f"(None if {code} is None else {sliced})" if null else sliced), null
            case exp.Binary():
                return self._binary(node)
            case _:
                raise TypeError(f"no Python for {type(node).__name__}")

    def _binary(self, node: exp.Binary) -> tuple[str, bool]:
        (a, a_null), (b, b_null) = self.atom(node.this), self.atom(node.expression)
        plain = f"({a} {SIMPLE[type(node)]} {b})"
        missing = " or ".join(f"{x} is None" for x, null in ((a, a_null), (b, b_null)) if null)
        return (f"(None if {missing} else {plain})" if missing else plain), bool(missing)

    def _connector(self, node: exp.Connector) -> tuple[str, bool]:
        (a, a_null), (b, b_null) = self.atom(node.this), self.atom(node.expression)
        word, dominant = ("and", "False") if isinstance(node, exp.And) else ("or", "True")
        if not (a_null or b_null):
            return f"({a} {word} {b})", False
        other = "True" if dominant == "False" else "False"
        missing = " or ".join(f"{x} is None" for x, null in ((a, a_null), (b, b_null)) if null)
        return (
            f"({dominant} if {a} is {dominant} or {b} is {dominant} else None if {missing} else {other})",
            True,
        )

    def _case(self, node: exp.Case) -> tuple[str, bool]:
        default = node.args.get("default")
        code, null = self.code(default) if default is not None else ("None", True)
        for branch in reversed(node.args["ifs"]):
            condition, value = self.code(branch.this)[0], self.code(branch.args["true"])
            code, null = f"({value[0]} if {condition} else {code})", null or value[1]
        return code, null

    def _coalesce(self, node: exp.Coalesce) -> tuple[str, bool]:
        code, null = self.atom(node.this)
        if not null:
            return code, False
        default, still = self.code(node.expressions[0])
        return f"({default} if {code} is None else {code})", still

    def _in(self, node: exp.In) -> tuple[str, bool]:
        code, null = self.atom(node.this)
        texts = ", ".join(self.code(e)[0] for e in node.expressions)
        test = f"{code} in {{{texts}}}"
        return (f"(None if {code} is None else {test})" if null else f"({test})"), null

    def _extreme(self, node: exp.Func) -> tuple[str, bool]:
        word, sign = ("min", "<") if isinstance(node, exp.Least) else ("max", ">")
        parts = [self.atom(p) for p in (node.this, *node.expressions)]
        if any(null for _, null in parts):
            listed = ", ".join(code for code, _ in parts)
            return f"{word}((x for x in ({listed},) if x is not None), default=None)", all(
                n for _, n in parts
            )
        if len(parts) == 2:
            (a, _), (b, _) = parts
            return f"({a} if {a} {sign} {b} else {b})", False
        return f"{word}({', '.join(code for code, _ in parts)})", False
