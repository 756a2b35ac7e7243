"""A tree as a sentence: the same tree, as written or bound, in Chinese or English."""

from __future__ import annotations

from collections.abc import Callable
from types import UnionType

from ..literals import value_text
from ..tree import nodes as n
from ..types import BOOL, DATE, INDUSTRY, Type
from .names import NATIONAL, Names
from .words import EXTRAS, LANGUAGES, Words

Leaf = Callable[[n.FactRef], str | None]


def say(node: n.Node, language: str = "zh", leaf: Leaf | None = None, names: Names = NATIONAL) -> str:
    """The sentence of a condition, or the phrase of a value.

    ``leaf`` may say a fact otherwise, such as by its value for one enterprise; None keeps the
    fact's name. ``names`` are those of codes.
    """
    return Speaker(LANGUAGES[language], EXTRAS[language], language, leaf, names).truth(node)


class Speaker:
    """Says nodes in one language."""

    def __init__(
        self, words: Words, units: dict[str, str], language: str, leaf: Leaf | None, names: Names
    ) -> None:
        self.words, self.units, self.language, self.leaf, self.names = words, units, language, leaf, names

    def form(self, form: str, *parts: str, **named: str) -> str:
        """A template filled in."""
        return self.words.forms[form].format(*parts, **named)

    def say(self, node: n.Node) -> str:
        """Any node."""
        match node:
            case n.Const():
                return value_text(node.value, node.type)
            case n.FactRef():
                return self._fact(node)
            case n.Compare():
                return self._compare(node)
            case n.Junction():
                joiner = self.words.both if node.all else self.words.either
                return joiner.join(self._bracketed(o, node) for o in node.operands)
            case n.Member():
                form = "not_member" if node.negated else "member"
                return self.form(form, self.say(node.item), list=self._list(node.list, node.item.type))
            case n.Sugar():
                return self._sugar(node)
            case n.Cases():
                rows = [self.form("row", self.truth(c), self.say(v)) for c, v in node.rows]
                return "；".join([*rows, self.form("else", self.say(node.default))])
            case n.Choice():
                options = (self.words.quote.format(name) + "：" + self.say(v) for name, v in node.options)
                return self.form("choice", "；".join(options), name=node.reading)
            case n.Aggregate():
                return self._aggregate(node)
            case _:
                return self._other(node)

    def _other(self, node: n.Node) -> str:
        match node:
            case n.Not():
                return self.form("not", self.truth(node.operand))
            case n.ParamRef():
                return node.name
            case n.Pending():
                return self.form("pending", name=node.name.rpartition(".")[2])
            case n.Unset():
                return self.form("unset_truth" if node.type == BOOL else "unset")
            case n.Unlimited():
                return self.form("unlimited")
            case n.Local():
                return self.form("local", name=node.name) if node.name else self.form("adopted")
            case n.BasisDate():
                return self.form("basis")
            case n.AsOf():
                return self.form("as_of")
            case _:
                return self._arithmetic(node)

    def _arithmetic(self, node: n.Node) -> str:
        match node:
            case n.Add():
                form = "subtract" if node.minus else "add"
                return self.form(form, self._part(node.left, n.Cases), self._term(node.right))
            case n.MulDiv():
                times = self.words.forms["times"]
                top = times.join(self._term(f) for f in node.factors)
                if not node.divisors:
                    return top
                return self.form("over", top, times.join(self._term(d) for d in node.divisors))
            case n.Extreme():
                parts = self.words.listing.join(self._part(o, n.Cases | n.Extreme) for o in node.operands)
                return self.form("largest" if node.largest else "smallest", parts)
            case n.DaysBetween():
                return self.form("days", self.say(node.start), self.say(node.end))
            case n.Shift():
                form = "after" if node.count >= 0 else "before"
                unit = self.units[node.unit]
                return self.form(form, self.say(node.operand), count=str(abs(node.count)), unit=unit)
            case n.YearOf():
                return self.form("year", self.say(node.operand))
            case _:
                raise TypeError(f"no words for {type(node).__name__}")

    def _term(self, node: n.Node) -> str:
        return self._part(node, n.Add | n.Cases)

    def _part(self, node: n.Node, loose: type | UnionType) -> str:
        """In brackets where it is one of the ``loose`` nodes and has no name of its own."""
        said = self.say(node)
        named = isinstance(node, n.Sugar) and node.form == "definition" and self.leaf is None
        return f"（{said}）" if isinstance(n.core(node), loose) and not named else said

    def _bracketed(self, node: n.Node, parent: n.Junction) -> str:
        said = self.truth(node)
        inner = n.core(node)
        mixed = isinstance(inner, n.Junction) and inner.all is not parent.all
        return f"（{said}）" if mixed else said

    def truth(self, node: n.Node) -> str:
        """A condition as a sentence, a fact that is one too; any other node as it is said."""
        said = self.say(node)
        fact = isinstance(node, n.FactRef) and node.type == BOOL
        return self.form("true", said) if fact else said

    def _fact(self, node: n.FactRef) -> str:
        found = self.leaf(node) if self.leaf else None
        if found is not None:
            return found
        fact = node.fact
        name = fact.name if self.language == "zh" else fact.english or fact.name
        return self.form("fact", fact=name, kind=fact.kind)

    def _compare(self, node: n.Compare) -> str:
        left, right = (self._part(side, n.Cases) for side in (node.left, node.right))
        dated = f"compare_date_{node.operator}"
        if node.left.type == DATE and dated in self.words.forms:
            return self.form(dated, left, right)
        return self.form("compare", left, right, op=self.words.operators[node.operator])

    def _list(self, listed: n.Members, type_: Type) -> str:
        if listed.members is None:
            return self.form("pending_list", name=listed.name)
        members = self.words.listing.join(self._member(type_, code) for code in listed.members)
        return members + (self.form("open") if listed.open else "")

    def _member(self, type_: Type, code: str) -> str:
        """By its name; industries have no English ones."""
        return code if type_ == INDUSTRY and self.language != "zh" else self.names.of(type_, code)

    def _aggregate(self, node: n.Aggregate) -> str:
        form = node.op + ("_filter" if node.filter is not None else "")
        condition = self.say(node.filter) if node.filter is not None else ""
        value = self.say(node.value) if node.value is not None else ""
        return self.form(form, condition, value, kind=node.kind)

    def _sugar(self, node: n.Sugar) -> str:
        parts = [self.say(p) for p in node.parts]
        match node.form:
            case "definition":
                return node.label if self.leaf is None else self.say(node.core)
            case "within" if node.label and self.leaf is None:
                return self.form("within_period", parts[0], period=node.label)
            case "within" | "if" | "interest" | "not":
                return self.form(node.form, *parts)
            case _:
                return self.say(node.core)
