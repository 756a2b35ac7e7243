"""A province's authorities and departments, from its folder into the tables.

Loading again adds what is new, renames what has another name, and ends what is gone; nothing is deleted.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from ...codes import load_regions
from ...errors import fail
from .models import Authority, Department

DEPARTMENTS = "departments.csv"


@transaction.atomic
def load_province(province: Path, day: date) -> tuple[int, int]:
    """How many authorities and departments the folder has; ``day`` ends what it no longer has.

    Raises:
        HuiqiError: R0503, a fault of ``authorities.csv``; U0101, no ``departments.csv``.
    """
    regions = load_regions(province)
    kept = {code: region for code, region in regions.items() if code not in regions.outside}
    rows: dict[str, Authority] = {}
    for code, region in kept.items():
        values = {"name": region.name, "level": region.level, "gbt2260": region.gbt2260 or ""}
        parent = rows[region.parent] if region.parent else None
        rows[code], _ = Authority.objects.update_or_create(code=code, defaults={**values, "parent": parent})
    gone = Authority.objects.filter(until=None).exclude(code__in=kept)
    gone.update(until=day - timedelta(days=1))
    return len(kept), _departments(province / DEPARTMENTS)


def _departments(path: Path) -> int:
    if not path.exists():
        raise fail("U0101", f"读不到部门表 {path}", "省份文件夹应有 departments.csv：code,name")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        Department.objects.update_or_create(code=row["code"], defaults={"name": row["name"]})
    return len(rows)
