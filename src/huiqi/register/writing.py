"""Writes a snapshot in pieces: rows in, row groups of a fixed size out, statistics kept.

Everything goes to a hidden folder that one rename turns into the snapshot, so a killed writer
leaves nothing that looks finished. Writer options are pinned: the same rows give the same
bytes, however they were cut into pieces.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..errors import fail
from ..types import Enumeration
from ..vocabulary import Kind, Vocabulary
from .groups import find_groups
from .layout import (
    FORMAT,
    GROUP,
    GROUP_COLUMNS,
    GROUPS_FILE,
    ROW_GROUP,
    SUBJECT_COLUMNS,
    SUBJECTS_FILE,
    digest,
    kind_columns,
    kind_file,
    vocabulary_digest,
)
from .store import ARROW_TYPES, MANIFEST, SNAPSHOTS, Snapshot


def arrow_schema(columns: Mapping[str, str]) -> pa.Schema:
    """The Arrow schema of columns given by SQL types."""
    return pa.schema([(name, ARROW_TYPES[type_]) for name, type_ in columns.items()])


class _File:
    """One Parquet file under construction, with the statistics of some of its columns."""

    def __init__(self, path: Path, columns: Mapping[str, str], members: frozenset[str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.schema = arrow_schema(columns)
        self.rows = 0
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._stats: dict[str, dict[str, Any]] = {}
        self._members = members
        self._writer = pq.ParquetWriter(
            path, self.schema, version="2.6", compression="zstd", compression_level=1, data_page_version="1.0"
        )

    def write(self, table: pa.Table) -> None:
        table = table.cast(self.schema)
        self._waiting.append(table)
        self._waiting_rows += table.num_rows
        self.rows += table.num_rows
        for name in self.schema.names:
            _extend(self._stats.setdefault(name, {"nulls": 0}), table[name], name in self._members)
        if self._waiting_rows >= ROW_GROUP:
            self._flush(self._waiting_rows - self._waiting_rows % ROW_GROUP)

    def _flush(self, rows: int) -> None:
        table = pa.concat_tables([self.schema.empty_table(), *self._waiting]).combine_chunks()
        self._writer.write_table(table.slice(0, rows), row_group_size=ROW_GROUP)
        rest = table.slice(rows)
        self._waiting, self._waiting_rows = ([rest] if rest.num_rows else []), rest.num_rows

    def close(self) -> None:
        if self._waiting_rows:
            self._flush(self._waiting_rows)
        self._writer.close()

    def entry(self, root: Path, facts: frozenset[str]) -> dict[str, Any]:
        """What the manifest says about the file."""
        with self.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        stats = {n: _sorted_members(s) for n, s in self._stats.items() if n in facts}
        name = self.path.relative_to(root).as_posix()
        return {"rows": self.rows, "file": name, "sha256": sha256, "columns": stats}


def _extend(stats: dict[str, Any], column: pa.ChunkedArray, members: bool) -> None:
    stats["nulls"] += column.null_count
    if members:
        stats.setdefault("members", set()).update(v for v in pc.unique(column).to_pylist() if v is not None)
        return
    found = pc.min_max(column).as_py()
    for end, choose in (("min", min), ("max", max)):
        if found[end] is not None:
            value = found[end].isoformat() if isinstance(found[end], date) else found[end]
            stats[end] = choose(stats.get(end, value), value)


def _sorted_members(stats: dict[str, Any]) -> dict[str, Any]:
    return stats | {"members": sorted(stats["members"])} if "members" in stats else stats


class Draft:
    """A snapshot being written; :func:`new_snapshot` makes it, finishes it and cleans up."""

    def __init__(self, root: Path, vocabulary: Vocabulary) -> None:
        self.root = root
        self._vocabulary = vocabulary
        self._subjects = _File(root / SUBJECTS_FILE, SUBJECT_COLUMNS, frozenset())
        self._kinds = {k.name: self._kind_file(k) for k in vocabulary.kinds.values()}

    def _kind_file(self, kind: Kind) -> _File:
        members = frozenset(f.name for f in kind.facts.values() if isinstance(f.type, Enumeration))
        return _File(self.root / kind_file(kind.name), kind_columns(kind), members)

    def write_subjects(self, table: pa.Table) -> None:
        """Add rows of ``subjects.parquet``, sorted by number and following those before."""
        self._subjects.write(table)

    def write(self, kind: str, table: pa.Table) -> None:
        """Add rows of a kind, sorted by number (records: by record) and following those before."""
        self._kinds[kind].write(table)

    def columns(self, kind: str) -> list[str]:
        """The names of a kind's columns, in order."""
        return list(self._kinds[kind].schema.names)

    def rows(self, kind: str) -> int:
        """How many rows of a kind have been written."""
        return self._kinds[kind].rows

    def manifest(self, known_at: date, origin: Mapping[str, Any]) -> dict[str, Any]:
        """Close every file, find the groups, and describe it all.

        The hash covers content, not number or origin.
        """
        for file in (self._subjects, *self._kinds.values()):
            file.close()
        groups = find_groups(self.root, self._vocabulary, known_at)
        facts = {k.name: frozenset(k.facts) for k in self._vocabulary.kinds.values()}
        content = {
            "format": FORMAT,
            "known_at": known_at.isoformat(),
            "vocabulary": vocabulary_digest(self._vocabulary),
            "subjects": self._subjects.rows,
            "subjects_sha256": self._subjects.entry(self.root, frozenset())["sha256"],
            "groups": pc.count_distinct(groups[GROUP]).as_py(),
            "groups_sha256": self._write_groups(groups),
            "kinds": {name: file.entry(self.root, facts[name]) for name, file in self._kinds.items()},
        }
        return content | {"origin": dict(origin), "sha256": digest(content)}

    def _write_groups(self, groups: pa.Table) -> str:
        """Write ``groups.parquet``; its hash."""
        file = _File(self.root / GROUPS_FILE, GROUP_COLUMNS, frozenset())
        file.write(groups)
        file.close()
        return str(file.entry(self.root, frozenset())["sha256"])


