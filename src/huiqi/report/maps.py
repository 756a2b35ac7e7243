"""A choropleth as inline SVG, from a province's county boundaries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from math import cos, radians
from pathlib import Path
from typing import Any

WIDTH = 620
STEPS = ("#eef3f8", "#cfe0ee", "#a3c4df", "#6f9fc8", "#3f78aa", "#1d4f80")


def counties_file(province: Path) -> Path | None:
    """The file of county boundaries of a province, where it has one."""
    found = sorted(province.glob("maps/*count*.geojson")) or sorted(province.glob("maps/*.geojson"))
    return found[0] if found else None


def step_of(value: int, thresholds: list[int]) -> int:
    """The colour step: 0 for nothing, then by quantile."""
    return 0 if value <= 0 else 1 + sum(value > t for t in thresholds)


def thresholds(values: Iterable[int]) -> list[int]:
    """Four quantile bounds over the positive values."""
    ranked = sorted(v for v in values if v > 0)
    if not ranked:
        return []
    return [ranked[min(len(ranked) - 1, len(ranked) * i // 5)] for i in range(1, 5)]


def map_svg(file: Path, values: Mapping[str, int], labels: Mapping[str, str], title: str) -> str:
    """The map with a title for each county: its name and ``labels``."""
    bounds = thresholds(values.values())
    colours = {code: STEPS[step_of(value, bounds)] for code, value in values.items()}
    return coloured_map(file, colours, labels, title, "map")


def coloured_map(
    file: Path, colours: Mapping[str, str], labels: Mapping[str, str], title: str, id_: str
) -> str:
    """The map in the colours given; a county without one in the palest."""
    features = json.loads(file.read_text("utf-8"))["features"]
    project, height = _projection(features)
    paths = []
    for feature in features:
        code, name = feature["properties"]["code"], feature["properties"]["name"]
        colour = colours.get(code, STEPS[0])
        said = escape(f"{name}：{labels.get(code, '无')}")
        paths.append(
            f'<path data-code="{escape(code)}" data-name="{escape(name)}" d="{_path(feature, project)}" '
            f'fill="{colour}"><title>{said}</title></path>'
        )
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}" id="{id_}">'
        f"{''.join(paths)}</svg>"
    )


def _rings(feature: dict[str, Any]) -> Iterator[list[list[float]]]:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield from polygon


def _projection(features: list[dict[str, Any]]) -> tuple[Any, float]:
    points = [p for f in features for ring in _rings(f) for p in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = cos(radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shrink)

    def project(point: list[float]) -> str:
        return f"{(point[0] - west) * shrink * scale:.1f} {(north - point[1]) * scale:.1f}"

    return project, (north - south) * scale


def _path(feature: dict[str, Any], project: Any) -> str:
    return "".join(f"M{'L'.join(project(p) for p in ring)}Z" for ring in _rings(feature))
