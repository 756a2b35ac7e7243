"""Parts of a measure's fence, from syntax to typed objects: parameters, lists, conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeVar

from ..errors import HuiqiError, Place, Problem, fail
from ..language import syntax as s
from ..tree.build import Builder
from ..tree.measure import Condition, Gloss, Limit
from ..tree.names import Parameter
from ..tree.nodes import Const, Members, Node, Pending, Value
from ..types import BOOL, MONEY, NUMBER, RATIO_SCALE, Quantity
from ..vocabulary import Vocabulary
from ..vocabulary.load import parse_type

T = TypeVar("T")
PENDING = "待录入"


def collect(problems: list[Problem], make: Callable[[], T]) -> T | None:
    """The result of ``make``, or None with its problems collected."""
    try:
        return make()
    except HuiqiError as error:
        problems.extend(error.problems)
        return None


def parameter(decl: s.ParameterDecl, builder: Builder, vocabulary: Vocabulary) -> Parameter:
    """A declared parameter; strict bounds become the next step (fen, 10^-6, 1)."""
    try:
        type_, _ = parse_type(decl.type.text, dict(vocabulary.enumerations))
    except HuiqiError as error:
        raise HuiqiError(
            Problem(p.code, p.message, p.hint, decl.type.place) for p in error.problems
        ) from None
    low, high = (Fraction(0) if isinstance(type_, Quantity) else None), None
    step = Fraction(1, RATIO_SCALE) if type_ == NUMBER else Fraction(1)
    for bound in decl.bounds:
        value = _constant(builder, bound.value, type_, "参数的界")
        assert isinstance(value, Fraction)
        match bound.operator:
            case "≥":
                low = value
            case ">":
                low = value + step
            case "≤":
                high = value
            case "<":
                high = value - step
            case _:
                raise fail("T0208", "参数的界写作 ≥、>、≤、<", "例如 ≥ 60%", bound.place)
    stated = None if decl.stated is None else _constant(builder, decl.stated, type_, "原文的值")
    text = "，".join(f"{b.operator} {_shown(b.value)}" for b in decl.bounds)
    return Parameter(decl.name, type_, low, high, stated, decl.optional, decl.place, text)


def _shown(expr: s.Expr) -> str:
    return expr.text if isinstance(expr, s.LiteralText) else "…"


def _constant(builder: Builder, expr: s.Expr, type_: object, what: str) -> Value:
    assert isinstance(type_, Quantity | type(BOOL))
    node = builder.typed(expr, type_, what)
    if not isinstance(node, Const):
        raise fail("T0208", f"{what}应是写明的值", "例如 ≤ 100万元", expr.place)
    return node.value


def listing(decl: s.ListDecl) -> Members:
    """A declared list."""
    members = None if decl.members is None else tuple(m.text for m in decl.members)
    return Members(members, decl.open, decl.name)


def conditions(
    items: tuple[s.Item, ...], builder: Builder, problems: list[Problem], owner: str
) -> tuple[Condition, ...]:
    """名: 条件, each typed; 待录入 becomes a pending condition named ``owner.name``."""
    built: list[Condition] = []
    for item in items:
        assert isinstance(item, s.NamedExpr)
        if isinstance(item.value, s.Name) and item.value.text == PENDING:
            node: Node | None = Pending(BOOL, f"{owner}.{item.name}", place=item.place)
        else:
            node = collect(problems, lambda i=item: builder.condition(i.value))  # type: ignore[misc]
        if any(c.name == item.name for c in built):
            problems.append(Problem("P0207", f"条件“{item.name}”写了两次", "换一个名称", item.place))
        if node is not None:
            built.append(Condition(item.name, node, item.place))
    return tuple(built)


def limit(decl: s.LimitDecl, builder: Builder, kind: str, subject: str, role: str | None) -> Limit:
    """名: 每 … ≤ 金额 (P0208 where 每 names something else)."""
    ceiling = builder.typed(decl.ceiling, MONEY, "限额")
    owners = {subject, f"{kind}.{role}"} if role else {subject}
    named = set(decl.per)
    if named == {kind}:
        per = "record"
    elif len(named) == 1 and named <= owners:
        per = "subject"
    elif "年" in named and len(named) == 2 and named - {"年"} <= owners:
        per = "subject-year"
    else:
        hint = f"写作 每 {kind}、每 {subject}，或 每 {subject}, 每 年"
        raise fail("P0208", f"限额“{decl.name}”的“每”无法识别", hint, decl.place)
    return Limit(decl.name, per, ceiling)


def glosses(entry: s.Entry | None) -> tuple[Gloss, ...]:
    """释义 as typed objects."""
    items = entry.items if entry else ()
    return tuple(
        Gloss(g.phrase, tuple((t.part, t.name) for t in g.targets), g.place)
        for g in items
        if isinstance(g, s.Gloss)
    )


def words(entry: s.Entry | None) -> Mapping[str, str]:
    """A block of words as a dictionary."""
    items = entry.items if entry else ()
    return {w.name: w.text for w in items if isinstance(w, s.Words)}


def place_of(entry: s.Entry | None, default: Place) -> Place:
    """Where an entry stands, or the default."""
    return entry.place if entry else default
