"""Builds :mod:`huiqi.language.syntax` nodes from lark's parse tree."""

from __future__ import annotations

from typing import Any

from lark import Token, Transformer_NonRecursive, v_args

from ..errors import Place, fail
from . import syntax as s

MAX_DEPTH = 200
OPERATORS = {">=": "≥", "<=": "≤", "!=": "≠", "＜": "<", "＞": ">", "＝": "="}


def _operator(token: Token) -> str:
    return OPERATORS.get(str(token), str(token))


@v_args(inline=True)
class Builder(Transformer_NonRecursive[Token, Any]):
    """One parse's transformer: knows the file and the line and column its text starts at."""

    def __init__(self, file: str, line: int, column: int) -> None:
        super().__init__()
        self._file, self._line, self._column = file, line, column

    def place(self, line: int, column: int) -> Place:
        """A position of the parsed text as a place in the file."""
        shift = self._column if line <= 1 else 0
        return Place(self._file, self._line + line, column + shift)

    def _at(self, token: Token) -> Place:
        return self.place(token.line or 1, token.column or 1)

    # entries ---------------------------------------------------------------
    def start(self, *entries: s.Entry) -> tuple[s.Entry, ...]:
        return entries

    def text_entry(self, key: Token, rest: Token | None = None) -> s.Entry:
        return s.Entry(self._at(key), str(key), str(rest or "").strip())

    def expr_entry(self, key: Token, value: s.Expr) -> s.Entry:
        return s.Entry(self._at(key), str(key), value=value)

    def named_block(self, key: Token, *items: s.Item) -> s.Entry:
        return s.Entry(self._at(key), str(key), items=items)

    words_block = named_block

    def scope_name(self, name: Token) -> s.Entry:
        return s.Entry(self._at(name), "范围", str(name))

    def scope_block(self, *items: s.NamedExpr) -> s.Entry:
        return s.Entry(items[0].place, "范围", items=items)

    def parameters(self, *items: s.Item) -> s.Entry:
        return s.Entry(items[0].place, "参数", items=items)

    def lists(self, *items: s.Item) -> s.Entry:
        return s.Entry(items[0].place, "列表", items=items)

    def limits(self, *items: s.Item) -> s.Entry:
        return s.Entry(items[0].place, "限额", items=items)

    def periods(self, *items: s.Item) -> s.Entry:
        return s.Entry(items[0].place, "期间", items=items)

    def alternatives(self, *items: s.Item) -> s.Entry:
        return s.Entry(items[0].place, "读法", items=items)

    def glosses(self, *items: s.Item) -> s.Entry:
        return s.Entry(items[0].place, "释义", items=items)

    def omissions(self, *items: s.Item) -> s.Entry:
        return s.Entry(items[0].place, "略", items=items)

    # items -----------------------------------------------------------------
    def named(self, name: Token, *rest: Any) -> s.NamedExpr:
        types = [r for r in rest if isinstance(r, s.TypeText)]
        return s.NamedExpr(self._at(name), str(name), types[0] if types else None, rest[-1])

    def words(self, name: Token, rest: Token | None = None) -> s.Words:
        return s.Words(self._at(name), str(name).strip(), str(rest or "").strip())

    def type(self, name: Token, *rest: Token | None) -> s.TypeText:
        inner = [str(r) for r in rest if r is not None and r.type in {"NAME", "NUMBER"}]
        return s.TypeText(self._at(name), f"{name}({inner[0]})" if inner else str(name))

    def parameter(self, name: Token, type_: s.TypeText, *modifiers: Any) -> s.ParameterDecl:
        bounds = tuple(m for m in modifiers if isinstance(m, s.Bound))
        stated = [m[0] for m in modifiers if isinstance(m, tuple)]
        optional = any(m is True for m in modifiers)
        at = self._at(name)
        return s.ParameterDecl(at, str(name), type_, bounds, stated[0] if stated else None, optional)

    def bound(self, operator: Token, value: s.Expr) -> s.Bound:
        return s.Bound(self._at(operator), _operator(operator), value)

    def stated(self, value: s.Expr) -> tuple[s.Expr]:
        return (value,)

    def optional(self) -> bool:
        return True

    def listing(self, name: Token, value: tuple[tuple[s.Quoted, ...] | None, bool]) -> s.ListDecl:
        return s.ListDecl(self._at(name), str(name), *value)

    def pending_list(self) -> tuple[None, bool]:
        return None, False

    def closed_list(self, members: tuple[s.Quoted, ...]) -> tuple[tuple[s.Quoted, ...], bool]:
        return members, False

    def open_list(self, members: tuple[s.Quoted, ...] | None) -> tuple[tuple[s.Quoted, ...], bool]:
        return members or (), True

    def limit(self, name: Token, *rest: Any) -> s.LimitDecl:
        per = tuple(r for r in rest if isinstance(r, str) and not isinstance(r, Token))
        operator = next(r for r in rest if isinstance(r, Token))
        if _operator(operator) != "≤":
            raise fail("L0108", "限额只能写“≤”", "例如 每 企业, 每 年 ≤ 100万元", self._at(operator))
        return s.LimitDecl(self._at(name), str(name), per, rest[-1])

    def per(self, target: Token) -> str:
        return target.value if type(target.value) is str else str(target.value)

    def period(self, name: Token, start: s.Expr, end: s.Expr) -> s.PeriodDecl:
        return s.PeriodDecl(self._at(name), str(name), start, end)

    def alternative(self, name: Token, *entries: s.Entry) -> s.Alternative:
        return s.Alternative(self._at(name), str(name), entries)

    def gloss(self, phrase: Token, *targets: s.Target) -> s.Gloss:
        return s.Gloss(self._at(phrase), str(phrase)[1:-1], targets)

    def target(self, part: Token, name: Token | None) -> s.Target:
        return s.Target(str(part), str(name or ""))

    named_target = target

    def scope_target(self) -> s.Target:
        return s.Target("范围", "")

    def reading_target(self) -> s.Target:
        return s.Target("读法", "")

    def parameter_target(self, name: Token) -> s.Target:
        return s.Target("参数", str(name))

    def list_target(self, name: Token) -> s.Target:
        return s.Target("列表", str(name))

    def limit_target(self, name: Token) -> s.Target:
        return s.Target("限额", str(name))

    def omission(self, phrase: Token, reason: Token) -> s.Words:
        return s.Words(self._at(phrase), str(phrase)[1:-1], str(reason).strip())

    # expressions -----------------------------------------------------------
    def expression(self, value: s.Expr) -> s.Expr:
        return value

    def literal(self, token: Token) -> s.LiteralText:
        return s.LiteralText(self._at(token), str(token))

    def raw_range(self, token: Token) -> None:
        hint = "范围写成参数的上下限，如 比例, ≥ 5%, ≤ 20%"
        raise fail("L0105", f"“{token}”是一个范围，不是一个值", hint, self._at(token))

    def string(self, token: Token) -> s.Quoted:
        return s.Quoted(self._at(token), str(token)[1:-1])

    @v_args(meta=True, inline=True)
    def true(self, meta: Any) -> s.Truth:
        return s.Truth(self.place(getattr(meta, "line", 1), getattr(meta, "column", 1)), True)

    @v_args(meta=True, inline=True)
    def false(self, meta: Any) -> s.Truth:
        return s.Truth(self.place(getattr(meta, "line", 1), getattr(meta, "column", 1)), False)

    def path(self, token: Token) -> s.Path:
        kind, _, fact = str(token).partition(".")
        return s.Path(self._at(token), kind, fact)

    def name(self, token: Token) -> s.Name:
        return s.Name(self._at(token), str(token))

    def table(self, token: Token) -> s.TableRef:
        return s.TableRef(self._at(token), str(token))

    def group(self, _left: Token, value: s.Expr, _right: Token) -> s.Expr:
        return value

    def choice(self, name: Token, *rest: Any) -> s.ChoiceOf:
        options = tuple(r for r in rest if isinstance(r, s.Option))
        return s.ChoiceOf(self._at(name), str(name), options)

    def option(self, name: Token, value: s.Expr) -> s.Option:
        return s.Option(self._at(name), str(name)[1:-1], value)

    def call(self, name: Token, *rest: Any) -> s.Call:
        arguments = tuple(r for r in rest if isinstance(r, s.Argument))
        return s.Call(self._at(name), str(name), arguments)

    def argument(self, key: s.Key, value: s.Expr | None) -> s.Argument:
        return s.Argument(key.place, key, value)

    def key_expr(self, value: s.Expr) -> s.Key:
        return s.Key(value.place, "expr", (value,))

    def key_range(self, low: s.Expr, high: s.Expr) -> s.Key:
        return s.Key(low.place, "range", (low, high))

    def key_bound(self, operator: Token, value: s.Expr) -> s.Key:
        return s.Key(self._at(operator), "bound", (value,), _operator(operator))

    @v_args(meta=True, inline=True)
    def key_rest(self, meta: Any) -> s.Key:
        return s.Key(self.place(getattr(meta, "line", 1), getattr(meta, "column", 1)), "rest")

    def key_phase(self, word: Token, count: Token) -> s.Key:
        value = s.LiteralText(self._at(count), str(count))
        return s.Key(self._at(word), "phase", (value,), str(word))

    def key_filter(self, kind: Token, condition: s.Expr) -> s.Key:
        return s.Key(self._at(kind), "filter", (condition,), str(kind))

    def key_daycount(self, token: Token) -> s.Key:
        return s.Key(self._at(token), "daycount", (), str(token))

    def compare(self, left: s.Expr, operator: Token, right: s.Expr) -> s.Comparison:
        return s.Comparison(left.place, _operator(operator), left, right)

    def member(self, item: s.Expr, members: tuple[s.Quoted, ...] | s.Name) -> s.Membership:
        return s.Membership(item.place, item, members, False)

    def not_member(self, item: s.Expr, members: tuple[s.Quoted, ...] | s.Name) -> s.Membership:
        return s.Membership(item.place, item, members, True)

    def members(self, value: Any) -> tuple[s.Quoted, ...] | s.Name:
        return self.name(value) if isinstance(value, Token) else value

    def quoted(self, *tokens: Token) -> tuple[s.Quoted, ...]:
        return tuple(self.string(t) for t in tokens if t.type == "QUOTED")

    def within(self, item: s.Expr, low: s.Expr, high: s.Expr | None) -> s.Within:
        return s.Within(item.place, item, low, high)

    def conjunction(self, *operands: s.Expr) -> s.Junction:
        return s.Junction(operands[0].place, True, operands)

    def disjunction(self, *operands: s.Expr) -> s.Junction:
        return s.Junction(operands[0].place, False, operands)

    def negated(self, operand: s.Expr) -> s.Negation:
        return s.Negation(operand.place, operand)

    def conditional(self, condition: s.Expr, then: s.Expr, otherwise: s.Expr) -> s.Conditional:
        return s.Conditional(condition.place, condition, then, otherwise)

    def negative(self, _sign: Token, operand: s.Expr) -> s.Negative:
        return s.Negative(operand.place, operand)

    def add(self, left: s.Expr, _sign: Token, right: s.Expr) -> s.Binary:
        return s.Binary(left.place, "+", left, right)

    def subtract(self, left: s.Expr, _sign: Token, right: s.Expr) -> s.Binary:
        return s.Binary(left.place, "-", left, right)

    def multiply(self, left: s.Expr, _sign: Token, right: s.Expr) -> s.Binary:
        return s.Binary(left.place, "×", left, right)

    def divide(self, left: s.Expr, _sign: Token, right: s.Expr) -> s.Binary:
        return s.Binary(left.place, "÷", left, right)

    # table cells -----------------------------------------------------------
    def cell(self, *tests: s.Test | Token) -> tuple[s.Test, ...] | None:
        kept = tuple(t for t in tests if isinstance(t, s.Test))
        return kept or None

    def test_compare(self, operator: Token, value: s.Expr) -> s.Test:
        return s.Test(self._at(operator), "compare", _operator(operator), (value,))

    def test_member(self, members: tuple[s.Quoted, ...] | s.Name) -> s.Test:
        return s.Test(self.place(1, 1), "member", members=members)

    def test_not_member(self, members: tuple[s.Quoted, ...] | s.Name) -> s.Test:
        return s.Test(self.place(1, 1), "not_member", members=members)

    def test_within(self, low: s.Expr, high: s.Expr | None) -> s.Test:
        parts = (low,) if high is None else (low, high)
        return s.Test(self.place(1, 1), "within", parts=parts)


__all__ = ["MAX_DEPTH", "Builder"]
