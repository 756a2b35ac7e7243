"""What a simulation says in words and figures, alike at a terminal and on the page."""

from __future__ import annotations

from typing import Any

from ..literals import money_text
from .compare import LESS, LOST, MORE, NEW, OPEN, OPENED, SETTLED

FEN_OF_WAN = 1_000_000


def wan(fen: int, signed: bool = False) -> str:
    """Fen in 万元, two decimals: 1,234.50, with a sign where it is a change."""
    sign = "+" if signed and fen > 0 else ""
    return f"{sign}{fen / FEN_OF_WAN:,.2f}"


def interval(low: int, high: int | None) -> str:
    """An interval in 万元; a point as it is, and ``∞`` for no upper bound."""
    if low == high:
        return wan(low)
    return f"{wan(low)} 至 {'∞' if high is None else wan(high)}"


def counts(measure: dict[str, Any]) -> tuple[int, int, int]:
    """Subjects for whom a measure is better, worse, or open in another way than before."""
    by = measure["changes"]
    better = by.get(NEW, 0) + by.get(MORE, 0)
    worse = by.get(LOST, 0) + by.get(LESS, 0)
    return better, worse, by.get(OPEN, 0) + by.get(OPENED, 0) + by.get(SETTLED, 0)


def owed(measure: dict[str, Any], end: str) -> int | None:
    """Fen owed on a side; None where the measure owes no money."""
    if not measure["money"]:
        return None
    return (measure[end] or {}).get("amount") or 0


def scenario(found: dict[str, Any]) -> str:
    """What one end of the claims does to a budget."""
    claimed = f"{found['claims']:,} 笔共 {wan(found['claimed'])} 万元"
    if not found["used"]:
        return f"{claimed}，用不完"
    day = found["day"] or "依据日期未定的一笔"
    record = "" if found["record"] is None else f" 第 {found['record']} 号记录"
    undated = f"（其中 {found['undated']:,} 笔依据日期未定）" if found["undated"] else ""
    part = f"，{found['part']:,} 笔只得一部分" if found["part"] else ""
    return (
        f"{claimed}{undated}；{day} 用尽（{found['code']}{record}），"
        f"{found['full']:,} 笔足额{part}，{found['none']:,} 笔落空"
    )


def budget_lines(budget: dict[str, Any]) -> list[str]:
    """A budget in one line, or in two where open amounts make a difference."""
    name = f"{budget['name']}，预算 {money_text(budget['budget'])}"
    latest, earliest = scenario(budget["latest"]), scenario(budget["earliest"])
    if latest == earliest:
        return [f"{name}：{latest}"]
    return [f"{name}，最迟：{latest}", f"{name}，最早：{earliest}"]
