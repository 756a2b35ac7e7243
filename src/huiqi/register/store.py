"""A store of immutable, numbered snapshots of the register, and what a run may rely on.

``STORE/snapshots/0001/`` holds ``manifest.json``, ``subjects.parquet``, ``groups.parquet`` and
``kinds/*.parquet`` (see :mod:`huiqi.register.layout`). A snapshot appears by one rename: what is there is whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import Problem, fail
from ..literals import decimal_text, value_text
from ..types import DATE, NUMBER, RATIO_SCALE, Enumeration
from ..vocabulary import Fact, Kind, Vocabulary
from ..vocabulary.model import epoch_day, from_epoch_day
from .layout import GROUP_COLUMNS, GROUPS_FILE, SUBJECT_COLUMNS, SUBJECTS_FILE, kind_columns, kind_file
from .places import Files, LocalFiles, Place, local

SNAPSHOTS = "snapshots"
MANIFEST = "manifest.json"
ARROW_TYPES = {
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "VARCHAR": pa.string(),
}
SQL_TYPES = {type_: name for name, type_ in ARROW_TYPES.items()}
UPDATE_HINT = "用现行词汇表重新生成或导入登记库"
Columns = Callable[[Place], dict[str, str]]


@dataclass(frozen=True)
class Snapshot:
    """One snapshot: its folder and its manifest."""

    folder: Place
    manifest: dict[str, Any]

    @property
    def number(self) -> int:
        """Its number in the store, from 1."""
        return int(self.manifest["number"])

    @property
    def known_at(self) -> date:
        """The day whose state of knowledge it records."""
        return date.fromisoformat(self.manifest["known_at"])

    @property
    def subjects_path(self) -> Place:
        """The file of all subjects: number, code, name, kind, region."""
        return self.folder / SUBJECTS_FILE

    @property
    def groups_path(self) -> Place:
        """The file of subjects in groups of two or more: number, and group, its smallest number."""
        return self.folder / GROUPS_FILE

    def path(self, kind: str) -> Place:
        """The file of a kind."""
        return self.folder / kind_file(kind)

    def rows(self, kind: str) -> int:
        """How many rows a kind has; 0 where the snapshot does not know the kind."""
        return int(self.manifest["kinds"].get(kind, {}).get("rows", 0))

    def digest(self, kind: str) -> str:
        """The hash of a kind's rows."""
        return str(self.manifest["kinds"][kind]["sha256"])

    def verify(self) -> list[Problem]:
        """Every file whose bytes are not those of the manifest (R0103). Reads them all."""
        files = {e["file"]: e["sha256"] for e in self.manifest["kinds"].values()}
        files[SUBJECTS_FILE] = self.manifest["subjects_sha256"]
        files[GROUPS_FILE] = self.manifest.get("groups_sha256", "")
        return [
            Problem("R0103", f"快照 {self.number:04d} 的 {name} 与清单不符", "从备份恢复，或重新导入")
            for name, expected in files.items()
            if _file_digest(local(self.folder / name)) != expected
        ]


@dataclass(frozen=True)
class Store:
    """A store: the folder that holds ``snapshots/``."""

    folder: Place
    files: Files

    @cached_property
    def _snapshots(self) -> tuple[Snapshot, ...]:
        parent = self.folder / SNAPSHOTS
        names = sorted(name for name in self.files.names(parent) if name.isdigit())
        return tuple(_open(parent / name, self.files) for name in names)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """All snapshots by number.

        Raises:
            HuiqiError: R0103 where a manifest cannot be read.
        """
        return self._snapshots

    def numbered(self, number: int) -> Snapshot:
        """One snapshot, without a look at the others.

        Raises:
            HuiqiError: R0103 where its manifest cannot be read.
        """
        return _open(self.folder / SNAPSHOTS / f"{number:04d}", self.files)

    def at(self, known_at: date | None = None) -> Snapshot:
        """The newest snapshot not later than a day; of one day, the highest number.

        Raises:
            HuiqiError: R0101 (the store is empty), R0102 (all are later).
        """
        every = self.snapshots()
        if not every:
            raise fail("R0101", f"{self.folder} 里没有登记库快照", "先用 huiqi generate 或 huiqi import 建立")
        known = [s for s in every if known_at is None or s.known_at <= known_at]
        if not known:
            first = min(s.known_at for s in every)
            raise fail("R0102", f"没有 {known_at} 之前形成的快照", f"最早的快照截至 {first}")
        return max(known, key=lambda s: (s.known_at, s.number))


