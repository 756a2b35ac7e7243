"""Whether two runs are equal: a canonical digest per table, and what differs where it is not.

A row is written as one text, the same on every engine; the digest is the number of rows and two
sums over the md5 of that text, so that neither order nor files matter. Each engine computes it in
its own SQL, and only the sums leave it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import fail
from ..register.layout import digest as sha256
from ..register.places import Place
from ..sql.measure import OUTPUTS
from .engine import Tables

if TYPE_CHECKING:
    from .run import RunInfo

ENTITLEMENTS = ("number", "measure", "year", "status", "amount", "amount_low", "amount_high")
SHOWN = 5
LANE = {
    "duckdb": "CAST('0x' || substr(hash, {start}, 15) AS BIGINT)",
    "spark": "CAST(conv(substr(hash, {start}, 15), 16, 10) AS DECIMAL(38, 0))",
}
NULL = "∅"


@dataclass(frozen=True)
class Difference:
    """A table of two runs: rows only the first and only the second has, and some of each."""

    table: str
    only: tuple[int, int]
    shown: tuple[list[dict[str, Any]], list[dict[str, Any]]]


def run_digest(folder: Place, measures: Sequence[str], tables: Tables) -> dict[str, Any]:
    """``tables``: per table its rows and lanes; ``sha256``: all of them in one word."""
    found = {}
    for table, columns in _tables(measures):
        tables.open("digested", _place(folder, table))
        ((rows, *lanes),) = tables.rows(digest_query("digested", columns, tables.dialect))
        found[table] = {"rows": int(rows), "lanes": [str(int(lane or 0)) for lane in lanes]}
    return {"sha256": sha256(found), "tables": found}


def digest_query(relation: str, columns: Sequence[str], dialect: str) -> str:
    """Rows, and two sums of 60 bits each of the md5 of the row's text."""
    texts = ", ".join(f"coalesce(CAST({column} AS STRING), '{NULL}')" for column in columns)
    lanes = ", ".join(f"sum({LANE[dialect].format(start=start)})" for start in (1, 17))
    return f"SELECT count(*), {lanes} FROM (SELECT md5(concat_ws('|', {texts})) AS hash FROM {relation}) AS t"


def differences(first: RunInfo, second: RunInfo, tables: Tables) -> list[Difference]:
    """The tables in which two runs over one snapshot differ.

    Raises:
        HuiqiError: D0109 where the snapshots differ: a subject's number means nothing outside its own.
    """
    if first.manifest["snapshot"] != second.manifest["snapshot"]:
        raise fail("D0109", "两次测算用的不是同一个快照", "用同一个快照（--known-at）重新测算其中一次")
    one, other = (run_digest(r.folder, r.measures, tables)["tables"] for r in (first, second))
    found = []
    for table, columns in _tables(list(dict.fromkeys([*first.measures, *second.measures]))):
        mine, theirs = one.get(table), other.get(table)
        if mine is None or theirs is None:
            only = (mine["rows"] if mine else 0, theirs["rows"] if theirs else 0)
            found.append(Difference(table, only, ([], [])))
        elif mine != theirs:
            found.append(_difference(table, columns, (first.folder, second.folder), tables))
    return found


def _difference(
    table: str, columns: Sequence[str], folders: tuple[Place, Place], tables: Tables
) -> Difference:
    """Both anti-joins of whole rows, each row as often as it occurs."""
    for name, folder in zip(("one", "other"), folders, strict=True):
        tables.open(name, _place(folder, table))
    names = ", ".join(columns)
    counted, shown = [], []
    for mine, theirs in (("one", "other"), ("other", "one")):
        rest = f"(SELECT {names} FROM {mine} EXCEPT ALL SELECT {names} FROM {theirs}) AS rest"
        counted.append(int(tables.rows(f"SELECT count(*) FROM {rest}")[0][0]))
        rows = tables.rows(f"SELECT * FROM {rest} ORDER BY {names} LIMIT {SHOWN}")
        shown.append([dict(zip(columns, row, strict=True)) for row in rows])
    return Difference(table, (counted[0], counted[1]), (shown[0], shown[1]))


def _tables(measures: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for measure in measures:
        yield measure, OUTPUTS
    yield "entitlements", ENTITLEMENTS


def _place(folder: Place, table: str) -> Place:
    if table == "entitlements":
        return folder / "entitlements.parquet"
    return folder / "candidates" / f"measure={table}"
