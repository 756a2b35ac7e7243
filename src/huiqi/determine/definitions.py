"""What definitions say of a snapshot's subjects, worked out once in a process for all runs on its rows.

Kept by the relation, which is one object for all plans whose definitions are bound alike
(:mod:`.queries`), and by the hash of the kind's rows, in whose order the columns stand.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from threading import Lock

import pyarrow as pa

from ..sql.shared import SubjectRelation

LIMIT = 64 << 20
Key = tuple[SubjectRelation, str]


class Definitions:
    """Columns by key, those last used first to stay; at most ``limit`` bytes."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._tables: OrderedDict[Key, pa.Table] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, columns: Collection[str]) -> pa.Table | None:
        """Those columns; None unless all are known."""
        with self._lock:
            found = self._tables.get(key)
            if found is None or not set(columns) <= set(found.column_names):
                return None
            self._tables.move_to_end(key)
            return found.select(list(columns))

    def keep(self, key: Key, table: pa.Table) -> None:
        """Know these columns in place of those known before."""
        with self._lock:
            self._tables[key] = table
            self._tables.move_to_end(key)
            while sum(t.nbytes for t in self._tables.values()) > self._limit:
                self._tables.popitem(last=False)


KEPT = Definitions()
