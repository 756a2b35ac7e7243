"""Readers of public codes: regions, industries, credit codes, working days, the loan prime rate.

Nothing here knows a policy. National tables are package data; a province's regions are read
from its own folder.
"""

from .calendar import LAST_KNOWN_YEAR, Shifted, is_working_day, shift_working_days
from .credit import check_characters, credit_code_fault, is_credit_code
from .industries import Industries, Industry, industries
from .rates import one_year_lpr
from .regions import Region, Regions, load_regions

__all__ = [
    "LAST_KNOWN_YEAR",
    "Industries",
    "Industry",
    "Region",
    "Regions",
    "Shifted",
    "check_characters",
    "credit_code_fault",
    "industries",
    "is_credit_code",
    "is_working_day",
    "load_regions",
    "one_year_lpr",
    "shift_working_days",
]
