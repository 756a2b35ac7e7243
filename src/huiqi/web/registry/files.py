"""Files that are delivered: checked by what they hold, kept under the number of their import.

``DATA/imports/<number>/`` holds the file as it came and, after the import, ``rejects/``.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from ...errors import HuiqiError, Problem
from ...register.headers import Sheet, resolve
from ...register.importing import ImportReport
from ...register.reading import read_sources
from ...vocabulary.model import REGION_FACT
from ..authorities.models import Department
from ..core.entities import declares_entities
from ..core.service import Failed
from .sources import vocabulary

SUFFIXES = (".csv", ".xlsx", ".parquet")
LARGEST = 400 * 2**20  # bytes of a workbook or table once unpacked
MOST_ROWS = 5_000_000
PIECE = 1 << 20
BINARY = (b"PK", b"MZ", b"\x7fELF", b"%PDF", b"PAR1", b"\xd0\xcf\x11\xe0")
DAMAGED = ("文件内容与类型不符", "用原来的软件另存为 CSV、Excel（.xlsx）或 Parquet")


def folder(number: int) -> Path:
    """The folder of an import."""
    return Path(settings.DATA) / "imports" / str(number)


def safe_name(name: str) -> str:
    """A file name without anything a path could be made of; its words tell which kind it holds."""
    kept = re.sub(r"[^\w.\-()（）]", "_", name.replace("\\", "/").rpartition("/")[2]).lstrip(".")
    return kept[-80:] or "file"


def check(file: Path, department: str) -> list[Sheet]:
    """The sheets of a file: its type is what it says, it is not huge, its columns are the department's.

    Raises:
        Failed: the wrong type or content, too large once unpacked, another department's columns.
        HuiqiError: R03…, what the importer says of the file or its headers.
    """
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise Failed("不支持这种文件", "请用 CSV、Excel（.xlsx）或 Parquet")
    {".csv": _check_text, ".xlsx": _check_workbook, ".parquet": _check_parquet}[suffix](file)
    sheets, problems = [], list[Problem]()
    for source in read_sources(file):
        try:
            sheets.append(resolve(source, vocabulary()))
        except HuiqiError as error:
            problems += error.problems
    if problems:
        raise HuiqiError(problems)
    _check_owners(sheets, department)
    return sheets


def _check_text(file: Path) -> None:
    with file.open("rb") as content:
        start = content.read(4096)
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if start.startswith(BINARY) or (b"\0" in start and not wide):
        raise Failed(*DAMAGED)


def _check_workbook(file: Path) -> None:
    """A workbook without macros and document types, which unpacks to a reasonable size."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = {n.lower() for n in archive.namelist()}
            if "xl/workbook.xml" not in names:
                raise Failed(*DAMAGED)
            if any(n.endswith(".bin") and "vba" in n for n in names):
                raise Failed("文件含有宏", "另存为不含宏的 .xlsx")
            _unpack(archive)
    except (zipfile.BadZipFile, RuntimeError, EOFError):
        raise Failed(*DAMAGED) from None


def _unpack(archive: zipfile.ZipFile) -> None:
    left = LARGEST
    for entry in archive.infolist():
        with archive.open(entry) as content:
            start = piece = content.read(PIECE)
            if declares_entities(start[:4096]):
                raise Failed(*DAMAGED)
            while piece:
                left -= len(piece)
                if left < 0:
                    raise Failed("文件解开后太大", "拆成几个文件，或改用 Parquet")
                piece = content.read(PIECE)


def _check_parquet(file: Path) -> None:
    try:
        found = pq.read_metadata(file)
    except (pa.ArrowException, OSError):
        raise Failed(*DAMAGED) from None
    groups = (found.row_group(i) for i in range(found.num_row_groups))
    if found.num_rows > MOST_ROWS or sum(g.total_byte_size for g in groups) > LARGEST:
        raise Failed("文件解开后太大", "拆成几个文件")


def _check_owners(sheets: list[Sheet], department: str) -> None:
    """An import is verified for the columns its department owns; columns of others are refused."""
    others = set(Department.objects.exclude(code=department).values_list("code", flat=True))
    foreign = sorted(
        {
            f"{column.fact.path}（{column.fact.owner}）"
            for sheet in sheets
            for column in sheet.columns.values()
            if department
            and column.fact is not None
            and column.fact.owner in others
            and column.fact.name != REGION_FACT
        }
    )
    if foreign:
        raise Failed(f"这些列由其他部门主管：{'、'.join(foreign)}", "删去这些列，由主管部门报送")


def described(file: Path) -> dict[str, Any]:
    """Name, size and hash of a file."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {"name": file.name, "bytes": file.stat().st_size, "sha256": digest}


def keep(file: Path, number: int) -> Path:
    """Move a file to the folder of its import."""
    folder(number).mkdir(parents=True, exist_ok=True)
    return Path(shutil.move(file, folder(number) / file.name))


def sheets(report: ImportReport) -> list[dict[str, Any]]:
    """What became of each sheet, as JSON."""
    return [
        {
            "label": s.label,
            "kind": s.kind,
            "absent": list(s.absent),
            "read": s.sifted.read,
            "accepted": s.sifted.accepted,
            "rejected": s.sifted.rejected,
            "codes": dict(s.sifted.by_code),
            "rejects": s.rejects.name if s.rejects else "",
        }
        for s in report.sheets
    ]
