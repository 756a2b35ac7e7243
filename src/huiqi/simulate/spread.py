"""How a sum is spread over subjects: deciles, the share of the largest, the Gini coefficient.

Deciles are observed values: the least x such that at least a tenth, two tenths, … of the subjects have
no more. The largest 1 % (10 %) are the subjects ranked first, their number rounded up. Gini is
(2 Σ i·x_i) ÷ (n Σ x) − (n + 1) ÷ n, x sorted upwards and i from 1: 0 if all get the same. Only subjects
with a definite amount other than zero are counted.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .compare import Comparison

SERIES = {
    "change": "SELECT low AS x FROM net_{n} WHERE low = high AND low <> 0",
    "gain": "SELECT low AS x FROM net_{n} WHERE low = high AND low > 0",
    "loss": "SELECT -low AS x FROM net_{n} WHERE low = high AND low < 0",
    "before": "SELECT x FROM ({owed}) WHERE x > 0",
    "after": "SELECT coalesce(x, 0) + coalesce(paid, 0) AS x FROM ({owed}) FULL JOIN net_{n} USING (number) "
    "WHERE coalesce(x, 0) + coalesce(paid, 0) > 0",
}
OWED = "SELECT number, sum(amount) AS x FROM answer WHERE side = 0 AND amount IS NOT NULL GROUP BY number"
TENTHS = ", ".join(f"{i / 10}" for i in range(11))


def spreads(comparison: Comparison, number: int) -> dict[str, Any]:
    """Per series: subjects, sum, deciles (fen, from least to most), and its concentration."""
    return {name: _spread(comparison, q.format(n=number, owed=OWED)) for name, q in SERIES.items()}


def _spread(comparison: Comparison, series: str) -> dict[str, Any]:
    (row,) = comparison.rows(
        f"WITH s AS (SELECT CAST(x AS BIGINT) AS x FROM ({series})), "
        "r AS (SELECT x, row_number() OVER (ORDER BY x) AS i, count(*) OVER () AS n FROM s) "
        "SELECT count(*) AS subjects, coalesce(sum(x), 0) AS total, "
        f"quantile_disc(x, [{TENTHS}]) AS deciles, sum(CAST(i AS HUGEINT) * x) AS ranked, "
        "sum(x) FILTER (i > n - (n + 99) // 100) AS top1, sum(x) FILTER (i > n - (n + 9) // 10) AS top10 "
        "FROM r"
    )
    n, total = row["subjects"], row["total"]
    found = {"subjects": n, "total": total, "deciles": row["deciles"] or []}
    if not n or total <= 0 or row["deciles"][0] < 0:
        return found
    gini = Fraction(2 * row["ranked"], n * total) - Fraction(n + 1, n)
    return found | {
        "gini": round(float(gini), 4),
        "top1": round(row["top1"] / total, 4),
        "top10": round(row["top10"] / total, 4),
    }
