"""The one-year loan prime rate (LPR): what was in force on a day, from its change points.

The table is a transcription and says up to which day it has been verified; past that day the
answer is refused, never the last known rate.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files

from ..errors import fail

TABLE = "lpr_1y.json"


@dataclass(frozen=True)
class Rates:
    """Change points in order, the rates from each on, and the last verified day."""

    days: tuple[date, ...]
    rates: tuple[Fraction, ...]
    verified_through: date


def one_year_lpr(day: date) -> Fraction:
    """The rate of that day as an exact ratio.

    Raises:
        HuiqiError: R0502 before the first change point, and after the last verified day.

    >>> one_year_lpr(date(2022, 4, 27))
    Fraction(37, 1000)
    """
    table = _table()
    if not table.days[0] <= day <= table.verified_through:
        known = f"已知的是 {table.days[0]} 至 {table.verified_through}"
        raise fail("R0502", f"没有 {day} 的一年期 LPR", known)
    return table.rates[bisect_right(table.days, day) - 1]


@cache
def _table() -> Rates:
    text = files(__package__).joinpath("data", TABLE).read_text(encoding="utf-8")
    data = json.loads(text, parse_float=Fraction)
    points = [(date.fromisoformat(d), Fraction(rate) / 100) for d, rate in data["1Y_change_points"]]
    days, rates = zip(*points, strict=True)
    return Rates(days, rates, date.fromisoformat(data["verified_through"]))
