"""The queue as an Excel file; text stays text, whatever it begins with."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from django.db.models import QuerySet

from ..core.downloads import harmless
from ..core.money import YUAN
from .models import Claim
from .states import State

HEADERS = (
    "回执号",
    "企业",
    "统一社会信用代码",
    "措施",
    "状态",
    "记录数",
    "申报金额（元）",
    "应办日",
    "依据",
    "标记",
)
MOST = 10_000


def workbook(rows: QuerySet[Claim]) -> bytes:
    """The rows, at most 10,000."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("待办")
        for column, header in enumerate(HEADERS):
            sheet.write_string(0, column, header)
        for index, claim in enumerate(rows[:MOST], 1):
            for column, value in enumerate(_cells(claim)):
                if isinstance(value, str):
                    sheet.write_string(index, column, harmless(value))
                elif value is not None:
                    sheet.write_number(index, column, value)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _cells(claim: Any) -> list[str | float | None]:
    marks = [
        w
        for w, holds in (("有差异", claim.flagged), ("已督办", claim.escalated), ("有异议", claim.opposed))
        if holds
    ]
    return [
        claim.receipt or "",
        claim.firm,
        claim.credit_code,
        claim.title,
        State(claim.state).label,
        claim.records,
        None if claim.asked is None else claim.asked / YUAN,
        claim.clock.due.isoformat() if claim.clock else "",
        claim.clock.article if claim.clock else "",
        "、".join(marks),
    ]
