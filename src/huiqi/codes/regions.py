"""Regions as authorities: a province, its cities, counties, and areas with a jurisdiction.

The tree is read from ``authorities.csv`` of a province folder (code, name, level, parent,
gbt2260). Codes are prefixes of one another (``36`` > ``3601`` > ``360102``; ``36-GJXQ`` is an
area of its own below ``36``), so that SQL may test membership by prefix; loading checks it.

A row of level ``outside`` is another province, as a whole: subjects may lie there, authorities
of this province do not.

Trap: the tree of authorities is not the GB/T 2260 tree. An area has no GB/T 2260 code.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..errors import HuiqiError, Place, Problem, did_you_mean, fail

AUTHORITIES = "authorities.csv"
COLUMNS = ("code", "name", "level", "parent", "gbt2260")
OUTSIDE = "outside"
ROOTS = ("province", OUTSIDE)
LEVELS = (*ROOTS, "city", "county", "area")


@dataclass(frozen=True)
class Region:
    """One authority, or another province; ``parent`` is None for both.

    ``gbt2260`` is None where it has no code.
    """

    code: str
    name: str
    level: str
    parent: str | None
    gbt2260: str | None


class Regions(Mapping[str, Region]):
    """All authorities of a province by code, in the order of the file."""

    def __init__(self, regions: Mapping[str, Region]) -> None:
        self._regions = dict(regions)

    def __getitem__(self, code: str) -> Region:
        return self._regions[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._regions)

    def __len__(self) -> int:
        return len(self._regions)

    def find(self, code: str) -> Region:
        """The region of that code.

        Raises:
            HuiqiError: R0504 where there is none.
        """
        if code not in self._regions:
            raise fail(
                "R0504",
                f"没有代码为“{code}”的地区",
                did_you_mean(code, self._regions) or f"见省份文件夹的 {AUTHORITIES}",
            )
        return self._regions[code]

    def belongs(self, code: str, ancestor: str) -> bool:
        """Whether ``code`` is ``ancestor`` or lies below it; False for codes nobody knows."""
        return ancestor in self._regions and code in self._regions and code.startswith(ancestor)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The region itself and what is above it, the most specific first."""
        chain: list[str] = []
        current: str | None = code
        while current is not None:
            chain.append(current)
            current = self.find(current).parent
        return tuple(chain)

    def children(self, code: str) -> tuple[str, ...]:
        """The regions directly below."""
        return tuple(r.code for r in self._regions.values() if r.parent == code)

    @cached_property
    def lowest(self) -> tuple[str, ...]:
        """Codes of the lowest authorities, sorted: counties, and areas with a jurisdiction."""
        above = {r.parent for r in self._regions.values()} | set(self.outside)
        return tuple(sorted(c for c in self._regions if c not in above))

    @cached_property
    def outside(self) -> tuple[str, ...]:
        """Codes of other provinces, sorted."""
        return tuple(sorted(c for c, r in self._regions.items() if r.level == OUTSIDE))

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Where a subject may lie: the lowest authorities, then other provinces."""
        return self.lowest + self.outside

    def full_name(self, code: str) -> str:
        """The name with what is above it: 甲市乙区 under a province, province left out."""
        names = [self._regions[c].name for c in self.ancestors(code) if self._regions[c].parent]
        return "".join(reversed(names)) or self.find(code).name


def load_regions(province: Path) -> Regions:
    """Read ``authorities.csv`` of a province folder.

    Raises:
        HuiqiError: R0503, every fault of the table.
    """
    path = province / AUTHORITIES
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError):
        raise fail("R0503", f"读不到区划表 {path}", "省份文件夹应有 authorities.csv") from None
    if not rows or set(COLUMNS) - set(rows[0]):
        raise fail("R0503", f"区划表 {path.name} 缺列", "应有列 " + "、".join(COLUMNS))
    found: dict[str, Region] = {}
    problems: list[Problem] = []
    for line, row in enumerate(rows, 2):
        parent, gbt2260 = row["parent"] or None, row["gbt2260"] or None
        region = Region(row["code"], row["name"], row["level"], parent, gbt2260)
        if fault := _fault(region, found):
            problems.append(Problem("R0503", fault, "更正这一行", Place(path.name, line)))
        found[region.code] = region
    if problems:
        raise HuiqiError(problems)
    return Regions(found)


def _fault(region: Region, above: Mapping[str, Region]) -> str:
    if region.code in above:
        return f"代码“{region.code}”出现两次"
    if region.level not in LEVELS:
        return f"“{region.name}”的层级“{region.level}”不是 {'、'.join(LEVELS)} 之一"
    if region.parent is None:
        return "" if region.level in ROOTS else f"“{region.name}”没有上级"
    if region.parent not in above:
        return f"“{region.name}”的上级“{region.parent}”不在它之前"
    if not region.code.startswith(region.parent):
        return f"“{region.name}”的代码不以上级代码“{region.parent}”开头"
    return ""
