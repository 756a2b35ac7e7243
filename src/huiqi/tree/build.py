"""Syntax to typed tree: names resolved, types and units checked, 非 pushed down.

``Builder.build`` goes bottom-up; an expected type flows down only to give 「texts」 the
enumeration they belong to.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ..errors import HuiqiError, Place, did_you_mean, fail, suggestion
from ..language import syntax as s
from ..literals import parse_literal
from ..types import (
    BOOL,
    DATE,
    DAYS,
    INDUSTRY,
    LITERAL,
    MONEY,
    NUMBER,
    REGION,
    TEXT,
    TEXTUAL,
    Enumeration,
    Quantity,
    Type,
)
from ..vocabulary import Fact
from . import calls
from .names import Names
from .nodes import (
    AS_OF,
    BASIS,
    Add,
    Choice,
    Compare,
    Const,
    FactRef,
    Junction,
    Member,
    Members,
    MulDiv,
    Node,
    ParamRef,
    Shift,
    Sugar,
    negate,
    walk,
)

UNITS = frozenset({"天", "工作日", "月", "年"})
SHIFTS = {"天": "天", "月": "月", "年": "年"}


def compatible(a: Type, b: Type) -> bool:
    """Whether values of the two types may be compared."""
    return a == b or {a, b} <= {TEXT, LITERAL}


class Builder:
    """Builds typed nodes in the environment of ``names``."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def condition(self, expr: s.Expr) -> Node:
        """A boolean expression.

        Raises:
            HuiqiError: T0205 where it is not one, and everything ``build`` raises.
        """
        node = self.build(expr, BOOL)
        if node.type != BOOL:
            raise fail("T0205", f"这里要的是条件，得到的是{node.type}", "写成比较，如 ≥ 3人", expr.place)
        return node

    def typed(self, expr: s.Expr, type_: Type, what: str) -> Node:
        """An expression of one given type, named ``what`` in the error (T0203)."""
        node = self.build(expr, type_)
        if node.type != type_:
            raise fail("T0203", f"{what}应为{type_}，得到的是{node.type}", "检查单位", expr.place)
        return node

    def build(self, expr: s.Expr, expected: Type | None = None) -> Node:
        """The typed node of any expression.

        Raises:
            HuiqiError: T0201…T0214 and the literal errors L0102…L0104.
        """
        match expr:
            case s.LiteralText():
                return self._literal(expr)
            case s.Quoted():
                return self._quoted(expr, expected)
            case s.Truth():
                return Const(BOOL, expr.value, place=expr.place)
            case s.Name():
                return self._name(expr)
            case s.Path():
                return self._path(expr)
            case s.Binary():
                return self._binary(expr)
            case s.Negative():
                operand = self.build(expr.operand)
                zero = Const(operand.type, Fraction(0), place=expr.place)
                return Add(operand.type, zero, operand, True, place=expr.place)
            case s.Comparison():
                return self._comparison(expr)
            case s.Membership():
                return self.membership(self.build(expr.item), expr.members, expr.negated, expr.place)
            case s.Within():
                item = self.build(expr.item)
                parts = (expr.low,) if expr.high is None else (expr.low, expr.high)
                return self.within(item, parts, expr.place)
            case s.Junction():
                operands = tuple(self.condition(o) for o in expr.operands)
                return Junction(BOOL, expr.all, operands, place=expr.place)
            case s.Negation():
                return negate(self.condition(expr.operand))
            case s.Conditional() | s.ChoiceOf() | s.TableRef() | s.Call():
                return self._compound(expr, expected)

    def _compound(
        self, expr: s.Conditional | s.ChoiceOf | s.TableRef | s.Call, expected: Type | None
    ) -> Node:
        match expr:
            case s.Conditional():
                return calls.conditional(self, expr, expected)
            case s.ChoiceOf():
                return self._choice(expr, expected)
            case s.TableRef():
                return self._table(expr, expected)
            case s.Call():
                return calls.call(self, expr, expected)

    # atoms -------------------------------------------------------------------
    def _literal(self, expr: s.LiteralText) -> Const:
        try:
            literal = parse_literal(expr.text)
        except HuiqiError as error:
            raise error.at(expr.place) from None
        units = getattr(literal.type, "units", ())
        known = self.names.vocabulary.units | UNITS
        for unit, _ in units:
            if unit not in known:
                hint = did_you_mean(unit, known) or f"可用：{'、'.join(sorted(known))}；运算符两边要有空格"
                raise fail("T0212", f"未知的单位“{unit}”", hint, expr.place)
        return Const(literal.type, literal.value, place=expr.place)

    def _quoted(self, expr: s.Quoted, expected: Type | None) -> Const:
        if isinstance(expected, Enumeration):
            if expr.text not in expected.members:
                hint = suggestion(expr.text, expected.members)
                message = f"“{expr.text}”不在{expected}之中"
                raise fail("T0206", message, hint, expr.place)
            return Const(expected, expr.text, place=expr.place)
        type_ = expected if expected in TEXTUAL else LITERAL
        return Const(type_ or LITERAL, expr.text, place=expr.place)

    def _name(self, expr: s.Name) -> Node:
        names, text = self.names, expr.text
        if text == "依据日期" and names.child is None:
            return BASIS
        if text == "决定日":
            return AS_OF
        if text in names.parameters:
            return ParamRef(names.parameters[text].type, text, place=expr.place)
        if text in names.definitions:
            body = names.definitions.get(text, expr.place)
            self._check_kinds(body, text, expr.place)
            return Sugar(body.type, "definition", text, (), body, place=expr.place)
        hint = did_you_mean(text, names.known())
        raise fail("T0201", f"“{text}”没有定义", hint or "事实写作 企业.从业人员", expr.place)

    def _check_kinds(self, body: Node, name: str, place: Place) -> None:
        if self.names.kind is None:
            return
        allowed = {self.names.kind, self.names.vocabulary.subject_of(self.names.kind).name}
        for node in walk(body):
            if isinstance(node, FactRef) and node.fact.kind not in allowed and not _in_child(node, body):
                message = f"定义“{name}”用到{node.fact.kind}的事实，这里的对象是{self.names.kind}"
                raise fail("T0213", message, "改用本对象的事实", place)

    def _path(self, expr: s.Path) -> Node:
        return FactRef(self.fact(expr).type, self.fact(expr), place=expr.place)

    def fact(self, expr: s.Path) -> Fact:
        """The fact a path names, where it may stand (T0202, T0213)."""
        kinds = self.names.vocabulary.kinds
        if expr.kind not in kinds:
            hint = suggestion(expr.kind, kinds)
            raise fail("T0202", f"没有“{expr.kind}”这一类对象", hint, expr.place)
        kind = kinds[expr.kind]
        if expr.fact not in kind.facts:
            hint = suggestion(expr.fact, kind.facts)
            raise fail("T0202", f"“{expr.kind}.{expr.fact}”不是词汇表中的事实", hint, expr.place)
        if not self._reachable(expr.kind):
            hint = f"用 计数、合计、存在 等，如 存在({expr.kind} 中 …)"
            raise fail("T0213", f"这里不能直接用{expr.kind}的事实", hint, expr.place)
        return kind.facts[expr.fact]

    def _reachable(self, kind: str) -> bool:
        names = self.names
        if names.child is not None:
            return kind == names.child
        if names.kind is None:
            return True
        return kind in {names.kind, names.vocabulary.subject_of(names.kind).name}

    def _table(self, expr: s.TableRef, expected: Type | None) -> Node:
        if self.names.tables is None:
            raise fail("T0201", "这里不能引用判定表", "把表写成定义", expr.place)
        return self.names.tables(expr.name, expr.place, expected)

    # operators ---------------------------------------------------------------
    def _comparison(self, expr: s.Comparison) -> Node:
        left, right = self.build(expr.left), None
        if left.type == LITERAL:
            right = self.build(expr.right)
            left = self.build(expr.left, right.type)
        return self.comparison(expr.operator, left, expr.right, expr.place)

    def comparison(self, operator: str, left: Node, right_expr: s.Expr, place: Place) -> Node:
        """left operator right, types checked (T0203, T0210)."""
        right = self.build(right_expr, left.type)
        if not compatible(left.type, right.type):
            message = f"{left.type}与{right.type}不能比较"
            raise fail("T0203", message, "两边的单位要相同", place)
        ordered = isinstance(left.type, Quantity) or left.type == DATE
        ordered |= isinstance(left.type, Enumeration) and left.type.ordered
        if operator not in "=≠" and not ordered:
            raise fail("T0210", f"{left.type}没有大小之分", "只能用 =、≠、属于", place)
        if left.type == BOOL:
            return self._equal_truths(operator, left, right, place)
        return Compare(BOOL, operator, left, right, place=place)

    def _equal_truths(self, operator: str, left: Node, right: Node, place: Place) -> Node:
        wanted = right.value if isinstance(right, Const) else None
        if not isinstance(wanted, bool):
            raise fail("T0203", "是否型只能与 真、假 比较", "写成 a = 真", place)
        return left if wanted is (operator == "=") else negate(left)

    def membership(
        self, item: Node, members: tuple[s.Quoted, ...] | s.Name, negated: bool, place: Place
    ) -> Node:
        """item 属于 a list of the measure, or members written here (T0201, T0206)."""
        if isinstance(members, s.Name):
            if members.text not in self.names.lists:
                hint = suggestion(members.text, self.names.lists)
                raise fail("T0201", f"没有列表“{members.text}”", hint, members.place)
            listed = self.names.lists[members.text]
        else:
            listed = Members(tuple(m.text for m in members))
        self._check_members(item.type, listed, place)
        return Member(BOOL, item, listed, negated, place=place)

    def _check_members(self, type_: Type, listed: Members, place: Place) -> None:
        if not (isinstance(type_, Enumeration) or type_ in TEXTUAL):
            raise fail("T0203", f"{type_}不能用“属于”", "数值用 在 … 至 …", place)
        for member in listed.members or ():
            check_member(type_, member, place)

    def within(self, item: Node, parts: tuple[s.Expr, ...], place: Place) -> Node:
        """item 在 a period, or 在 low 至 high; both ends included."""
        if len(parts) == 1:
            name = parts[0].text if isinstance(parts[0], s.Name) else ""
            if name not in self.names.periods:
                hint = did_you_mean(name, self.names.periods) or "写作 在 甲 至 乙"
                raise fail("T0201", f"没有期间“{name}”", hint, place)
            low, high = self.names.periods[name]
        else:
            name = ""
            low, high = (self.build(p, item.type) for p in parts)
        for bound in (low, high):
            if bound.type != item.type:
                raise fail("T0203", f"{item.type}与{bound.type}不能比较", "检查类型", place)
        after = Compare(BOOL, "≥", item, low, place=place)
        before = Compare(BOOL, "≤", item, high, place=place)
        both = Junction(BOOL, True, (after, before), place=place)
        return Sugar(BOOL, "within", name, (item, low, high), both, place=place)

    def _choice(self, expr: s.ChoiceOf, expected: Type | None) -> Node:
        readings = self.names.readings
        if expr.name not in readings:
            hint = did_you_mean(expr.name, readings) or "在“解释”中声明"
            raise fail("T0209", f"没有解释“{expr.name}”", hint, expr.place)
        reading, alternatives = readings[expr.name]
        given = [o.name for o in expr.options]
        if sorted(given) != sorted(alternatives):
            message = f"解释“{reading}”的选项是{'、'.join(alternatives)}，这里写的是{'、'.join(given)}"
            raise fail("T0209", message, "每个选项写一次", expr.place)
        values = calls.unify(self, [o.value for o in expr.options], expected, expr.place)
        options = tuple(zip(given, values, strict=True))
        return Choice(values[0].type, reading, options, place=expr.place)

    def _binary(self, expr: s.Binary) -> Node:
        left, right = self.build(expr.left), self.build(expr.right)
        if left.type == DATE and expr.operator in "+-":
            return _shift(left, right, expr)
        for node in (left, right):
            if not isinstance(node.type, Quantity):
                raise fail("T0203", f"{node.type}不能做算术", "只有数和金额可以加减乘除", expr.place)
        assert isinstance(left.type, Quantity) and isinstance(right.type, Quantity)
        if expr.operator in "+-":
            if left.type != right.type:
                verb = "相加" if expr.operator == "+" else "相减"
                hint = "比例要先乘以一个金额" if MONEY in (left.type, right.type) else "两边的单位要相同"
                raise fail("T0203", f"{left.type}与{right.type}不能{verb}", hint, expr.place)
            return Add(left.type, left, right, expr.operator == "-", place=expr.place)
        power = 1 if expr.operator == "×" else -1
        return product(left, right, left.type.times(right.type, power), power, expr.place)


