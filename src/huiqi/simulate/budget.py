"""When a budget is used up, under stated assumptions.

Claims are met in the order of their 依据日期; on one day by measure, subject number and record; those
without a known day last. Everybody entitled claims; the claim that meets the end is paid the rest; later
ones nothing. Open amounts give two answers: the latest end, with every amount at its lower end, and
the earliest, at its upper (an unbounded one takes all that is left).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..determine.duck import Duck
from ..errors import Place, did_you_mean, fail
from ..limits.budgets import BY_DATE, Shortage, allot, in_order
from ..literals import parse_literal
from ..policy.model import Package
from ..tree.measure import NO
from ..types import MONEY
from ..vocabulary.model import epoch_day, from_epoch_day
from .changes import plain
from .compare import Comparison, Row

FUND, FUND_FORM = "资金", "fund"
TIES = "measure, number, record NULLS FIRST"
ASSUMPTIONS = (
    "按依据日期先后领取；同日按措施、主体登记序号、记录序号；依据日期未定的排在最后",
    "凡符合的都来申领，没有别的支出，也没有已经支付的",
    "用尽的一笔只付余额，其后的不再支付",
    "“最迟”各笔按下限计，“最早”各笔按上限计；不设上限的一笔领完余额",
)


@dataclass(frozen=True)
class Budget:
    """A sum for a measure, or for all measures of a fund."""

    name: str
    fen: int
    measures: tuple[str, ...]


def read_budgets(package: Package, lines: Iterable[str]) -> tuple[Budget, ...]:
    """``措施=金额`` or ``资金=金额``.

    Raises:
        HuiqiError: M0105 (not of that form), M0102 (no such measure or fund), M0103 (several).
    """
    return tuple(_budget(package, line, number) for number, line in enumerate(lines, 1))


def _budget(package: Package, line: str, number: int) -> Budget:
    place = Place("--budget", number)
    name, equals, text = line.replace("＝", "=").partition("=")
    literal = parse_literal(text) if equals and text.strip() else None
    if literal is None or literal.type != MONEY or not isinstance(literal.value, Fraction):
        raise fail("M0105", f"“{line}”不是一项预算", "写作 措施=500万元 或 资金=1亿元", place)
    known = {id_: (id_,) for id_ in package.measures} | _funds(package)
    name = name.strip()
    exact = [k for k in known if name in {k, plain(k)}]
    found = exact or [k for k in known if name in k]
    if not found:
        hint = did_you_mean(name, known) or "写措施或资金的编号"
        raise fail("M0102", f"没有措施或资金“{name}”", hint, place)
    if len(found) > 1:
        raise fail("M0103", f"“{name}”可以是 {len(found)} 项", f"写明是哪一项：{'、'.join(found)}", place)
    return Budget(found[0], int(literal.value), known[found[0]])


def _funds(package: Package) -> dict[str, tuple[str, ...]]:
    """Declared funds, each with the measures that name it."""
    return {
        d.id: tuple(m.id for m in package.measures.values() if m.texts.get(FUND) == d.id)
        for d in package.declarations
        if d.form == FUND_FORM
    }


class Claims:
    """The claims on budgets, side by side in one table."""

    def __init__(self, duck: Duck, comparison: Comparison) -> None:
        self.duck, self.comparison = duck, comparison
        self.sides = [comparison.sides.baseline, *comparison.sides.reforms]
        duck.connection.execute(
            "CREATE TABLE claim (place INTEGER, measure INTEGER, number INTEGER, record INTEGER, day INTEGER, "
            "low BIGINT, high BIGINT)"
        )
        self._there: set[int] = set()

    def against(self, budget: Budget, side: int) -> Row:
        """What a side's claims do to a budget.

        Raises:
            HuiqiError: M0106 where no side owes money under it.
        """
        if not any(s.owed(m) for s in self.sides for m in budget.measures):
            raise fail(
                "M0106",
                f"“{budget.name}”没有应付的资金，排不出先后",
                "预算只用于按条件给付的措施；择优措施可以申报，不等于给付",
            )
        chosen = self.sides[side]
        places = {chosen.measures[m][0]: m for m in budget.measures if chosen.owed(m)}
        for place, measure in places.items():
            self._add(place, self.comparison.ids.index(measure))
        latest, earliest = (self._scenario(budget, places, end) for end in ("low", "high"))
        return {"name": budget.name, "budget": budget.fen, "latest": latest, "earliest": earliest}

    def _add(self, place: int, measure: int) -> None:
        """The live candidates of a measure with their days."""
        if place in self._there:
            return
        self._there.add(place)
        item = self.comparison.sides.plan.measures[place]
        day = "day" if not item.bound.measure.about_subject else str(epoch_day(item.bound.as_of))
        no = ", ".join(f"'{s.value}'" for s in sorted(NO))
        with self.duck.beside(item) as cursor:
            cursor.execute(
                f"INSERT INTO claim SELECT {place}, {measure}, number, record, {day}, amount_low, amount_high "
                f"FROM ({item.query.sql}) WHERE status NOT IN ({no})"
            )

    def _scenario(self, budget: Budget, places: dict[int, str], end: str) -> Row:
        """Claims at one end of open amounts: how many are met ``full``, in ``part`` or not at all.

        ``day``, ``code`` and ``record`` are of the claim that used the budget up (``used``); ``curve`` is
        what is claimed in all by the end of each day.
        """
        listed = ", ".join(map(str, places)) or "-1"
        claims = (
            f"SELECT place, measure, number, record, day, coalesce({end}, {budget.fen}) AS claim FROM claim "
            f"WHERE place IN ({listed}) AND coalesce({end}, {budget.fen}) > 0"
        )
        allotted = allot(claims, budget.fen, BY_DATE, Shortage.PART, TIES)
        self.duck.connection.execute(f"CREATE OR REPLACE TEMP TABLE allotted AS {allotted}")
        (sums,) = self.comparison.rows(
            "SELECT count(*) AS claims, coalesce(sum(claim), 0) AS claimed, count(*) FILTER (paid = claim) AS full, "
            "count(*) FILTER (paid > 0 AND paid < claim) AS part, count(*) FILTER (paid = 0) AS none, "
            "count(*) FILTER (day IS NULL) AS undated FROM allotted"
        )
        last = self.comparison.rows(
            "SELECT place, code, record, day FROM allotted JOIN subject USING (number) "
            f"WHERE upto >= {budget.fen} ORDER BY {in_order(BY_DATE, TIES)} LIMIT 1"
        )
        met: Row = last[0] if last else {"place": -1, "code": None, "record": None, "day": None}
        curve = self.comparison.rows("SELECT day, max(upto) AS upto FROM allotted GROUP BY day ORDER BY upto")
        return sums | {
            "used": bool(last),
            "measure": places.get(met["place"]),
            "code": met["code"],
            "record": met["record"],
            "day": _day(met["day"]),
            "curve": [[_day(r["day"]), int(r["upto"])] for r in curve],
        }


def _day(epoch: int | None) -> str | None:
    return None if epoch is None else from_epoch_day(epoch).isoformat()
