"""A case as one ZIP: the same bytes for the same records, whoever makes it, whenever.

Files are stored uncompressed, in order of their names, without times; the manifest gives the SHA-256
of each. Exports of the case are no part of it, or no two would be alike.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from ..audit.models import Entry
from ..audit.sealing import FIELDS
from ..core.downloads import harmless
from .parts import File

MANIFEST = "manifest.json"
READ_ME = """案卷
entries.csv     审计记录，供人阅读
entries.jsonl   同样的记录，每行一条，含封印的序号和值，可与公布的审计日根核对
letters/        文书（PDF）
其他文件        见 manifest.json 中的说明
manifest.json   每个文件的大小和 SHA-256
"""


@dataclass(frozen=True)
class Case:
    """What one case consists of: entries oldest first, and files."""

    subject: str
    subject_id: str
    entries: tuple[Entry, ...]
    files: tuple[File, ...]


def zipped(case: Case) -> bytes:
    """The ZIP."""
    parts = sorted(_parts(case))
    manifest = {
        "subject": case.subject,
        "id": case.subject_id,
        "entries": len(case.entries),
        "files": [_listed(*part) for part in parts],
    }
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        archive.writestr(_info(MANIFEST), _json(manifest, indent=1))
        for name, _, content in parts:
            archive.writestr(_info(name), content)
    return buffer.getvalue()


def _parts(case: Case) -> Iterator[tuple[str, str, bytes]]:
    yield "README.txt", "说明", READ_ME.encode()
    yield "entries.csv", "审计记录", _table(case.entries)
    yield "entries.jsonl", "审计记录", b"".join(_json(_row(e)) + b"\n" for e in case.entries)
    for file in case.files:
        yield file.name, file.about, file.read()


def _listed(name: str, about: str, content: bytes) -> dict[str, object]:
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "about": about, "bytes": len(content), "sha256": digest}


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o644 << 16
    return info


def _json(value: object, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent).encode()


def _row(entry: Entry) -> dict[str, Any]:
    seal = getattr(entry, "seal", None)
    row = {name: getattr(entry, name) for name in FIELDS}
    row |= {"at": entry.at.astimezone(UTC).isoformat(), "day": entry.day.isoformat()}
    return row | {"seal": [seal.number, seal.digest] if seal else None}


def _table(entries: Iterable[Entry]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        ["编号", "时刻", "业务日期", "人员", "身份", "机关", "企业", "操作", "对象", "对象编号", "变化"]
    )
    for entry in entries:
        row = _row(entry)
        changes = "；".join(f"{name}: {before} → {after}" for name, (before, after) in entry.changes.items())
        names = ("id", "at", "day", "person", "role", "authority", "firm", "action", "subject", "subject_id")
        writer.writerow([harmless(_text(row[name])) for name in names] + [harmless(changes)])
    return "\ufeff".encode() + text.getvalue().encode()


def _text(value: object) -> str:
    return "" if value is None else str(value)
