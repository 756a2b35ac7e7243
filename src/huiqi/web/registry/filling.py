"""The table of firms from a snapshot, chunk by chunk.

A chunk is inserted over what is there, so that one done twice does no harm; what no longer stands in
the snapshot keeps its row, with the number of the last snapshot that had it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb
from django.db import transaction

from ...register.store import Snapshot
from ..authorities.models import Authority
from .models import Firm
from .names import folded, pairs

CHUNK = 10_000
BATCH = 1_000
FIELDS = ["name", "kind", "region", "authority", "folded", "tokens", "snapshot"]
Save = Callable[[int, int], None]


def fill(snapshot: Snapshot, save: Save, start: int = 0) -> int:
    """Bring the table to what the snapshot says, from a subject's number on; how many firms it has.

    ``save(next, total)`` is called within the transaction of each chunk.
    """
    total = int(snapshot.manifest["subjects"])
    authorities = dict(Authority.objects.values_list("code", "pk"))
    for first, firms in _chunks(snapshot, start, authorities):
        with transaction.atomic():
            Firm.objects.bulk_create(
                firms,
                batch_size=BATCH,
                update_conflicts=True,
                unique_fields=["credit_code"],
                update_fields=FIELDS,
            )
            save(first + CHUNK, total)
    return total


def _chunks(snapshot: Snapshot, start: int, authorities: dict[str, int]) -> Iterator[tuple[int, list[Firm]]]:
    total = int(snapshot.manifest["subjects"])
    with duckdb.connect() as connection:
        for first in range(start, total, CHUNK):
            query = (
                "SELECT DISTINCT ON (code) code, coalesce(name, ''), kind, coalesce(region, '') "
                "FROM read_parquet($1) WHERE number >= $2 AND number < $3 ORDER BY code, kind"
            )
            rows = connection.execute(query, [str(snapshot.subjects_path), first, first + CHUNK]).fetchall()
            yield first, [_firm(row, authorities, snapshot.number) for row in rows]


def _firm(row: tuple[str, str, str, str], authorities: dict[str, int], number: int) -> Firm:
    code, name, kind, region = row
    compared = folded(name)
    return Firm(
        credit_code=code,
        name=name,
        kind=kind,
        region=region,
        authority_id=authorities.get(region),
        folded=compared,
        tokens=" ".join(pairs(compared)),
        snapshot=number,
    )
