"""Importing a delivered file and loading the snapshot it makes; resumed at any step."""

from __future__ import annotations

import shutil
from typing import Any

from django.db import transaction

from ...register.importing import REJECTS, ImportReport, import_files
from ...register.problems import ERRORS
from ...register.store import Snapshot
from ..actor import CLOCK
from ..core.service import Failed
from ..jobs.work import Progress, job
from .files import folder
from .filling import fill
from .models import Import
from .services import record_import, take_over
from .sources import current, regions, register, snapshot_of, vocabulary


@job("import-register", "导入登记库数据", alone=True)
def run_import(progress: Progress, number: int) -> str:
    """Import the files of a delivery; its snapshot becomes current once its firms are loaded."""
    row = Import.objects.get(pk=number)
    state: dict[str, Any] = progress.checkpoint or {}
    if "imported" not in state:
        report = _import(progress, row, state)
        with transaction.atomic():
            record_import(progress.actor, row=row, report=report)
            progress.save({"imported": True}, done=0, total=0)
    if row.snapshot is None:
        raise Failed(f"{row.read:,} 行全部退回：{ERRORS['R0311']}", "下载退回的行，改正后重新报送")
    load(progress, snapshot_of(row.snapshot), (progress.checkpoint or {}).get("loaded", 0))
    return (
        f"读入 {row.read:,} 行 = 入库 {row.accepted:,} 行 + 退回 {row.rejected:,} 行；快照 {row.snapshot:04d}"
    )


def _import(progress: Progress, row: Import, state: dict[str, Any]) -> ImportReport:
    """The base is kept in the checkpoint: what a killed import has left in the store is no base."""
    if "base" not in state:
        latest = current()
        state = {"base": latest.number if latest else None}
        progress.save(state, done=0, total=0, note="核对数据")
    base = snapshot_of(state["base"]) if state["base"] else None
    given = [folder(row.pk) / file["name"] for file in row.files]
    report = import_files(given, vocabulary(), regions(), register(), row.known_at, base, progress.tell)
    for sheet in report.sheets:
        if sheet.rejects is not None:
            target = folder(row.pk) / REJECTS
            target.mkdir(exist_ok=True)
            shutil.move(sheet.rejects, target / sheet.rejects.name)
    return report


def load(progress: Progress, snapshot: Snapshot, start: int = 0) -> None:
    """Load the firms of a snapshot, then go by it."""

    def save(after: int, total: int) -> None:
        state = {"imported": True, "loaded": after}
        progress.save(state, done=min(after, total), total=total, note="载入企业")

    fill(snapshot, save, start)
    take_over(CLOCK, snapshot=snapshot)


@job("load-register", "载入登记库快照", alone=True)
def run_load(progress: Progress, number: int) -> str:
    """Go by a snapshot that was put into the store by other means."""
    snapshot = snapshot_of(number)
    load(progress, snapshot, (progress.checkpoint or {}).get("loaded", 0))
    return f"快照 {number:04d}：{snapshot.manifest['subjects']:,} 个主体"
