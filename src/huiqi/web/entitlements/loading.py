"""Loading a run's rows in chunks, each with its checkpoint; whatever ends it, nothing is twice or missing.

A chunk is a measure and a range of subjects: its rows and the checkpoint are one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
from django.db import transaction

from ...determine.run import open_run
from ..jobs.work import Progress
from ..runs.models import Run
from ..runs.queries import edition_of_run, snapshot_of
from .models import Entitlement
from .selection import Selection

SUBJECTS = 20_000
BATCH = 1_000
COLUMNS = (
    "credit_code",
    "name",
    "region",
    "record",
    "year",
    "status",
    "amount",
    "low",
    "high",
    "false_mask",
    "unknown_mask",
    "unset_mask",
    "waits",
    "cut_by",
)


@dataclass(frozen=True)
class Chunk:
    """A measure for the subjects numbered from ``first`` up to ``last``."""

    measure: str
    first: int
    last: int


def chunks(run: Run) -> list[Chunk]:
    """All of a run, in order."""
    starts = range(0, run.subjects + 1, SUBJECTS)
    return [Chunk(measure, first, first + SUBJECTS - 1) for measure in run.measures for first in starts]


def load(run: Run, progress: Progress) -> int:
    """Insert what is missing of a run's rows, from the checkpoint on; how many there are then."""
    todo = chunks(run)
    done = progress.checkpoint
    if done is None:
        Entitlement.objects.filter(run=run).delete()
        done = 0
    edition, snapshot, info = edition_of_run(run), snapshot_of(run), open_run(run.result)
    bound = edition.bound(run.as_of)
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        for number, chunk in enumerate(todo[done:], done + 1):
            query = Selection(info, snapshot, edition, bound[chunk.measure]).query(chunk.first, chunk.last)
            with transaction.atomic():
                for rows in _batches(connection.execute(query), run, chunk.measure):
                    Entitlement.objects.bulk_create(rows, batch_size=BATCH)
                progress.save(number, done=number, total=len(todo), note=chunk.measure)
    return Entitlement.objects.filter(run=run).count()


def _batches(found: duckdb.DuckDBPyConnection, run: Run, measure: str) -> Iterator[list[Entitlement]]:
    while rows := found.fetchmany(BATCH):
        yield [Entitlement(run=run, measure=measure, **dict(zip(COLUMNS, row, strict=True))) for row in rows]
