"""What was measured, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .visiting import Look

GOAL = 150
"""Milliseconds at p95, of every page."""


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(looks: Iterable[Look]) -> str:
    """Each page, the slowest first, then all of them: how often, p50, p95, the longest, faults."""
    by_page: dict[str, list[Look]] = {}
    for look in looks:
        by_page.setdefault(look.page, []).append(look)
    rows = sorted(((name, own) for name, own in by_page.items()), key=lambda row: -_p95(row[1]))
    everything = [look for own in by_page.values() for look in own]
    head = f"{'page':20}{'looks':>7}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'faults':>8}"
    return "\n".join([head, *(_line(name, own) for name, own in rows), _line("all", everything)])


def _p95(looks: Sequence[Look]) -> float:
    return quantile([look.spent for look in looks], 0.95)


def _line(name: str, looks: Sequence[Look]) -> str:
    spent = [look.spent for look in looks]
    faults = sum(1 for look in looks if look.fault)
    mark = "" if _p95(looks) < GOAL else f"   above {GOAL}"
    numbers = f"{quantile(spent, 0.5):9.1f}{quantile(spent, 0.95):9.1f}{max(spent):9.1f}"
    return f"{name:20}{len(looks):7,}{numbers}{faults:8}{mark}"


def faults(looks: Iterable[Look], most: int = 20) -> str:
    """The first faults, in words; empty where there is none."""
    found = [f"  {look.page}: {look.fault}" for look in looks if look.fault]
    return "\n".join(found[:most])
