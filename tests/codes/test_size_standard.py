"""The thresholds of the SME size standard, as transcribed twice: as a package and as a table.

The package's own examples test each boundary; here its figures are held against
``sme_size_2017.json``, taken from another public copy of 国统字〔2017〕213号.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LAW = ROOT / "policies" / "standards" / "sme-size-2017" / "划型.md"
ROW = re.compile(r"\| 属于 ([^|]+) \| (.+) \|")
GRADES = re.compile(r"分级\(企业\.(\w+), ≥ (\d+)\w+: 「大型」, ≥ (\d+)\w+: 「中型」, ≥ (\d+)\w+: 「小型」")
INDICATORS = {"employees_LMS": "从业人员", "revenue_wan_LMS": "营业收入", "assets_wan_LMS": "资产总额"}


def stated(category: dict[str, Any]) -> dict[str, list[int]]:
    """The thresholds of a category of the table, by indicator."""
    return {name: category[key] for key, name in INDICATORS.items() if category[key]}


def test_the_package_and_the_table_state_the_same_thresholds() -> None:
    table = json.loads((Path(__file__).parent / "sme_size_2017.json").read_text(encoding="utf-8"))
    expected = {frozenset(c["gbt4754_2017"]): stated(c) for c in table}
    rows = (ROW.fullmatch(line) for line in LAW.read_text(encoding="utf-8").splitlines())
    found = {
        frozenset(re.findall("「(.+?)」", row[1])): {
            name: [int(large), int(medium), int(small)]
            for name, large, medium, small in GRADES.findall(row[2])
        }
        for row in rows
        if row
    }
    assert len(found) == 16
    assert found == expected
