"""Near misses of a register: the nearest change of every refused candidate, measure by measure."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
from sqlglot import exp

from ..nearest import grouped
from ..register.store import Snapshot
from ..sql import Source
from ..sql.render import render
from ..tree.measure import BoundMeasure
from ..vocabulary import Vocabulary
from ..vocabulary.model import REGION_FACT
from . import memory
from .duck import Duck
from .names import literal
from .nearest import nearest_query


@dataclass(frozen=True)
class NearCounts:
    """Refused candidates of a measure: with a change found, out of reach, not computed and why."""

    measure: str
    found: int = 0
    blocked: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


class Nearby:
    """A table ``near`` of changes found (measure, number, record, facts, steps, words, waiting)."""

    def __init__(self, duck: Duck, vocabulary: Vocabulary) -> None:
        self.connection: duckdb.DuckDBPyConnection = duck.connection
        self.snapshot: Snapshot = duck.snapshot
        self.vocabulary = vocabulary
        self.connection.execute(
            "CREATE TABLE near (measure VARCHAR, number INTEGER, record INTEGER, facts BIGINT, "
            "steps BIGINT, words VARCHAR, waiting VARCHAR)"
        )

    def add(self, bound: BoundMeasure) -> NearCounts:
        """Work out one measure."""
        groups = grouped(bound)
        if groups.refused:
            return NearCounts(bound.id, reasons={groups.refused: 0})
        for kind in sorted(memory.kinds_read(bound)):
            path = literal(self.snapshot.path(kind))
            name = memory.table_name(kind)
            self.connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS SELECT * FROM read_parquet({path})')
        if bound.local is not None:
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {memory.LOCAL} AS {self._local(bound)}")
        source = Source(self.vocabulary, lambda k: exp.to_table(f'"{memory.table_name(k)}"'), memory.LOCAL)
        query = render(nearest_query(bound, groups, source), "duckdb")
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE answer AS {query}")
        self.connection.execute(
            f"INSERT INTO near SELECT {literal(bound.id)}, number, record, facts, steps, words, waiting "
            "FROM answer WHERE words IS NOT NULL"
        )
        return self._counts(bound.id)

    def _local(self, bound: BoundMeasure) -> str:
        kind = memory.table_name(bound.measure.subject.name)
        query = f'SELECT DISTINCT "{REGION_FACT}" FROM "{kind}" WHERE "{REGION_FACT}" IS NOT NULL'
        return memory.local_query(bound, [found[0] for found in self.connection.execute(query).fetchall()])

    def _counts(self, measure: str) -> NearCounts:
        ((found, blocked),) = self.connection.execute(
            "SELECT count(words), count(*) FILTER (WHERE words IS NULL AND blocked <> '') FROM answer"
        ).fetchall()
        reasons = self.connection.execute(
            "SELECT reason, count(*) FROM answer WHERE words IS NULL AND blocked = '' GROUP BY 1 ORDER BY 1"
        ).fetchall()
        return NearCounts(measure, int(found), int(blocked), {r: int(n) for r, n in reasons})
