"""Readers of public codes: regions, industries, credit codes, working days, the loan prime rate.

Nothing here knows a policy. National tables are package data; a province's regions are read
from its own folder. Credit codes, the calendar and rates are imported from their modules.
"""

from .industries import Industries, Industry, industries
from .regions import Region, Regions, load_regions

__all__ = ["Industries", "Industry", "Region", "Regions", "industries", "load_regions"]
