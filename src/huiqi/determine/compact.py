"""Folds a run's overlays into its base; the result equals a full run, byte for byte.

Every file is replaced by one rename while the overlays still hold, and putting an overlay over
what it was already folded into changes nothing. So a reader, and a compaction that takes up a
killed one, see the same run at every moment; at the end one rename takes the overlays away.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from ..register.places import local
from ..sql.measure import OUTPUTS
from .duck import connect, copy_part, part_count, part_name, parts_of, write_entitlements
from .layers import OVERLAYS
from .names import rows_of
from .run import RunInfo, open_run
from .sums import AWARDS
from .work import TABLES

FOLDED = ".overlay.folded"


def compact(run: Path, threads: int = 2) -> RunInfo:
    """Fold every overlay of a run into it.

    Raises:
        HuiqiError: D0102, D0201 where there is no run.
    """
    info = open_run(run)
    shutil.rmtree(run / FOLDED, ignore_errors=True)
    if len(info.layers.layers) == 1:
        return info
    with connect(threads) as connection:
        for measure in info.measures:
            for table in TABLES:
                _fold(connection, info, table, measure)
        target = run / "entitlements.parquet"
        write_entitlements(connection, info.measures, info.entitlements(), _draft(target))
        _draft(target).replace(target)
    for folder in (f for table in TABLES for f in (run / table).glob("measure=*")):
        if folder.name.removeprefix("measure=") not in info.measures:
            shutil.rmtree(folder)
    layers = info.layers
    for name in ("subjects", "groups"):
        _copy(local(layers.naming.folder) / f"{name}.parquet", run / f"{name}.parquet")
    for name in ("summary", "manifest", "log"):
        _copy(local(layers.newest.folder) / f"{name}.json", run / f"{name}.json")
    (run / OVERLAYS).rename(run / FOLDED)
    shutil.rmtree(run / FOLDED)
    return open_run(run)


def _fold(connection: duckdb.DuckDBPyConnection, info: RunInfo, table: str, measure: str) -> None:
    """Rewrite the parts of a measure's candidates or awards that some overlay touches."""
    whole, patches = info.layers.of(measure)
    base, newest = (local(x.table(table, measure)) for x in (info.layers.layers[0], whole))
    if not newest.is_dir():
        shutil.rmtree(base, ignore_errors=True)
        return
    base.mkdir(parents=True, exist_ok=True)
    subjects = info.summary["subjects"]
    touched = {part for x in patches for part in parts_of(connection, rows_of(x.numbers))}
    columns = OUTPUTS if table == "candidates" else AWARDS
    for part in range(part_count(subjects)):
        target = base / part_name(part)
        if part in touched:
            source = info.layers.rows(table, measure)
            copy_part(connection, source, columns, part, subjects, "number, record", _draft(target))
            _draft(target).replace(target)
        else:
            _copy(newest / part_name(part), target)
    for file in base.iterdir():
        if file.name not in {part_name(p) for p in range(part_count(subjects))}:
            file.unlink()


def _copy(source: Path, target: Path) -> None:
    """Let a file of an overlay stand in the base too; without a second copy where that can be."""
    if source == target:
        return
    draft = _draft(target)
    draft.unlink(missing_ok=True)
    try:
        os.link(source, draft)
    except OSError:
        shutil.copyfile(source, draft)
    draft.replace(target)
    draft.unlink(missing_ok=True)  # where both were one file already, it stays


def _draft(target: Path) -> Path:
    return target.with_name(f".{target.name}.draft")
