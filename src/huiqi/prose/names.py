"""Codes by their names: industries from the national table, regions where a province's are at hand."""

from __future__ import annotations

from dataclasses import dataclass

from ..codes.industries import industries
from ..codes.regions import Regions
from ..types import INDUSTRY, REGION, Type


@dataclass(frozen=True)
class Names:
    """The names of codes; ``regions`` None: a region keeps its code."""

    regions: Regions | None = None

    def of(self, type_: Type, code: str) -> str:
        """A name, of an industry with its code: 汽车零部件及配件制造（3670）; other texts as they are."""
        if type_ == INDUSTRY and code in industries():
            return f"{industries()[code].name}（{code}）"
        if type_ == REGION and self.regions is not None and code in self.regions:
            return self.regions.full_name(code)
        return code


NATIONAL = Names()
"""Where no province is at hand."""
