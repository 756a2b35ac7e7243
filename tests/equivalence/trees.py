"""Random well-typed bound measures over the vocabulary of :mod:`.words`.

Trees are built from core nodes, every kind of them; what is drawn is counted, so that a test can
demand that nothing was left out.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from huiqi.errors import Place
from huiqi.tree import nodes as n
from huiqi.tree.measure import (
    Body,
    BoundBody,
    BoundMeasure,
    Condition,
    Limit,
    LocalEra,
    LocalPlan,
    Measure,
    Mode,
)
from huiqi.tree.names import Definitions, Names, Parameter
from huiqi.types import BOOL, DATE, DAYS, INDUSTRY, MONEY, NUMBER, REGION, TEXT, Enumeration, Type
from huiqi.vocabulary import Fact, Kind
from huiqi.vocabulary.model import from_epoch_day

from .words import FIRST, INDUSTRIES, KINDS, LAST, LEVEL, PEOPLE, PLAIN, REGIONS, SORT, TEXTS, VOCABULARY

AS_OF = date(2022, 6, 30)
NUMBERS: tuple[Type, ...] = (MONEY, NUMBER, PEOPLE, DATE)
ORDERINGS = ("=", "≠", "<", "≤", ">", "≥")


class Trees:
    """Draws expressions in which facts of the given kinds may stand."""

    def __init__(
        self, rng: Random, kinds: tuple[Kind, ...], seen: Counter[str], local: bool, inside: bool
    ) -> None:
        self.rng, self.kinds, self.seen, self.local, self.inside = rng, kinds, seen, local, inside
        self.basis = False

    def note(self, node: n.Node) -> n.Node:
        """The node, counted."""
        self.seen[type(node).__name__] += 1
        return node

    def fact(self, type_: Type) -> n.Node | None:
        """A fact of that type, if there is one."""
        found = [f for k in self.kinds for f in k.facts.values() if f.type == type_]
        if not found:
            return None
        fact: Fact = self.rng.choice(found)
        return self.note(n.FactRef(type_, fact, decided=fact.name == "议定"))

    # numbers -------------------------------------------------------------------
    def number(self, type_: Type, depth: int) -> n.Node:
        """A number of a dimension, or a date."""
        if depth <= 0 or self.rng.random() < 0.35:
            return self.leaf(type_)
        forms = [self.cases, self.choice, self.extreme]
        if type_ != DATE:
            forms += [self.sum, self.product, self.aggregate, self.quotient]
        else:
            forms += [self.shift]
        return self.rng.choice(forms)(type_, depth - 1)

    def leaf(self, type_: Type) -> n.Node:
        """A constant, a fact, something unset, or the basis date."""
        draw = self.rng.random()
        if draw < 0.55 and (fact := self.fact(type_)) is not None:
            return fact
        if type_ == DATE:
            if self.basis and draw < 0.8:
                return self.note(n.BASIS)
            return self.note(n.Const(DATE, from_epoch_day(self.rng.randint(FIRST, LAST))))
        if draw < 0.7 and not self.inside:
            return self.note(self.unset(type_))
        if draw < 0.8 and self.local and type_ in (MONEY, NUMBER):
            return self.note(n.Local(type_, "额" if type_ == MONEY else "率"))
        top = 2 if type_ == NUMBER else 400 if type_ == MONEY else 9
        value = Fraction(self.rng.randint(0, top * 4), 4 if type_ == NUMBER else 1)
        return self.note(n.Const(type_, value))

    def unset(self, type_: Type) -> n.Unset:
        """An unset parameter, sometimes without an upper bound."""
        low = Fraction(self.rng.randint(0, 3), 2 if type_ == NUMBER else 1)
        high = low + self.rng.randint(0, 100) if self.rng.random() < 0.8 else None
        return n.Unset(type_, low, high)

    def sum(self, type_: Type, depth: int) -> n.Node:
        """a + b or a − b."""
        minus = self.rng.random() < 0.3
        return self.note(n.Add(type_, self.number(type_, depth), self.number(type_, depth), minus))

    def product(self, type_: Type, depth: int) -> n.Node:
        """A number times a ratio."""
        return self.note(n.MulDiv(type_, (self.number(type_, depth), self.number(NUMBER, depth))))

    def quotient(self, type_: Type, depth: int) -> n.Node:
        """A number over a constant, or days by which interest runs."""
        if type_ == MONEY and self.rng.random() < 0.8:
            days = n.DaysBetween(DAYS, self.number(DATE, 1), self.number(DATE, 0))
            self.note(days)
            kept = self.note(n.Extreme(DAYS, True, (n.Const(DAYS, Fraction(0)), days)))
            year = n.Const(DAYS, Fraction(365))
            return self.note(n.MulDiv(MONEY, (self.number(MONEY, 0), kept), (year,)))
        divisor = n.Const(NUMBER, Fraction(self.rng.randint(1, 7)))
        return self.note(n.MulDiv(type_, (self.number(type_, depth),), (divisor,)))

    def extreme(self, type_: Type, depth: int) -> n.Node:
        """Largest or smallest of two or three."""
        count = self.rng.choice((2, 2, 3))
        operands = tuple(self.number(type_, depth) for _ in range(count))
        return self.note(n.Extreme(type_, self.rng.random() < 0.5, operands))

    def cases(self, type_: Type, depth: int) -> n.Node:
        """First row that holds."""
        rows = tuple(
            (self.truth(depth), self.number(type_, depth)) for _ in range(self.rng.choice((1, 2, 3)))
        )
        return self.note(n.Cases(type_, rows, self.number(type_, depth)))

    def choice(self, type_: Type, depth: int) -> n.Node:
        """A reading nobody adopted."""
        options = tuple((name, self.number(type_, depth)) for name in "甲乙")
        return self.note(n.Choice(type_, f"解释{self.rng.randint(1, 3)}", options))

    def shift(self, type_: Type, depth: int) -> n.Node:
        """A date moved."""
        unit = self.rng.choice(("天", "月", "年"))
        return self.note(n.Shift(DATE, self.number(DATE, 0), self.rng.randint(-20, 20), unit))

    def aggregate(self, type_: Type, depth: int) -> n.Node:
        """A count, sum, maximum or minimum over loans."""
        if self.inside or type_ not in (MONEY, NUMBER):
            return self.leaf(type_)
        inner = Trees(self.rng, (KINDS["贷款"],), self.seen, False, True)
        filter_ = inner.truth(1) if self.rng.random() < 0.8 else None
        if type_ == NUMBER:
            return self.note(n.Aggregate(NUMBER, "count", "贷款", filter_, None))
        op = self.rng.choice(("sum", "max", "min"))
        return self.note(n.Aggregate(MONEY, op, "贷款", filter_, inner.number(MONEY, 1)))

    # truths --------------------------------------------------------------------
    def truth(self, depth: int) -> n.Node:
        """A condition."""
        if depth > 0 and self.rng.random() < 0.5:
            return self.rng.choice((self.junction, self.negation, self.branch, self.reading, self.exists))(
                depth - 1
            )
        return self.rng.choice((self.comparison, self.comparison, self.members, self.plain))(
            max(depth - 1, 0)
        )

    def comparison(self, depth: int) -> n.Node:
        """An ordering or an equality."""
        draw = self.rng.random()
        if draw < 0.1:
            ratio = n.MulDiv(NUMBER, (self.number(MONEY, 0),), (self.number(MONEY, 0),))
            return self.note(
                n.Compare(BOOL, self.rng.choice(ORDERINGS), self.note(ratio), self.number(NUMBER, 0))
            )
        if draw < 0.2:
            year = self.note(n.YearOf(NUMBER, self.number(DATE, 1)))
            return self.note(
                n.Compare(BOOL, self.rng.choice(ORDERINGS), year, n.Const(NUMBER, Fraction(2021)))
            )
        if draw < 0.45:
            type_ = self.rng.choice((LEVEL, SORT))
            operators = ORDERINGS if type_ is LEVEL else ORDERINGS[:2]
            sides = self.member(type_, depth), self.member(type_, 0)
            return self.note(n.Compare(BOOL, self.rng.choice(operators), *sides))
        if draw < 0.5 and (text := self.fact(TEXT)) is not None:
            return self.note(
                n.Compare(BOOL, self.rng.choice("=≠"), text, n.Const(TEXT, self.rng.choice(TEXTS)))
            )
        type_ = self.rng.choice(NUMBERS)
        return self.note(
            n.Compare(
                BOOL,
                self.rng.choice(ORDERINGS),
                self.number(type_, depth + (type_ == DATE)),
                self.number(type_, depth),
            )
        )

    def member(self, type_: Enumeration, depth: int) -> n.Node:
        """A member of an enumeration."""
        draw = self.rng.random()
        if depth > 0 and draw < 0.3:
            rows = ((self.truth(0), self.member(type_, 0)), (self.truth(0), self.member(type_, 0)))
            return self.note(n.Cases(type_, rows, self.member(type_, 0)))
        if depth > 0 and draw < 0.5 and type_.ordered:
            operands = (self.member(type_, 0), self.member(type_, 0))
            return self.note(n.Extreme(type_, self.rng.random() < 0.5, operands))
        if draw < 0.75 and (fact := self.fact(type_)) is not None:
            return fact
        return self.note(n.Const(type_, self.rng.choice(type_.members)))

    def members(self, depth: int) -> n.Node:
        """Membership of a closed, open or unset list."""
        types = (LEVEL, SORT, PLAIN, TEXT, REGION, INDUSTRY)
        found = [f for t in types if (f := self.fact(t)) is not None]
        item = self.rng.choice(found) if found else self.note(n.Const(SORT, "甲"))
        pools = {TEXT: TEXTS, REGION: ("3601", "360102", "36"), INDUSTRY: ("C", "39", "3911", "511")}
        pool = pools.get(item.type) or item.type.members  # type: ignore[union-attr, call-overload]
        listed = tuple(self.rng.sample(pool, self.rng.randint(0, len(pool))))
        draw = self.rng.random()
        made = n.Members(listed) if draw < 0.5 else n.Members(listed, True) if draw < 0.8 else n.Members(None)
        if self.inside:
            made = n.Members(listed)
        return self.note(n.Member(BOOL, item, made, self.rng.random() < 0.3))

    def plain(self, depth: int) -> n.Node:
        """A boolean fact, something unset, or a constant."""
        draw = self.rng.random()
        if draw < 0.6 and (fact := self.fact(BOOL)) is not None:
            return fact
        if draw < 0.85 and not self.inside:
            return self.note(n.Unset(BOOL))
        return self.note(n.TRUE if draw < 0.93 else n.FALSE)

    def junction(self, depth: int) -> n.Node:
        """且 or 或."""
        operands = tuple(self.truth(depth) for _ in range(self.rng.choice((2, 2, 3))))
        return self.note(n.Junction(BOOL, self.rng.random() < 0.5, operands))

    def negation(self, depth: int) -> n.Node:
        """非, over what has no order to flip."""
        return self.note(n.Not(BOOL, self.plain(0)))

    def branch(self, depth: int) -> n.Node:
        """若 … 则 … of conditions."""
        return self.note(n.Cases(BOOL, ((self.truth(depth), self.truth(depth)),), self.truth(depth)))

    def reading(self, depth: int) -> n.Node:
        """A condition that hangs on a reading."""
        options = tuple((name, self.truth(depth)) for name in "甲乙")
        return self.note(n.Choice(BOOL, f"解释{self.rng.randint(1, 3)}", options))

    def exists(self, depth: int) -> n.Node:
        """Some loan matches."""
        if self.inside:
            return self.plain(0)
        inner = Trees(self.rng, (KINDS["贷款"],), self.seen, False, True)
        return self.note(n.Aggregate(BOOL, "any", "贷款", inner.truth(1), None))


# -- measures ---------------------------------------------------------------------------------
def random_plan(rng: Random) -> LocalPlan:
    """A local option adopted here and there, its values set, unset or unbounded."""
    breaks = tuple(
        sorted(date(2021, 1, 1) + timedelta(days=rng.randint(0, 900)) for _ in range(rng.randint(0, 2)))
    )

    def era(adopted: bool) -> LocalEra:
        values: dict[str, tuple[Fraction | None, Fraction | None]] = {}
        for name, top in (("额", 200), ("率", 1)):
            low = Fraction(rng.randint(0, top))
            draw = rng.random()
            high = low if draw < 0.6 else low + rng.randint(1, 5) if draw < 0.85 else None
            values[name] = (low, high)
        return LocalEra(adopted, values)

    places = {"": tuple(era(False) for _ in range(len(breaks) + 1))}
    for place in rng.sample(("3601", "360102", "3602", "36-GJXQ"), rng.randint(0, 3)):
        places[place] = tuple(era(rng.random() < 0.7) for _ in range(len(breaks) + 1))
    return LocalPlan(breaks, places)


def random_measure(rng: Random, seen: Counter[str]) -> BoundMeasure:
    """A whole measure: conditions, amount, limits, dates, sometimes open readings or local."""
    kind = KINDS[rng.choice(("企业", "项目", "项目"))]
    subject = VOCABULARY.subject_of(kind.name)
    local = random_plan(rng) if rng.random() < 0.3 else None
    trees = Trees(
        rng, tuple({kind.name: kind, subject.name: subject}.values()), seen, local is not None, False
    )
    basis: n.Node | None = None
    if not kind.is_subject:
        days = [n.FactRef(DATE, f) for f in kind.facts.values() if f.type == DATE]
        basis = (
            days[0] if rng.random() < 0.7 else n.Choice(DATE, "解释1", tuple(zip("甲乙", days, strict=True)))
        )
        trees.basis = True
    shared = _conditions(rng, trees, local)
    bodies = [_body(rng, trees, shared, basis) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    alternatives = tuple((f"读法{i}", b) for i, b in enumerate(bodies)) if len(bodies) > 1 else ()
    common = BoundBody(Mode.GENERAL, shared, basis, None, (), bodies[0].year)
    bit = 16 + sum(c.bit >= 16 for c in shared) if alternatives else None
    body = common if alternatives else bodies[0]
    return BoundMeasure(_law(kind, subject), AS_OF, body, alternatives, bit, local, {}, False)


def _conditions(rng: Random, trees: Trees, local: LocalPlan | None) -> tuple[Condition, ...]:
    found = []
    if local is not None:
        trees.seen["Adopted"] += 1
        found.append(Condition("启用", n.Local(BOOL, ""), bit=0))
    if rng.random() < 0.2:
        found.append(Condition("执行期", trees.truth(0), bit=1))
    found += [Condition(f"范围{i}", trees.truth(1), bit=2 + i) for i in range(rng.randint(0, 2))]
    return (*found, *(Condition(f"条件{i}", trees.truth(2), bit=16 + i) for i in range(rng.randint(0, 2))))


def _body(rng: Random, trees: Trees, shared: tuple[Condition, ...], basis: n.Node | None) -> BoundBody:
    start = 16 + sum(c.bit >= 16 for c in shared)
    own = tuple(Condition(f"自有{i}", trees.truth(2), bit=start + i) for i in range(rng.randint(0, 2)))
    amount = trees.number(MONEY, rng.randint(0, 3)) if rng.random() < 0.9 else None
    limits = []
    for i in range(rng.choice((0, 1, 1, 2, 3))):
        ceiling = rng.choice(
            (n.Const(MONEY, Fraction(rng.randint(0, 900))), trees.unset(MONEY), trees.leaf(MONEY))
        )
        if isinstance(ceiling, n.FactRef):
            ceiling = n.Const(MONEY, Fraction(300))
        limits.append(Limit(f"限额{i}", rng.choice(("record", "subject", "subject-year")), ceiling))
    limits.sort(key=lambda x: x.per != "record")
    kept = limits[: next((i + 1 for i, x in enumerate(limits) if x.per != "record"), len(limits))]
    return BoundBody(Mode.GENERAL, (*shared, *own), basis, amount, tuple(kept), n.YearOf(NUMBER, _day(basis)))


def _day(basis: n.Node | None) -> n.Node:
    return n.BASIS if basis is not None else n.Const(DATE, AS_OF)


def _law(kind: Kind, subject: Kind) -> Measure:
    """The measure as law, of which only kinds and local parameters matter here."""
    parameters = {"额": Parameter("额", MONEY, Fraction(0)), "率": Parameter("率", NUMBER, Fraction(0))}
    body = Body((), (), None, Mode.GENERAL, None, ())
    names = Names(VOCABULARY, kind.name, Definitions())
    return Measure(
        "随机",
        "随机",
        (),
        (),
        kind,
        subject,
        body,
        {},
        {},
        None,
        parameters,
        {},
        {},
        (),
        {},
        {},
        "",
        names,
        Place(""),
    )


__all__ = ["INDUSTRIES", "REGIONS", "Trees", "random_measure"]
