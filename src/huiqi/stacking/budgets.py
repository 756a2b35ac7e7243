"""Budgets of a stacking, drawn on in turn, each as :mod:`huiqi.limits.budgets` allots it.

Only amounts that are certain draw on a budget. What is committed has drawn already.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..determine.names import literal
from ..errors import fail
from ..limits.budgets import allot
from .rules import BudgetRule
from .tables import Tables

RANKED = ("措施", "统一社会信用代码", "记录", "名次")


def read_ranks(tables: Tables, file: Path | None) -> None:
    """A table ``ranked`` of places that somebody gave to awards.

    Raises:
        HuiqiError: S0105 where a column is missing or a row cannot be read.
    """
    tables.connection.execute(_RANKED)
    if file is not None:
        wrong = tables.told(file, RANKED, _PLACE)
        if wrong:
            raise fail("S0105", wrong, f"CSV，表头：{'、'.join(RANKED)}；改正后再运行，没有写入任何结果")
        tables.connection.execute(_PLACED)
        twice = tables.rows(_TWICE)
        if twice:
            message = f"{file.name} 里 {twice[0][0]} 的同一项有两个名次"
            raise fail("S0105", message, "每项一个名次；改正后再运行，没有写入任何结果")


_RANKED = "CREATE TABLE ranked (measure VARCHAR, number INTEGER, record INTEGER, rank INTEGER)"

_PLACE = """
    WHEN TRY_CAST(名次 AS INTEGER) IS NULL OR CAST(名次 AS INTEGER) < 1
        THEN '名次“' || coalesce(名次, '') || '”不是从1起的整数'
"""

_PLACED = """
INSERT INTO ranked SELECT m.measure, s.number, CAST(记录 AS INTEGER), CAST(名次 AS INTEGER)
FROM told JOIN subject AS s ON s.code = 统一社会信用代码
JOIN spoken AS m ON m.said = 措施
"""


_TWICE = """
SELECT s.code FROM ranked AS r JOIN subject AS s ON s.number = r.number
GROUP BY s.code, r.measure, r.record HAVING count(*) > 1 ORDER BY s.code LIMIT 1
"""


def spend(tables: Tables, budgets: Sequence[BudgetRule]) -> list[dict[str, Any]]:
    """Draw on each budget in turn; what each had, was asked for, gave and left unmet, in fen."""
    tables.connection.execute(
        "ALTER TABLE settled ADD COLUMN funded BIGINT; ALTER TABLE settled ADD COLUMN short_of VARCHAR; "
        "UPDATE settled SET funded = amount WHERE owed OR committed IS NOT NULL"
    )
    return [_spend(tables, budget) for budget in budgets]


def _spend(tables: Tables, budget: BudgetRule) -> dict[str, Any]:
    listed = ", ".join(literal(m) for m in budget.measures)
    ((committed,),) = tables.rows(
        f"SELECT coalesce(sum(amount), 0) FROM committed WHERE measure IN ({listed})"
    )
    left = max(0, budget.amount - int(committed))
    tables.connection.execute(
        f"UPDATE settled SET funded = amount WHERE measure IN ({listed}) AND NOT owed AND funded IS NULL; "
        "CREATE OR REPLACE TEMP TABLE claim AS "
        "SELECT s.id, s.funded AS claim, s.day, r.rank FROM settled AS s LEFT JOIN ranked AS r "
        "ON r.measure = s.measure AND r.number = s.number AND r.record IS NOT DISTINCT FROM s.record "
        f"WHERE s.measure IN ({listed}) AND s.funded > 0 AND s.committed IS NULL"
    )
    allotted = allot("FROM claim", left, budget.order, budget.shortage)
    tables.connection.execute(f"CREATE OR REPLACE TEMP TABLE allotted AS {allotted}")
    tables.connection.execute(
        f"UPDATE settled SET funded = paid, short_of = {literal(budget.name)} "
        "FROM allotted AS a WHERE a.id = settled.id AND paid < claim"
    )
    ((asked, claims, paid, met),) = tables.rows(
        "SELECT coalesce(sum(claim), 0), count(*), coalesce(sum(paid), 0), count(*) FILTER (paid = claim) "
        "FROM allotted"
    )
    return {
        "name": budget.name,
        "amount": budget.amount,
        "committed": int(committed),
        "asked": int(asked),
        "paid": int(paid),
        "claims": int(claims),
        "met": int(met),
        "order": budget.order,
        "shortage": budget.shortage,
    }
