"""Imports files into the next snapshot: every row is either in it, or in a reject file.

Files are read as texts (:mod:`reading`), their headers resolved (:mod:`headers`), their rows
judged in SQL (:mod:`checks`, :mod:`sifting`) and laid over the base snapshot (:mod:`merging`).
A problem with a file or a header stops the import before anything is written; a problem with a
row never does. Accepted and rejected rows always add up to the rows read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from ..codes import Regions
from ..errors import HuiqiError, Problem, fail
from ..vocabulary import Vocabulary
from . import quoting as q
from .generate import Progress, no_progress
from .headers import Sheet, resolve
from .merging import load_base, write_merged
from .reading import read_sources
from .sifting import Sifted, create_code_tables, create_new_table, raw_table, sift, unnamed_columns
from .store import Snapshot, check_snapshot
from .writing import new_snapshot

REJECTS = "rejects"
MEMORY = "1500MB"
THREADS = 2


@dataclass(frozen=True)
class SheetReport:
    """What became of one sheet. ``absent`` facts have no column; ``rejects`` is None if none."""

    label: str
    kind: str
    encoding: str
    absent: tuple[str, ...]
    sifted: Sifted
    rejects: Path | None


@dataclass(frozen=True)
class ImportReport:
    """What became of all rows; no snapshot where no row could be accepted."""

    sheets: tuple[SheetReport, ...]
    snapshot: Snapshot | None

    @property
    def read(self) -> int:
        """Rows read."""
        return sum(s.sifted.read for s in self.sheets)

    @property
    def accepted(self) -> int:
        """Rows that went into the snapshot."""
        return sum(s.sifted.accepted for s in self.sheets)

    @property
    def rejected(self) -> int:
        """Rows that went to reject files."""
        return sum(s.sifted.rejected for s in self.sheets)


def import_files(
    files: Sequence[Path],
    vocabulary: Vocabulary,
    regions: Regions,
    out: Path,
    known_at: date,
    base: Snapshot | None = None,
    progress: Progress = no_progress,
) -> ImportReport:
    """Import CSV, Excel and Parquet files over ``base`` into the store ``out``.

    Bad rows go to ``out/rejects/<file>.rejects.csv``.

    Raises:
        HuiqiError: R0301 to R0310, every problem of every file; R0103 to R0108 (the base);
            R0109, R0203. Rows never raise.
    """
    if not files:
        raise fail("R0203", "没有给出要导入的文件", "例如 huiqi import 企业.csv 保险.xlsx --out 登记库")
    sheets = _resolved(files, vocabulary)
    if base is not None and (problems := check_snapshot(base, vocabulary)):
        raise HuiqiError(problems)
    with tempfile.TemporaryDirectory(prefix="huiqi-import-") as folder:
        connection = duckdb.connect(str(Path(folder) / "import.duckdb"))
        try:
            _prepare(connection, folder, vocabulary, regions, base)
            _load_all(connection, sheets)
            reports = _sift_all(connection, sheets, out, progress)
            snapshot = _publish(connection, vocabulary, sheets, reports, out, known_at, base)
        finally:
            connection.close()
    return ImportReport(tuple(reports), snapshot)


def _resolved(files: Sequence[Path], vocabulary: Vocabulary) -> list[Sheet]:
    """All sheets of all files, subjects before records."""
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    for path in files:
        try:
            sources = read_sources(path)
        except HuiqiError as error:
            problems += error.problems
            continue
        for source in sources:
            try:
                sheets.append(resolve(source, vocabulary))
            except HuiqiError as error:
                problems += error.problems
    if problems:
        raise HuiqiError(problems)
    return sorted(sheets, key=lambda s: not s.kind.is_subject)


def _prepare(
    connection: duckdb.DuckDBPyConnection,
    folder: str,
    vocabulary: Vocabulary,
    regions: Regions,
    base: Snapshot | None,
) -> None:
    connection.execute(f"SET memory_limit = '{MEMORY}'; SET threads = {THREADS}")
    connection.execute(f"SET temp_directory = {q.text(folder)}")
    create_code_tables(connection, regions)
    load_base(connection, vocabulary, base)
    for kind in vocabulary.kinds.values():
        create_new_table(connection, kind)


def _load_all(connection: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet]) -> None:
    """Load every sheet before any row is judged: a damaged file stops the import."""
    problems: list[Problem] = []
    for number, sheet in enumerate(sheets):
        try:
            sheet.source.load(connection, raw_table(number))
            problems += unnamed_columns(connection, sheet, number)
        except HuiqiError as error:
            problems += error.problems
    if problems:
        raise HuiqiError(problems)


def _sift_all(
    connection: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], out: Path, progress: Progress
) -> list[SheetReport]:
    reports: list[SheetReport] = []
    for number, sheet in enumerate(sheets):
        path = out / REJECTS / f"{_file_label(sheet, sheets)}.rejects.csv"
        sifted = sift(connection, sheet, number, path)
        assert sifted.accepted + sifted.rejected == sifted.read, sheet.source.label
        rejects = path if sifted.rejected else None
        source = sheet.source
        reports.append(
            SheetReport(source.label, sheet.kind.name, source.encoding, sheet.absent(), sifted, rejects)
        )
        progress(number + 1, len(sheets), source.label)
    return reports


def _file_label(sheet: Sheet, sheets: Sequence[Sheet]) -> str:
    """The file's name, with sheet or number where several share it."""
    source = sheet.source
    name = source.path.name
    sharing = [s for s in sheets if s.source.path.name == name]
    if len(sharing) == 1:
        return name
    if all(s.source.path == source.path for s in sharing):
        return f"{name}.{source.sheet.replace('/', '_')}"
    return f"{name}.{sharing.index(sheet) + 1}"


def _publish(
    connection: duckdb.DuckDBPyConnection,
    vocabulary: Vocabulary,
    sheets: Sequence[Sheet],
    reports: Sequence[SheetReport],
    out: Path,
    known_at: date,
    base: Snapshot | None,
) -> Snapshot | None:
    if not any(r.sifted.accepted for r in reports):
        return None
    origin = {
        "made_by": "import",
        "base": base.number if base else None,
        "files": [
            {"file": r.label, "kind": r.kind, "accepted": r.sifted.accepted, "rejected": r.sifted.rejected}
            for r in reports
        ],
    }
    with new_snapshot(out, vocabulary, known_at, origin) as pending:
        write_merged(connection, vocabulary, sheets, pending.draft)
    return pending.finished()
