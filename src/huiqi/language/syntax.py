"""The syntax of a fence, as written: frozen nodes, each with the place it stands at.

Nothing is resolved here: names are names and literals their text. The typed tree is built from
these by :mod:`huiqi.tree`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import Place


@dataclass(frozen=True)
class Syntax:
    """Anything written somewhere."""

    place: Place


@dataclass(frozen=True)
class LiteralText(Syntax):
    """A number with its unit, or a date, as text."""

    text: str


@dataclass(frozen=True)
class Quoted(Syntax):
    """「text」."""

    text: str


@dataclass(frozen=True)
class Truth(Syntax):
    """真 or 假."""

    value: bool


@dataclass(frozen=True)
class Name(Syntax):
    """A bare name."""

    text: str


@dataclass(frozen=True)
class Path(Syntax):
    """kind.fact"""

    kind: str
    fact: str


@dataclass(frozen=True)
class TableRef(Syntax):
    """表 name"""

    name: str


@dataclass(frozen=True)
class Binary(Syntax):
    """Arithmetic: operator is one of ``+ - × ÷``."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Negative(Syntax):
    """Unary minus."""

    operand: Expr


@dataclass(frozen=True)
class Comparison(Syntax):
    """operator is one of ``= ≠ < ≤ > ≥``."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Membership(Syntax):
    """x 属于 members; ``negated`` for 不属于. Members are texts, or the name of a list."""

    item: Expr
    members: tuple[Quoted, ...] | Name
    negated: bool


@dataclass(frozen=True)
class Within(Syntax):
    """x 在 low 至 high, or x 在 period (then ``high`` is None and ``low`` a name)."""

    item: Expr
    low: Expr
    high: Expr | None


@dataclass(frozen=True)
class Junction(Syntax):
    """且 (``all`` true) or 或 over two or more operands."""

    all: bool
    operands: tuple[Expr, ...]


@dataclass(frozen=True)
class Negation(Syntax):
    """非 x"""

    operand: Expr


@dataclass(frozen=True)
class Conditional(Syntax):
    """若 c 则 a 否则 b"""

    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True)
class Option(Syntax):
    """One alternative of a choice."""

    name: str
    value: Expr


@dataclass(frozen=True)
class ChoiceOf(Syntax):
    """按 name (options)"""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Key(Syntax):
    """What stands before the colon of an argument.

    ``form`` is one of expr, range, bound, rest, phase, filter, daycount; ``parts`` its
    expressions, ``text`` its operator, phase word, kind name or day count.
    """

    form: str
    parts: tuple[Expr, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Argument(Syntax):
    """key, or key: value"""

    key: Key
    value: Expr | None


@dataclass(frozen=True)
class Call(Syntax):
    """function(arguments)"""

    function: str
    arguments: tuple[Argument, ...]


Expr = (
    LiteralText
    | Quoted
    | Truth
    | Name
    | Path
    | TableRef
    | Binary
    | Negative
    | Comparison
    | Membership
    | Within
    | Junction
    | Negation
    | Conditional
    | ChoiceOf
    | Call
)


@dataclass(frozen=True)
class Test(Syntax):
    """A table cell's test: comparison, membership or range, the tested expression left out."""

    form: str
    operator: str = ""
    parts: tuple[Expr, ...] = ()
    members: tuple[Quoted, ...] | Name | None = None


@dataclass(frozen=True)
class TypeText(Syntax):
    """A type as written: name and parameter."""

    text: str


@dataclass(frozen=True)
class NamedExpr(Syntax):
    """name (type): expr"""

    name: str
    type: TypeText | None
    value: Expr


@dataclass(frozen=True)
class Words(Syntax):
    """word: rest of the line"""

    name: str
    text: str


@dataclass(frozen=True)
class Bound(Syntax):
    """A parameter's bound; operator ``≥ > ≤ <``."""

    operator: str
    value: Expr


@dataclass(frozen=True)
class ParameterDecl(Syntax):
    """name: type, bounds, 原文 value, 可不设"""

    name: str
    type: TypeText
    bounds: tuple[Bound, ...]
    stated: Expr | None
    optional: bool


@dataclass(frozen=True)
class ListDecl(Syntax):
    """A list: ``members`` None while it stands elsewhere; ``open`` for 等."""

    name: str
    members: tuple[Quoted, ...] | None
    open: bool


@dataclass(frozen=True)
class LimitDecl(Syntax):
    """name: 每 x, 每 年 ≤ ceiling"""

    name: str
    per: tuple[str, ...]
    ceiling: Expr


@dataclass(frozen=True)
class PeriodDecl(Syntax):
    """name: start 至 end"""

    name: str
    start: Expr
    end: Expr


@dataclass(frozen=True)
class Target:
    """What a phrase is mapped to: kind of part and its name."""

    part: str
    name: str


@dataclass(frozen=True)
class Gloss(Syntax):
    """「phrase」: targets"""

    phrase: str
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Alternative(Syntax):
    """One reading of 读法: a name and its entries."""

    name: str
    entries: tuple[Entry, ...]


Item = NamedExpr | Words | ParameterDecl | ListDecl | LimitDecl | PeriodDecl | Gloss | Alternative


@dataclass(frozen=True)
class Entry(Syntax):
    """One key of a fence with its value: text, an expression, or a block of items."""

    key: str
    text: str = ""
    value: Expr | None = None
    items: tuple[Item, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class FenceSyntax:
    """A parsed fence: its kind and entries in order."""

    kind: str
    place: Place
    entries: tuple[Entry, ...]

    def get(self, key: str) -> Entry | None:
        """The entry of that key, or None."""
        return next((e for e in self.entries if e.key == key), None)

    def text(self, key: str, default: str = "") -> str:
        """The text of a key, or the default."""
        entry = self.get(key)
        return entry.text if entry else default
