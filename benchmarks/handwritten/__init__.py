"""What a careful analyst would write by hand in DuckDB for a measure, column for column.

A file per measure: ``ID.sql`` gives the columns of its candidates over the relations a run
prepares: ``b_企业``, the enterprises with their size class, and ``r_KIND``, the records of a kind
joined to their enterprises and in order (:func:`prepare`), which is prepared for both sides.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

FILES = sorted(Path(__file__).parent.glob("*.sql"))
HANDWRITTEN = {file.stem: file.read_text(encoding="utf-8") for file in FILES}


def prepare(connection: duckdb.DuckDBPyConnection, kinds: dict[str, str]) -> None:
    """Join the records of every kind to their subjects; ``kinds`` names the subject of each."""
    for kind, subject in kinds.items():
        own = set(_columns(connection, f"k_{kind}"))
        facts = [f's."{c}"' for c in _columns(connection, f"b_{subject}") if c not in own]
        connection.execute(
            f'CREATE TABLE "r_{kind}" AS SELECT r.*, {", ".join(facts)} FROM "k_{kind}" AS r '
            f'JOIN "b_{subject}" AS s USING (number) ORDER BY number, record'
        )


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    return [row[0] for row in connection.execute(f'DESCRIBE "{relation}"').fetchall()]
