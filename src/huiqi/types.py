"""The types of the rule language.

A number carries its dimension: a power of money and powers of counted units, so that money plus
a ratio is refused while ``亩 × 元/亩`` is money. Base units: money in fen, ratios as plain
numbers (60% is 3/5), days in 天. Regions and industries are codes in a hierarchy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

NOT_APPLICABLE = "不适用"
RATIO_SCALE = 1_000_000
INT64_MAX = 2**63 - 1
INT128_MAX = 10**38 - 1


@dataclass(frozen=True)
class Quantity:
    """A number with a dimension: money ** ``money`` times units ** their powers (sorted)."""

    money: int = 0
    units: tuple[tuple[str, int], ...] = ()

    def times(self, other: Quantity, power: int = 1) -> Quantity:
        """The dimension of a product (``power=1``) or quotient (``power=-1``)."""
        units = dict(self.units)
        for unit, exponent in other.units:
            units[unit] = units.get(unit, 0) + power * exponent
        kept = tuple(sorted((u, e) for u, e in units.items() if e))
        return Quantity(self.money + power * other.money, kept)

    @property
    def unit(self) -> str:
        """The printed unit: 元, 人, 元/亩, or empty for a plain number or ratio."""
        above = ["元"] * max(self.money, 0) + [u for u, e in self.units for _ in range(max(e, 0))]
        below = ["元"] * max(-self.money, 0) + [u for u, e in self.units for _ in range(max(-e, 0))]
        return "×".join(above) + ("/" + "/".join(below) if below else "")

    def __str__(self) -> str:
        if self == MONEY:
            return "金额"
        if self == NUMBER:
            return "比例或数值"
        return f"数量({self.unit})"


@dataclass(frozen=True)
class Simple:
    """A type without parameters."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Enumeration:
    """A closed set of members; ``ordered`` from low to high, 不适用 outside the order."""

    name: str
    members: tuple[str, ...]
    ordered: bool = False

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Members in order, low to high, numbered from 0; without 不适用."""
        return {m: i for i, m in enumerate(m for m in self.members if m != NOT_APPLICABLE)}

    def __str__(self) -> str:
        return self.name or f"枚举({'、'.join(self.members[:4])}…)"


MONEY = Quantity(1)
NUMBER = Quantity()
DAYS = Quantity(0, (("天", 1),))
BOOL = Simple("是否")
DATE = Simple("日期")
TEXT = Simple("文本")
REGION = Simple("地区")
INDUSTRY = Simple("行业")
LITERAL = Simple("文字")

Type = Quantity | Simple | Enumeration
CODED = frozenset({REGION, INDUSTRY})
TEXTUAL = frozenset({TEXT, REGION, INDUSTRY})


def count_of(unit: str) -> Quantity:
    """The dimension of a count of ``unit``."""
    return Quantity(0, ((unit, 1),))