def open_store(folder: Place, files: Files | None = None) -> Store:
    """The store in a folder; an absent or empty folder is an empty store."""
    return Store(folder, files or LocalFiles())


def _open(folder: Place, files: Files) -> Snapshot:
    try:
        manifest = json.loads(files.read(folder / MANIFEST))
        snapshot = Snapshot(folder, manifest)
        _ = (snapshot.number, snapshot.known_at, manifest["kinds"], manifest["subjects"])
    except (OSError, ValueError, KeyError, TypeError):
        raise fail("R0103", f"读不到快照 {folder.name} 的清单", "从备份恢复，或删除这个快照") from None
    return snapshot


def _file_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def check_snapshot(
    snapshot: Snapshot, vocabulary: Vocabulary, columns: Columns | None = None
) -> list[Problem]:
    """What makes a snapshot unusable under a vocabulary, in plain words; empty if nothing does.

    Columns and types are read from the files (by ``columns``, which raises OSError where it
    cannot), ranges and members from the manifest, so that the check takes milliseconds. Codes
    R0103 to R0108.
    """
    read = columns or _columns
    problems = list(_check_columns(read, snapshot.subjects_path, "主体", SUBJECT_COLUMNS))
    problems += _check_columns(read, snapshot.groups_path, "关联企业组", GROUP_COLUMNS)
    for kind in vocabulary.kinds.values():
        problems += _check_kind(read, snapshot, kind)
    return problems


def _columns(file: Place) -> dict[str, str]:
    try:
        schema = pq.read_schema(local(file))
    except pa.ArrowException as error:
        raise OSError(str(error)) from None
    return {column.name: SQL_TYPES.get(column.type, str(column.type).upper()) for column in schema}


def _check_kind(read: Columns, snapshot: Snapshot, kind: Kind) -> Iterator[Problem]:
    entry = snapshot.manifest["kinds"].get(kind.name)
    if entry is None:
        yield Problem("R0104", f"快照 {snapshot.number:04d} 没有“{kind.name}”", UPDATE_HINT)
        return
    yield from _check_columns(read, snapshot.path(kind.name), kind.name, kind_columns(kind))
    for fact in kind.facts.values():
        if stated := entry["columns"].get(fact.name):
            yield from _check_range(fact, stated)


def _check_columns(read: Columns, path: Place, name: str, expected: dict[str, str]) -> Iterator[Problem]:
    try:
        found = read(path)
    except OSError:
        yield Problem("R0103", f"读不到“{name}”的数据文件 {path.name}", "从备份恢复，或重新导入")
        return
    for column, type_ in expected.items():
        if column not in found:
            yield Problem("R0105", f"“{name}”的数据缺少“{column}”一列", UPDATE_HINT)
        elif found[column] != type_:
            message = f"“{name}.{column}”存为 {found[column]}，应为 {type_}"
            yield Problem("R0106", message, UPDATE_HINT)


def _check_range(fact: Fact, stated: dict[str, Any]) -> Iterator[Problem]:
    if isinstance(fact.type, Enumeration):
        if alien := sorted(set(stated.get("members", ())) - set(fact.type.members)):
            yield Problem("R0108", f"“{fact.path}”有词汇表没有的成员：{'、'.join(alien)}", UPDATE_HINT)
        return
    if fact.low is None or fact.high is None:
        return
    for end in ("min", "max"):
        value = stated.get(end)
        if value is not None and not fact.low <= _stored(value) <= fact.high:
            message = f"“{fact.path}”有值 {_shown(value, fact)}，超出范围 {range_text(fact)}"
            yield Problem("R0107", message, "更正数据后重新导入，或由主管部门修改词汇表的范围")


def _stored(value: int | str) -> int:
    return epoch_day(date.fromisoformat(value)) if isinstance(value, str) else value


def _shown(value: int | str, fact: Fact) -> str:
    return value if isinstance(value, str) else stored_text(value, fact)


def stored_text(value: int, fact: Fact) -> str:
    """A stored integer of a fact in Chinese, with its unit: 1000000 fen is 1万元."""
    if fact.type == DATE:
        return from_epoch_day(value).isoformat()
    exact = Fraction(value, fact.scale)
    if fact.type == NUMBER and fact.scale != RATIO_SCALE:
        return decimal_text(exact)
    return value_text(exact, fact.type)


def range_text(fact: Fact) -> str:
    """The declared range of a numeric fact in Chinese: 0元 至 1亿元."""
    assert fact.low is not None and fact.high is not None
    return f"{stored_text(fact.low, fact)} 至 {stored_text(fact.high, fact)}"
