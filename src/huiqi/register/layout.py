"""How a snapshot stores facts: one Parquet file per kind, one column per fact.

Quantities are BIGINT in stored units (fen, ratio × 10^6, counts, days, numbers × their scale),
dates DATE, booleans BOOLEAN, everything else VARCHAR; NULL is unknown, never zero. Subjects of
all kinds are sorted by (code, kind) and numbered from 0; a subject's row carries ``number``, a
record's row its owner's ``number`` and its own ``record``, its position in the file. ``groups.parquet`` has
a row for each subject that is in a group.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import astuple

from ..types import BOOL, DATE, Enumeration, Quantity, Type
from ..vocabulary import Fact, Kind, Vocabulary
from ..vocabulary.model import REGION_FACT

FORMAT = 1
ROW_GROUP = 122_880
CODE, NAME, NUMBER, RECORD, RECORD_CODE = "统一社会信用代码", "名称", "number", "record", "编号"
SUBJECTS_FILE, GROUPS_FILE = "subjects.parquet", "groups.parquet"
SUBJECT_COLUMNS = {
    NUMBER: "INTEGER",
    "code": "VARCHAR",
    "name": "VARCHAR",
    "kind": "VARCHAR",
    "region": "VARCHAR",
}
GROUP = "group"
GROUP_COLUMNS = {NUMBER: "INTEGER", GROUP: "INTEGER"}


def physical_type(type_: Type) -> str:
    """The SQL type a fact is stored as."""
    if isinstance(type_, Quantity):
        return "BIGINT"
    if type_ == DATE:
        return "DATE"
    return "BOOLEAN" if type_ == BOOL else "VARCHAR"


def kind_columns(kind: Kind) -> dict[str, str]:
    """Columns of a kind's file in order, with their SQL types."""
    if kind.is_subject:
        identity = {NUMBER: "INTEGER", REGION_FACT: "VARCHAR"}
    else:
        identity = {NUMBER: "INTEGER", RECORD: "INTEGER", RECORD_CODE: "VARCHAR"}
    return identity | {f.name: physical_type(f.type) for f in stored_facts(kind)}


def stored_facts(kind: Kind) -> Iterator[Fact]:
    """The kind's facts in the order of their columns, the implied 所在地 left out."""
    return (f for f in kind.facts.values() if not (kind.is_subject and f.name == REGION_FACT))


def kind_file(kind: str) -> str:
    """The file of a kind inside a snapshot."""
    return f"kinds/{kind}.parquet"


def vocabulary_digest(vocabulary: Vocabulary) -> str:
    """A hash of what the vocabulary says about storage: kinds, owners, ties, facts, types, ranges."""
    content = {
        kind.name: {
            "owner": kind.owner,
            "tie": kind.tie and astuple(kind.tie),
            "facts": {f.name: [*_type_text(f.type), f.scale, f.low, f.high] for f in kind.facts.values()},
        }
        for kind in vocabulary.kinds.values()
    }
    return digest(content)


def digest(content: object) -> str:
    """SHA-256 of a JSON value in canonical form."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _type_text(type_: Type) -> list[str]:
    if isinstance(type_, Enumeration):
        return ["枚举", *type_.members, "有序" if type_.ordered else "无序"]
    return [str(type_), getattr(type_, "unit", "")]
