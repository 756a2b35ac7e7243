"""Small words over sqlglot: the only shapes of SQL that lowering uses.

Booleans are nullable (NULL: undecided). ``both`` and ``either`` drop constants, so that what
the compiler proves needs no SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlglot import exp as exp

Sql = exp.Expr


def lit(value: int | str) -> Sql:
    """A literal."""
    if isinstance(value, str):
        return exp.Literal.string(value)
    number = exp.Literal.number(abs(value))
    return exp.Neg(this=number) if value < 0 else number


def col(name: str, table: str | None = None) -> Sql:
    """A column."""
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def true() -> Sql:
    """TRUE"""
    return exp.Boolean(this=True)


def false() -> Sql:
    """FALSE"""
    return exp.Boolean(this=False)


def null() -> Sql:
    """NULL"""
    return exp.Null()


def is_const(expression: Sql, value: bool) -> bool:
    """Whether it is the literal TRUE or FALSE."""
    return isinstance(expression, exp.Boolean) and expression.this is value


def both(parts: Iterable[Sql]) -> Sql:
    """Conjunction; constants folded."""
    kept = []
    for part in parts:
        if is_const(part, False):
            return false()
        if not is_const(part, True):
            kept.append(part)
    return _joined(exp.And, kept) if kept else true()


def either(parts: Iterable[Sql]) -> Sql:
    """Disjunction; constants folded."""
    kept = []
    for part in parts:
        if is_const(part, True):
            return true()
        if not is_const(part, False):
            kept.append(part)
    return _joined(exp.Or, kept) if kept else false()


def _joined(kind: type[exp.Connector], parts: Sequence[Sql]) -> Sql:
    result = _wrapped(parts[0])
    for part in parts[1:]:
        result = kind(this=result, expression=_wrapped(part))
    return result


def _wrapped(part: Sql) -> Sql:
    copied = part
    return (
        exp.Paren(this=copied)
        if isinstance(copied, exp.Connector | exp.Binary | exp.Not | exp.Is | exp.In)
        else copied
    )


def substituted(expression: Sql, found: Mapping[str, Sql]) -> Sql:
    """The expression with columns replaced by name; what has none of them is shared, not copied."""
    if isinstance(expression, exp.Column):
        other = found.get(expression.name)
        return expression if other is None else _wrapped(other)

    def inside(value: Any) -> Any:
        if isinstance(value, list):
            parts = [inside(v) for v in value]
            return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
        return substituted(value, found) if isinstance(value, exp.Expr) else value

    parts = {name: inside(value) for name, value in expression.args.items()}
    if all(parts[name] is value for name, value in expression.args.items()):
        return expression
    replaced = type(expression)(**parts)
    return holds(replaced) if isinstance(replaced, exp.EQ) else replaced


def names(expression: Sql) -> Iterator[str]:
    """The columns it reads, as often as it does; much quicker than ``find_all``."""
    stack: list[Any] = [expression]
    while stack:
        part = stack.pop()
        if isinstance(part, exp.Column):
            yield part.name
        elif isinstance(part, list):
            stack += part
        elif isinstance(part, exp.Expr):
            stack += part.args.values()


def negation(part: Sql) -> Sql:
    """NOT; constants folded."""
    if isinstance(part, exp.Boolean):
        return exp.Boolean(this=not part.this)
    return exp.Not(this=_wrapped(part))


def binary(kind: type[exp.Binary], left: Sql, right: Sql) -> Sql:
    """left op right, bracketed where needed."""
    return kind(this=_wrapped(left), expression=_wrapped(right))


def is_null(part: Sql) -> Sql:
    """part IS NULL"""
    return exp.Is(this=_wrapped(part), expression=exp.Null())


def is_true(part: Sql) -> Sql:
    """part IS TRUE: never NULL. Said with COALESCE, which every engine and the compiler know."""
    return part if isinstance(part, exp.Boolean) else coalesce(part, false())


def is_not_false(part: Sql) -> Sql:
    """part IS NOT FALSE: never NULL."""
    return part if isinstance(part, exp.Boolean) else coalesce(part, true())


def coalesce(part: Sql, default: Sql) -> Sql:
    """COALESCE(part, default)"""
    return exp.Coalesce(this=part, expressions=[default])


def holds(condition: Sql) -> Sql:
    """The condition where only TRUE counts: NULL may stand for FALSE.

    A column is compared with TRUE or FALSE, since DuckDB selects by a comparison much faster
    than by a column of truths.
    """
    match condition:
        case exp.Column():
            return exp.EQ(this=condition, expression=true())
        case exp.EQ(this=inner, expression=exp.Boolean(this=wanted)) if not isinstance(inner, exp.Column):
            return inner if wanted else exp.Not(this=inner)
        case exp.Paren(this=inner):
            return _wrapped(holds(inner))
        case exp.Coalesce(this=inner, expressions=[exp.Boolean(this=False)]):
            return holds(inner)
        case exp.Not(this=exp.Coalesce(this=exp.Column() as inner, expressions=[exp.Boolean(this=True)])):
            return exp.EQ(this=inner, expression=false())
        case exp.And() | exp.Or():
            parts = (_wrapped(holds(x)) for x in (condition.this, condition.expression))
            return type(condition)(**dict(zip(("this", "expression"), parts, strict=True)))
    return condition


def case(rows: Iterable[tuple[Sql, Sql]], default: Sql | None = None) -> Sql:
    """CASE WHEN …; rows whose condition is the literal FALSE are left out."""
    ifs = []
    for condition, value in rows:
        if is_const(condition, False):
            continue
        if is_const(condition, True):
            default = value
            break
        ifs.append(exp.If(this=holds(condition), true=value))
    if not ifs:
        return default if default is not None else null()
    return exp.Case(ifs=ifs, default=default if default is not None else None)


def least(parts: Sequence[Sql]) -> Sql:
    """LEAST of several; NULLs are skipped."""
    copies = list(parts)
    return (
        copies[0]
        if len(copies) == 1
        else exp.Least(this=copies[0], expressions=copies[1:], ignore_nulls=True)
    )


def greatest(parts: Sequence[Sql]) -> Sql:
    """GREATEST of several; NULLs are skipped."""
    copies = list(parts)
    return (
        copies[0]
        if len(copies) == 1
        else exp.Greatest(this=copies[0], expressions=copies[1:], ignore_nulls=True)
    )


def one_of(part: Sql, texts: Iterable[str]) -> Sql:
    """part IN (texts)"""
    return exp.In(this=part, expressions=[lit(t) for t in texts])


def cast(part: Sql, to: str | exp.DataType) -> Sql:
    """CAST(part AS to); ``to`` BIGINT or INT128, say, or a type of one's own."""
    type_ = exp.DataType.build(exp.DataType.Type[to]) if isinstance(to, str) else to
    return exp.Cast(this=part, to=type_)


def alias(part: Sql, name: str) -> Sql:
    """part AS name"""
    return exp.Alias(this=part, alias=exp.to_identifier(name, quoted=True))
