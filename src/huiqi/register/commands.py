"""What the commands ``generate`` and ``import`` do at a terminal: progress, and words at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from ..codes import load_regions
from ..vocabulary import load_vocabulary
from .dirty import LEDGER
from .generate import Progress as Report
from .generate import generate
from .importing import ImportReport, import_files
from .problems import ERRORS
from .store import Snapshot, open_store


def run_generate(
    *,
    province: Path,
    vocabulary: Path,
    enterprises: int,
    seed: int,
    out: Path,
    known_at: date | None = None,
    dirty: float = 0.0,
    console: Console,
) -> Snapshot:
    """Generate a snapshot and say what it holds; see :func:`huiqi.register.generate.generate`."""
    loaded = load_vocabulary(vocabulary)
    with _progress(console, "生成登记库") as report:
        snapshot = generate(province, loaded, enterprises, seed, out, known_at, dirty, report)
    _say_snapshot(console, snapshot)
    if dirty:
        console.print(f"带错误的导入文件在 {out / 'dirty'}，错误清单是 {LEDGER}。")
    return snapshot


def run_import(
    *,
    files: Sequence[Path],
    vocabulary: Path,
    province: Path,
    out: Path,
    known_at: date | None = None,
    fresh: bool = False,
    console: Console,
) -> ImportReport:
    """Import files over the newest snapshot of ``out`` (``fresh``: over none) and say what came of it.

    ``known_at`` is by default today. A report without a snapshot means that no row was good
    (R0311); its reject files are written all the same.
    """
    loaded = load_vocabulary(vocabulary)
    day = known_at or date.today()
    earlier = [s for s in open_store(out).snapshots() if s.known_at <= day and not fresh]
    base = max(earlier, key=lambda s: (s.known_at, s.number), default=None)
    with _progress(console, "导入登记库") as report:
        imported = import_files(files, loaded, load_regions(province), out, day, base, report)
    _say_import(console, imported)
    return imported


@contextmanager
def _progress(console: Console, title: str) -> Iterator[Report]:
    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(done: int, total: int, label: str) -> None:
            bar.update(task, completed=done, total=total, description=label)

        yield report


def _say_snapshot(console: Console, snapshot: Snapshot) -> None:
    kinds = snapshot.manifest["kinds"]
    listed = "、".join(f"{name} {entry['rows']:,}" for name, entry in kinds.items())
    console.print(f"快照 {snapshot.number:04d}（截至 {snapshot.known_at}）在 {snapshot.folder}")
    groups = snapshot.manifest["groups"]
    console.print(f"主体 {snapshot.manifest['subjects']:,} 个，关联企业组 {groups:,} 个。{listed}")


def _say_import(console: Console, report: ImportReport) -> None:
    table = Table("文件", "种类", "编码", "读入", "入库", "退回")
    for sheet in report.sheets:
        counts = (sheet.sifted.read, sheet.sifted.accepted, sheet.sifted.rejected)
        table.add_row(sheet.label, sheet.kind, sheet.encoding or "—", *(f"{n:,}" for n in counts))
    console.print(table)
    console.print(f"读入 {report.read:,} 行 = 入库 {report.accepted:,} 行 + 退回 {report.rejected:,} 行。")
    for code, count in _faults(report).items():
        console.print(f"  \\[{code}] {ERRORS[code]}：{count:,} 处")
    for sheet in report.sheets:
        if sheet.rejects:
            console.print(f"退回的行和原因在 {sheet.rejects}")
        if sheet.absent:
            console.print(f"{sheet.label} 没有这些列，其事实为未知或保持原值：{'、'.join(sheet.absent)}")
    if report.snapshot is None:
        console.print(f"\\[R0311] {ERRORS['R0311']}，没有形成快照。")
        return
    _say_snapshot(console, report.snapshot)


def _faults(report: ImportReport) -> dict[str, int]:
    found: dict[str, int] = {}
    for sheet in report.sheets:
        for code, count in sheet.sifted.by_code.items():
            found[code] = found.get(code, 0) + count
    return dict(sorted(found.items()))
