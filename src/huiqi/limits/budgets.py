"""Who gets how much of a budget when money runs short, as SQL over claims: exact to the fen.

A relation of claims has a column ``claim``, in fen and above 0, and whatever its order goes by: ``day``
(NULL: not known), or ``rank`` (NULL: none given). ``ties`` put those in order that come on one place; with
them no two claims may be alike, so that the same claims are always met in the same way.
"""

from __future__ import annotations

from enum import StrEnum

ORDERS = {
    "依据日期": "day NULLS LAST",
    "名次": "rank NULLS LAST",
    "金额从高到低": "claim DESC",
    "金额从低到高": "claim",
}
BY_DATE = "依据日期"


class Shortage(StrEnum):
    """不足: what happens to claims that come to more than there is."""

    PRO_RATA = "按比例"
    WHOLE = "整笔"
    PART = "末笔部分"


def in_order(order: str, ties: str) -> str:
    """The sort keys of an order."""
    return f"{ORDERS[order]}, {ties}"


def allot(claims: str, budget: int, order: str, shortage: str, ties: str = "id") -> str:
    """Each claim with what is ``paid`` of it, and what is claimed in all ``upto`` it.

    按比例: each its share, rounded down, and the fen that remain by the largest remainder.
    整笔: in turn, until the first that does not fit whole. 末笔部分: that one gets what is left.
    """
    turn = in_order(order, ties)
    summed = (
        "SELECT *, CAST(claim AS HUGEINT) AS whole, sum(claim) OVER () AS asked, "
        f"sum(claim) OVER (ORDER BY {turn} ROWS UNBOUNDED PRECEDING) AS upto FROM ({claims})"
    )
    if shortage == Shortage.PRO_RATA:
        return _shared(summed, budget, ties)
    paid = f"CASE WHEN upto <= {budget} THEN whole ELSE 0 END"
    if shortage == Shortage.PART:
        paid = f"greatest(0, least(whole, {budget} - (upto - whole)))"
    return f"SELECT * EXCLUDE (whole, asked), CAST({paid} AS BIGINT) AS paid FROM ({summed})"


def _shared(summed: str, budget: int, ties: str) -> str:
    """What there is, but no more than is asked, shared out in proportion."""
    there = f"least(asked, {budget})"
    shares = f"SELECT *, {there} AS there, whole * {there} // asked AS share, whole * {there} % asked AS rest"
    turns = (
        f"SELECT *, row_number() OVER (ORDER BY rest DESC, {ties}) AS turn FROM ({shares} FROM ({summed}))"
    )
    one_more = "CASE WHEN turn <= there - sum(share) OVER () THEN 1 ELSE 0 END"
    return (
        f"SELECT * EXCLUDE (whole, asked, there, share, rest, turn), CAST(share + {one_more} AS BIGINT) AS paid "
        f"FROM ({turns})"
    )