def product(left: Node, right: Node, type_: Quantity, power: int, place: Place) -> MulDiv:
    """left × right or left ÷ right, as one product and quotient."""
    factors, divisors = _parts(left)
    more, less = _parts(right)
    if power < 0:
        more, less = less, more
    return MulDiv(type_, factors + more, divisors + less, place=place)


def _parts(node: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    return (node.factors, node.divisors) if isinstance(node, MulDiv) else ((node,), ())


def check_member(type_: Type, member: str, place: Place) -> None:
    """That a text may be a member of a list of that type (T0206)."""
    if isinstance(type_, Enumeration) and member not in type_.members:
        hint = suggestion(member, type_.members)
        raise fail("T0206", f"“{member}”不在{type_}之中", hint, place)
    coded = member.isascii() and member.replace("-", "").isalnum()
    if type_ in {REGION, INDUSTRY} and not coded:
        raise fail("T0206", f"“{member}”不是{type_}代码", "例如 「C」、「39」、「360102」", place)


def _shift(left: Node, right: Node, expr: s.Binary) -> Node:
    units = right.type.units if isinstance(right.type, Quantity) else ()
    unit = SHIFTS.get(units[0][0]) if len(units) == 1 else None
    if not isinstance(right, Const) or unit is None or not isinstance(right.value, Fraction):
        raise fail("T0203", "日期只能加减写明的天、月、年", "例如 决定日 - 3年", expr.place)
    if right.value.denominator != 1 or right.value > 36_600:
        raise fail("T0203", "日期只能加减整数个天、月、年", "例如 决定日 - 3年", expr.place)
    count = int(right.value) * (1 if expr.operator == "+" else -1)
    return Shift(DATE, left, count, unit, place=expr.place)


def _in_child(node: FactRef, body: Node) -> bool:
    from .nodes import Aggregate

    return any(isinstance(n, Aggregate) and n.kind == node.fact.kind for n in walk(body))


__all__ = ["Builder", "DAYS", "NUMBER", "check_member", "compatible", "date", "product"]