class Pending:
    """What :func:`new_snapshot` hands out: the draft, and the snapshot once the block has ended."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.snapshot: Snapshot | None = None

    def finished(self) -> Snapshot:
        """The snapshot; only after the block."""
        assert self.snapshot is not None
        return self.snapshot


@contextmanager
def new_snapshot(
    store: Path, vocabulary: Vocabulary, known_at: date, origin: Mapping[str, Any]
) -> Iterator[Pending]:
    """Write the next snapshot of a store; it exists only once the block has ended well.

    ``origin`` tells where the rows came from; it enters the manifest, not the content's hash.

    Raises:
        HuiqiError: R0109 where the folder cannot be written.
    """
    parent = store / SNAPSHOTS
    try:
        parent.mkdir(parents=True, exist_ok=True)
        root = Path(tempfile.mkdtemp(prefix=".draft-", dir=parent))
    except OSError as error:
        hint = "换一个输出文件夹，或检查写权限"
        raise fail("R0109", f"登记库文件夹 {store} 不可写：{error.strerror}", hint) from None
    try:
        pending = Pending(Draft(root, vocabulary))
        yield pending
        pending.snapshot = _publish(root, parent, pending.draft.manifest(known_at, origin))
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _publish(root: Path, parent: Path, manifest: dict[str, Any]) -> Snapshot:
    while True:
        number = max((int(p.name) for p in parent.iterdir() if p.name.isdigit()), default=0) + 1
        numbered = {"number": number} | manifest
        text = json.dumps(numbered, ensure_ascii=False, indent=1)
        (root / MANIFEST).write_text(text + "\n", encoding="utf-8")
        folder = parent / f"{number:04d}"
        try:
            os.chmod(root, 0o755)
            os.rename(root, folder)
        except OSError:
            if folder.exists():
                continue
            raise
        return Snapshot(folder, numbered)
