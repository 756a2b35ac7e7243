"""Writes a snapshot's rows as CSV for import, a share of them with planted faults.

``ledger.csv`` says what was planted where: file, line, column, the code that import must
answer with, and what was written. Other cells are exact. Importing without the snapshot as a
base also rejects the records of rejected subjects (R0412), which no ledger line announces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from ..errors import fail
from ..types import BOOL, DATE, INDUSTRY, MONEY, REGION, Enumeration, Quantity
from ..vocabulary import Fact, Kind, Vocabulary
from . import quoting as q
from .draws import portion, random_words
from .headers import default_shift, identities
from .layout import CODE, NAME, NUMBER, RECORD, stored_facts
from .store import Snapshot

LEDGER = "ledger.csv"
SOUND = -1


@dataclass(frozen=True)
class Fault:
    """A fault to plant: in which column, the code it must be answered with, and the cell."""

    column: str
    code: str
    cell: str


DUPLICATE = Fault("", "R0411", "整行重复")
WRONG_CHECK, OWN_CODE = "校验位改动", "本行的统一社会信用代码"
STRANGER = "91000000MA0000007C"


def faults_for(kind: Kind) -> list[Fault]:
    """Every fault that rows of a kind can be given."""
    found = [DUPLICATE, Fault(CODE, "R0401", WRONG_CHECK)]
    if kind.is_subject:
        found.append(Fault("所在地", "R0407", "999999"))
    if kind.tie:
        planted = {"R0401": WRONG_CHECK, "R0415": OWN_CODE, "R0416": STRANGER}
        found += [Fault(kind.tie.fact, code, cell) for code, cell in planted.items()]
    for fact in stored_facts(kind):
        found += _fact_faults(fact)
    return found


def _fact_faults(fact: Fact) -> Iterator[Fault]:
    if isinstance(fact.type, Quantity):
        yield Fault(fact.name, "R0405", "1" + "0" * 30)
        yield Fault(fact.name, "R0403", "约三百")
    elif fact.type == DATE:
        yield Fault(fact.name, "R0406", "2022-02-30")
    elif fact.type == BOOL:
        yield Fault(fact.name, "R0410", "也许")
    elif isinstance(fact.type, Enumeration):
        yield Fault(fact.name, "R0409", "没有这一项")
    elif fact.type == REGION:
        yield Fault(fact.name, "R0407", "999999")
    elif fact.type == INDUSTRY:
        yield Fault(fact.name, "R0408", "Z99")


def write_dirty(snapshot: Snapshot, vocabulary: Vocabulary, share: float, seed: int, out: Path) -> None:
    """Write ``<kind>.csv`` for every kind, and the ledger, to the folder ``out``.

    Raises:
        HuiqiError: R0109 where the folder cannot be written.
    """
    connection = duckdb.connect()
    try:
        out.mkdir(parents=True, exist_ok=True)
        connection.execute(
            "CREATE TABLE ledger (文件 VARCHAR, 行号 BIGINT, 列 VARCHAR, 错误码 VARCHAR, 写入 VARCHAR)"
        )
        for kind in vocabulary.kinds.values():
            _write_kind(connection, snapshot, kind, share, seed, out)
        connection.execute(f"COPY (FROM ledger) TO {q.text(str(out / LEDGER))} (FORMAT csv, HEADER true)")
    except (OSError, duckdb.IOException):
        raise fail("R0109", f"{out} 不可写", "换一个输出文件夹，或检查写权限") from None
    finally:
        connection.close()


def _write_kind(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, kind: Kind, share: float, seed: int, out: Path
) -> None:
    faults = faults_for(kind)
    connection.register("planting", _planting(kind, snapshot.rows(kind.name), share, seed, len(faults)))
    connection.execute(f"CREATE OR REPLACE TABLE planted AS {_planted(snapshot, kind)}")
    headers = ", ".join(f"{sql} AS {q.name(header)}" for header, sql in _cells(kind, faults))
    path = out / f"{kind.name}.csv"
    connection.execute(
        f"COPY (SELECT {headers} FROM planted ORDER BY line) TO {q.text(str(path))} (FORMAT csv, HEADER true)"
    )
    values = ", ".join(f"({i}, {q.texts((f.column, f.code, f.cell))})" for i, f in enumerate(faults))
    connection.execute(
        f"INSERT INTO ledger SELECT {q.text(path.name)}, line, f.* EXCLUDE (i) FROM planted "
        f"JOIN (VALUES {values}) AS f(i, a, b, c) ON fault = f.i "
        f"WHERE fault <> 0 OR copied ORDER BY line"
    )
    connection.unregister("planting")


def _planting(kind: Kind, rows: int, share: float, seed: int, faults: int) -> pa.Table:
    """The fault of each row by position, or ``SOUND``."""
    chosen = portion(random_words(seed, f"{kind.name}/dirty", 0, rows), share)
    which = (random_words(seed, f"{kind.name}/fault", 0, rows) % np.uint64(faults)).astype(np.int64)
    return pa.table({"position": np.arange(rows), "fault": np.where(chosen, which, SOUND)})


def _planted(snapshot: Snapshot, kind: Kind) -> str:
    """Rows with their fault; a row to be duplicated comes again after all others."""
    order = f"k.{NUMBER}" if kind.is_subject else f"k.{RECORD}"
    rows = (
        f"SELECT s.code, s.name, k.*, row_number() OVER (ORDER BY {order}) - 1 AS position "
        f"FROM read_parquet({q.text(str(snapshot.path(kind.name)))}) AS k "
        f"JOIN read_parquet({q.text(str(snapshot.subjects_path))}) AS s USING ({NUMBER})"
    )
    return (
        f"WITH rows AS (SELECT * FROM ({rows}) JOIN planting USING (position)), "
        "every AS (SELECT *, false AS copied FROM rows UNION ALL SELECT *, true FROM rows WHERE fault = 0) "
        "SELECT *, row_number() OVER (ORDER BY copied, position) + 1 AS line FROM every"
    )


def _cells(kind: Kind, faults: Sequence[Fault]) -> Iterator[tuple[str, str]]:
    """Header and SQL of each column of the file."""
    stored = {CODE: "code", NAME: "name"}
    for column in identities(kind):
        yield column, _with_faults(column, stored.get(column, q.name(column)), faults)
    for fact in stored_facts(kind):
        header = f"{fact.name}(元)" if fact.type == MONEY else fact.name
        yield header, _with_faults(fact.name, _cell(fact), faults)


def _with_faults(column: str, sound: str, faults: Sequence[Fault]) -> str:
    wrong = "".join(
        f"WHEN {i} THEN {_wrong(f.cell, sound)} " for i, f in enumerate(faults) if f.column == column
    )
    return f"CASE fault {wrong}ELSE {sound} END" if wrong else sound


def _wrong(cell: str, sound: str) -> str:
    if cell == WRONG_CHECK:
        return f"left({sound}, 17) || CASE right({sound}, 1) WHEN '0' THEN '1' ELSE '0' END"
    return "code" if cell == OWN_CODE else q.text(cell)


def _cell(fact: Fact) -> str:
    column = q.name(fact.name)
    if isinstance(fact.type, Quantity):
        places = default_shift(fact)
        unit = (
            f"CAST('{'0.' + '0' * (places - 1) + '1' if places else '1'}' AS DECIMAL({places + 1}, {places}))"
        )
        return f"CAST(CAST({column} AS DECIMAL(20, 0)) * {unit} AS VARCHAR)"
    if fact.type == BOOL:
        return f"CASE {column} WHEN true THEN '是' WHEN false THEN '否' END"
    return f"CAST({column} AS VARCHAR)"
