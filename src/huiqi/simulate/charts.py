"""Charts as inline SVG: a map of changes, columns of deciles, the curve of a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from ..report.maps import coloured_map, counties_file
from .words import wan

GAIN = ("#b9d4ea", "#5f97c6", "#1d4f80")
LOSS = ("#f6c99a", "#dd8a3e", "#9c4a00")
NONE = "#f1f3f5"
WIDTH, HEIGHT = 460, 220
LEFT, RIGHT, TOP, BOTTOM = 12, 12, 24, 30
TENTHS = ("最少", "10%", "20%", "30%", "40%", "中位", "60%", "70%", "80%", "90%", "最多")


def change_map(
    province: Path, changes: Mapping[str, int], labels: Mapping[str, str], title: str, id_: str
) -> str:
    """Counties by change: blue where more is owed than before, brown where less; else empty."""
    file = counties_file(province)
    if file is None:
        return ""
    ends = _thirds(changes.values())
    colours = {code: _colour(value, ends) for code, value in changes.items()}
    codes = {code: colours.get(code, NONE) for code in labels}
    key = "".join(
        f'<span class="swatch" style="background:{c}"></span>{said} '
        for c, said in (
            *((c, "") for c in reversed(LOSS)),
            (NONE, "减少 ← 不变 → 增加"),
            *((c, "") for c in GAIN),
        )
    )
    drawn = coloured_map(file, codes, labels, title, id_)
    steps = f"（深浅以 {wan(ends[0])}、{wan(ends[1])} 万元为界）" if ends else ""
    return f"<figure>{drawn}<figcaption>{key}{steps}</figcaption></figure>"


def _thirds(values: Any) -> tuple[int, int] | None:
    ranked = sorted(abs(v) for v in values if v)
    return (ranked[(len(ranked) - 1) // 3], ranked[2 * (len(ranked) - 1) // 3]) if ranked else None


def _colour(value: int, ends: tuple[int, int] | None) -> str:
    if not value or ends is None:
        return NONE
    shades = GAIN if value > 0 else LOSS
    return shades[sum(abs(value) > end for end in ends)]


def decile_columns(deciles: Sequence[int], title: str) -> str:
    """Eleven columns from the least to the most, above and below the line of no change."""
    top, low = max(0, *deciles), min(0, *deciles)
    scale = (HEIGHT - TOP - BOTTOM) / ((top - low) or 1)
    zero = TOP + top * scale
    step = (WIDTH - LEFT - RIGHT) / len(deciles)
    parts = []
    for index, (value, said) in enumerate(zip(deciles, TENTHS, strict=True)):
        x, tall = LEFT + index * step, max(1.0, abs(value) * scale)
        y = zero - tall if value > 0 else zero
        colour = GAIN[1] if value > 0 else LOSS[1]
        parts.append(
            f'<rect x="{x + 4:.1f}" y="{y:.1f}" width="{step - 8:.1f}" height="{tall:.1f}" fill="{colour}">'
            f"<title>{said}：{wan(value, True)} 万元</title></rect>"
            f'<text x="{x + step / 2:.1f}" y="{(y - 4) if value > 0 else (y + tall + 12):.1f}">{_short(value)}</text>'
            f'<text class="axis" x="{x + step / 2:.1f}" y="{HEIGHT - 6}">{said}</text>'
        )
    line = f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{zero:.1f}" y2="{zero:.1f}"/>'
    return _svg(title, line + "".join(parts))


def _short(fen: int) -> str:
    """万元 with as many digits as a column has room for."""
    value = abs(fen) / 1_000_000
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def budget_curve(budget: dict[str, Any], title: str) -> str:
    """What is claimed day by day, at the lower and upper end, against the budget."""
    ends = {end: _dated(budget[end]["curve"]) for end in ("latest", "earliest")}
    days = [d for points in ends.values() for d, _ in points]
    if not days:
        return ""
    first, last = min(days), max(days)
    most: int = max(budget["budget"], *(run for _, run in ends["latest"] or ends["earliest"]))
    most += most // 4
    wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(day: int) -> float:
        return LEFT + wide * (day - first) / max(1, last - first)

    def y(fen: float) -> float:
        return TOP + tall * (1 - min(fen, most) / (most or 1))

    parts = []
    for end, points in ends.items():
        path = f"M{LEFT} {y(0):.1f}"
        path += "".join(f"H{x(day):.1f}V{y(run):.1f}" for day, run in points) + f"H{WIDTH - RIGHT}"
        parts.append(f'<path class="{end}" d="{path}"/>')
    line = y(budget["budget"])
    parts.append(f'<line class="budget" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{line:.1f}" y2="{line:.1f}"/>')
    said = f"预算 {wan(budget['budget'])} 万元"
    parts.append(f'<text class="start" x="{LEFT}" y="{line - 5:.1f}">{said}</text>')
    for day, anchor in ((first, "start"), (last, "end")):
        at = LEFT if anchor == "start" else WIDTH - RIGHT
        shown = date.fromordinal(day).isoformat()
        parts.append(f'<text class="axis {anchor}" x="{at}" y="{HEIGHT - 6}">{shown}</text>')
    base = f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(0):.1f}" y2="{y(0):.1f}"/>'
    return _svg(title, base + "".join(parts))


def _dated(curve: Sequence[tuple[str | None, int]]) -> list[tuple[int, int]]:
    """The dated points, days as ordinals."""
    return [(date.fromisoformat(day).toordinal(), run) for day, run in curve if day is not None]


def _svg(title: str, inside: str) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"{inside}</svg>"
    )
