"""The functions of the language: each turns a call into core nodes, once.

To add one: write a handler, register it in :data:`FUNCTIONS`, describe it in
``docs/language.md``, and give it an example under ``tests/language/good``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from ..errors import HuiqiError, Place, fail, suggestion
from ..language import syntax as s
from ..types import BOOL, DATE, DAYS, LITERAL, MONEY, NUMBER, Enumeration, Quantity, Type
from .nodes import (
    Add,
    Aggregate,
    Cases,
    Compare,
    Const,
    DaysBetween,
    Extreme,
    FactRef,
    Junction,
    MulDiv,
    Node,
    Sugar,
    YearOf,
)

if TYPE_CHECKING:
    from .build import Builder

Handler = Callable[["Builder", s.Call, Type | None], Node]


def call(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
    """Dispatch a call (T0207 for an unknown function)."""
    handler = FUNCTIONS.get(expr.function)
    if handler is None:
        hint = suggestion(expr.function, FUNCTIONS)
        raise fail("T0207", f"没有函数“{expr.function}”", hint, expr.place)
    return handler(builder, expr, expected)


def wrong(expr: s.Call, form: str) -> HuiqiError:
    """T0208: the arguments do not fit; ``form`` shows how it is written."""
    return fail("T0208", f"“{expr.function}”的写法不对", f"写作 {form}", expr.place)


def unify(builder: Builder, values: Sequence[s.Expr], expected: Type | None, place: Place) -> list[Node]:
    """Values of one type; texts take the type the others, or the context, give them (T0203)."""
    built = [builder.build(v, expected) for v in values]
    known = [n.type for n in built if n.type != LITERAL]
    if known and len(known) < len(built):
        built = [builder.build(v, known[0]) for v in values]
    kinds = {n.type for n in built}
    if len(kinds) > 1:
        shown = "、".join(sorted(str(k) for k in kinds))
        raise fail("T0203", f"各项的类型不同：{shown}", "各项的单位要相同", place)
    return built


def conditional(builder: Builder, expr: s.Conditional, expected: Type | None) -> Node:
    """若 c 则 a 否则 b"""
    condition = builder.condition(expr.condition)
    then, otherwise = unify(builder, [expr.then, expr.otherwise], expected, expr.place)
    cases = Cases(then.type, ((condition, then),), otherwise, place=expr.place)
    return Sugar(then.type, "if", "", (condition, then, otherwise), cases, place=expr.place)


# -- helpers ----------------------------------------------------------------------------------
def _zero(type_: Type) -> Node:
    if type_ == BOOL:
        return Const(BOOL, False)
    return Const(type_, Fraction(0))


def _plain(expr: s.Call, count: int, form: str) -> list[s.Expr]:
    """The arguments as plain expressions, exactly so many."""
    ok = len(expr.arguments) == count and all(
        a.key.form == "expr" and a.value is None for a in expr.arguments
    )
    if not ok:
        raise wrong(expr, form)
    return [a.key.parts[0] for a in expr.arguments]


def _quantity(builder: Builder, expr: s.Expr) -> Node:
    node = builder.build(expr)
    if not isinstance(node.type, Quantity):
        raise fail("T0203", f"这里要的是数，得到的是{node.type}", "取一个数或金额", expr.place)
    return node


def _values(builder: Builder, expr: s.Call, expected: Type | None, form: str) -> list[Node]:
    texts = [a.value for a in expr.arguments[1:]]
    if not texts or any(v is None for v in texts):
        raise wrong(expr, form)
    return unify(builder, [v for v in texts if v is not None], expected, expr.place)


def _in_band(builder: Builder, x: Node, key: s.Key) -> Node:
    """The condition that x lies in the band a key describes."""
    if key.form == "range":
        low, high = (builder.build(p, x.type) for p in key.parts)
        bounds = (Compare(BOOL, "≥", x, low, place=key.place), Compare(BOOL, "≤", x, high, place=key.place))
        _same(x, low, key.place)
        _same(x, high, key.place)
        return Junction(BOOL, True, bounds, place=key.place)
    if key.form == "bound":
        bound = builder.build(key.parts[0], x.type)
        _same(x, bound, key.place)
        return Compare(BOOL, key.text, x, bound, place=key.place)
    raise fail("T0208", "分档写作“100亩 至 500亩”或“> 500亩”", "前一档的止是后一档的起", key.place)


def _same(x: Node, bound: Node, place: Place) -> None:
    if x.type != bound.type:
        raise fail("T0203", f"{x.type}与{bound.type}不能比较", "两边的单位要相同", place)


def _edges(builder: Builder, key: s.Key) -> tuple[Node | None, Node | None]:
    """The lower and upper edge of a band; None where it has none."""
    parts = [builder.build(p) for p in key.parts]
    if key.form == "range":
        return parts[0], parts[1]
    return (parts[0], None) if key.text in ">≥" else (None, parts[0])


def _clip(x: Node, low: Node | None, high: Node | None) -> Node:
    if low is not None:
        x = Extreme(x.type, True, (x, low))
    return Extreme(x.type, False, (x, high)) if high is not None else x


def _scaled(x: Node, rate: Node, place: Place) -> Node:
    assert isinstance(x.type, Quantity) and isinstance(rate.type, Quantity)
    return MulDiv(x.type.times(rate.type), (x, rate), place=place)


# -- handlers ---------------------------------------------------------------------------------
def _extreme(largest: bool) -> Handler:
    def handler(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
        if len(expr.arguments) < 2 or any(a.value is not None for a in expr.arguments):
            raise wrong(expr, f"{expr.function}(甲, 乙)")
        given = [a.key.parts[0] for a in expr.arguments if a.key.form == "expr"]
        items = unify(builder, given, expected, expr.place)
        type_ = items[0].type
        ordered = isinstance(type_, Quantity) or type_ == DATE
        if not (ordered or (isinstance(type_, Enumeration) and type_.ordered)):
            raise fail("T0210", f"{type_}没有大小之分", "取数、金额、日期或有序枚举", expr.place)
        return Extreme(type_, largest, tuple(items), place=expr.place)

    return handler


def _match(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
    form = "匹配(项目.级别, 「国家级」: 100万元, 其余: 0元)"
    values = _values(builder, expr, expected, form)
    item = builder.build(_subject_expr(expr, form))
    return _match_item(builder, expr, item, values)


def _subject_expr(expr: s.Call, form: str) -> s.Expr:
    first = expr.arguments[0]
    if first.value is not None or first.key.form != "expr":
        raise wrong(expr, form)
    return first.key.parts[0]


def _match_item(builder: Builder, expr: s.Call, item: Node, values: list[Node]) -> Node:
    rows, default = [], _zero(values[0].type)
    for argument, value in zip(expr.arguments[1:], values, strict=True):
        key = argument.key
        if key.form == "rest":
            default = value
        elif key.form == "expr" and isinstance(key.parts[0], s.Quoted):
            rows.append((builder.comparison("=", item, key.parts[0], key.place), value))
        else:
            raise wrong(expr, f"{expr.function}(事实, 「甲」: 值, 「乙」: 值)")
    cases = Cases(values[0].type, tuple(rows), default, place=expr.place)
    parts = (item, *(n for row in rows for n in row), default)
    return Sugar(cases.type, "match", expr.function, parts, cases, place=expr.place)


def _highest(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
    form = "就高不重复(认定.级别, 「国家级」: 100万元, 「省级」: 50万元)"
    path = _subject_expr(expr, form) if expr.arguments else None
    if not isinstance(path, s.Path):
        raise wrong(expr, form)
    names = builder.names
    kind = names.vocabulary.kinds.get(path.kind)
    own = names.kind in {None, path.kind} or names.child == path.kind
    if own or kind is None or kind.is_subject:
        return _match(builder, expr, expected)
    from .build import Builder as Inner

    inner = Inner(names.inside(path.kind))
    best = _match(inner, expr, expected)
    _check_owner(builder, path.kind, expr.place)
    return Aggregate(best.type, "max", path.kind, None, best, place=expr.place)


def _marginal(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
    form = "超额分段(面积, 0亩 至 100亩: 100元/亩, > 100亩: 200元/亩)"
    x = _quantity(builder, _subject_expr(expr, form))
    rates = _values(builder, expr, None, form)
    total: Node | None = None
    for argument, rate in zip(expr.arguments[1:], rates, strict=True):
        _in_band(builder, x, argument.key)
        low, high = _edges(builder, argument.key)
        part = _clip(x, low, high)
        if low is not None:
            part = Add(x.type, part, low, True, place=argument.place)
        paid = _scaled(part, rate, argument.place)
        total = paid if total is None else Add(paid.type, total, paid, place=expr.place)
    assert total is not None
    return Sugar(total.type, "marginal", expr.function, (x, *rates), total, place=expr.place)


def _whole(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
    form = "全额分档(面积, 100亩 至 500亩: 100元/亩, > 500亩: 200元/亩)"
    x = _quantity(builder, _subject_expr(expr, form))
    rates = _values(builder, expr, None, form)
    rows = []
    for argument, rate in zip(expr.arguments[1:], rates, strict=True):
        band = _in_band(builder, x, argument.key)
        inside = _clip(x, *_edges(builder, argument.key))
        rows.append((band, _scaled(inside, rate, argument.place)))
    type_ = rows[0][1].type
    cases = Cases(type_, tuple(rows), _zero(type_), place=expr.place)
    return Sugar(type_, "whole", expr.function, (x, *rates), cases, place=expr.place)


def _grades(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
    form = "分级(x, ≥ 1000人: 「大型」, ≥ 300人: 「中型」, 其余: 「微型」)"
    x = builder.build(_subject_expr(expr, form))
    values = _values(builder, expr, expected, form)
    rows, default = [], None
    for argument, value in zip(expr.arguments[1:], values, strict=True):
        if argument.key.form == "rest":
            default = value
        else:
            rows.append((_in_band(builder, x, argument.key), value))
    if default is None:
        if values[0].type == LITERAL or isinstance(values[0].type, Enumeration):
            raise wrong(expr, form)
        default = _zero(values[0].type)
    cases = Cases(values[0].type, tuple(rows), default, place=expr.place)
    return Sugar(cases.type, "grades", expr.function, (x, *values), cases, place=expr.place)


def _phases(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
    form = "分期(认定.第几年, 前 3年: 80%, 后 2年: 50%)"
    x = _quantity(builder, _subject_expr(expr, form))
    values = _values(builder, expr, expected, form)
    rows: list[tuple[Node, Node]] = []
    start = Fraction(1)
    for argument, value in zip(expr.arguments[1:], values, strict=True):
        key = argument.key
        if key.form != "phase" or (key.text == "前") != (not rows):
            raise wrong(expr, form)
        years = builder.build(key.parts[0])
        assert isinstance(years, Const) and isinstance(years.value, Fraction)
        low, high = Const(x.type, start), Const(x.type, start + years.value - 1)
        bounds = (Compare(BOOL, "≥", x, low, place=key.place), Compare(BOOL, "≤", x, high, place=key.place))
        rows.append((Junction(BOOL, True, bounds, place=key.place), value))
        start += years.value
    cases = Cases(values[0].type, tuple(rows), _zero(values[0].type), place=expr.place)
    return Sugar(cases.type, "phases", expr.function, (x, *values), cases, place=expr.place)


def _interest(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
    form = "利息(贷款.本金, 贷款.年利率, 贷款.起息日, 贷款.止息日, 实际/365)"
    arguments = expr.arguments
    if len(arguments) != 5 or arguments[4].key.form != "daycount":
        raise wrong(expr, form)
    given = [a.key.parts[0] for a in arguments[:4] if a.key.form == "expr" and a.value is None]
    if len(given) != 4:
        raise wrong(expr, form)
    principal = builder.typed(given[0], MONEY, "本金")
    rate = builder.typed(given[1], NUMBER, "年利率")
    start, end = (builder.typed(g, DATE, "起止日") for g in given[2:])
    days = Extreme(DAYS, True, (Const(DAYS, Fraction(0)), DaysBetween(DAYS, start, end)))
    basis = Const(DAYS, Fraction(int(arguments[4].key.text.rpartition("/")[2])))
    amount = MulDiv(MONEY, (principal, rate, days), (basis,), place=expr.place)
    parts = (principal, rate, start, end, basis)
    return Sugar(MONEY, "interest", expr.function, parts, amount, place=expr.place)


def _days(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
    start, end = _plain(expr, 2, "天数(起, 止)")
    nodes = builder.typed(start, DATE, "起"), builder.typed(end, DATE, "止")
    return DaysBetween(DAYS, *nodes, place=expr.place)


def _year(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
    (day,) = _plain(expr, 1, "年(依据日期)")
    return YearOf(NUMBER, builder.typed(day, DATE, "日期"), place=expr.place)


def _decided(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
    (path,) = _plain(expr, 1, "一事一议(项目.议定金额)")
    if not isinstance(path, s.Path):
        raise wrong(expr, "一事一议(项目.议定金额)")
    fact = builder.fact(path)
    return FactRef(fact.type, fact, True, place=expr.place)


def _check_owner(builder: Builder, kind: str, place: Place) -> None:
    names = builder.names
    kinds = names.vocabulary.kinds
    if kind not in kinds or kinds[kind].is_subject:
        records = [k for k in kinds if not kinds[k].is_subject]
        hint = suggestion(kind, records)
        raise fail("T0211", f"“{kind}”不是一类记录", hint, place)
    subject = names.vocabulary.subject_of(names.kind).name if names.kind else kinds[kind].owner
    if kinds[kind].owner != subject:
        raise fail("T0211", f"“{kind}”不属于{subject}", "只能统计本主体的记录", place)


def _aggregate(op: str, with_value: bool, form: str) -> Handler:
    def handler(builder: Builder, expr: s.Call, expected: Type | None) -> Node:
        from .build import Builder as Inner

        if builder.names.child is not None:
            raise fail("T0211", "统计之中不能再统计", "把内层写成定义", expr.place)
        if len(expr.arguments) != 1 or (expr.arguments[0].value is not None) != with_value:
            raise wrong(expr, form)
        key, value = expr.arguments[0].key, expr.arguments[0].value
        bare = key.parts[0] if key.form == "expr" else None
        kind = key.text if key.form == "filter" else getattr(bare, "text", "")
        if not kind or (bare is not None and not isinstance(bare, s.Name)):
            raise wrong(expr, form)
        _check_owner(builder, kind, expr.place)
        inner = Inner(builder.names.inside(kind))
        condition = inner.condition(key.parts[0]) if key.form == "filter" else None
        body = _quantity(inner, value) if value is not None else None
        type_ = body.type if body is not None else BOOL if op == "any" else NUMBER
        return Aggregate(type_, op, kind, condition, body, place=expr.place)

    return handler


FUNCTIONS: dict[str, Handler] = {
    "最大": _extreme(True),
    "最小": _extreme(False),
    "匹配": _match,
    "就高不重复": _highest,
    "超额分段": _marginal,
    "全额分档": _whole,
    "分级": _grades,
    "分期": _phases,
    "利息": _interest,
    "天数": _days,
    "年": _year,
    "一事一议": _decided,
    "计数": _aggregate("count", False, "计数(贷款 中 贷款.用途 = 「技改」)"),
    "存在": _aggregate("any", False, "存在(认定 中 认定.级别 = 「省级」)"),
    "合计": _aggregate("sum", True, "合计(贷款 中 贷款.用途 = 「技改」: 贷款.本金)"),
    "最高": _aggregate("max", True, "最高(贷款: 贷款.本金)"),
    "最低": _aggregate("min", True, "最低(贷款: 贷款.本金)"),
}

__all__ = ["FUNCTIONS", "FactRef", "call", "conditional", "unify"]
