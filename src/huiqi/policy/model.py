"""A policy package in memory: the document, its segments, and everything declared about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..errors import Place
from ..markdown import Table
from ..tree.measure import Condition, Measure
from ..tree.names import Definitions, Names
from ..tree.nodes import Node
from ..vocabulary import Vocabulary

KINDS = {"B": "奖补", "F": "资金", "D": "受理", "T": "任务"}
PLAIN_KINDS = ("声明", "标题", "效力")


@dataclass(frozen=True)
class Segment:
    """A stretch of the document: its row number, kinds (B F D T or a plain kind) and text."""

    row: str
    kinds: tuple[str, ...]
    text: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Reading:
    """An interpretation: its question and alternatives with what each means."""

    id: str
    question: str
    options: Mapping[str, str]
    authority: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Scope:
    """Whom a clause names, as conditions on a subject."""

    id: str
    kind: str
    conditions: tuple[Condition, ...]
    readings: Mapping[str, str]
    names: Names = field(compare=False, repr=False)


@dataclass(frozen=True)
class Declaration:
    """A desk, fund or duty: what the document asks for that is no benefit."""

    form: str
    id: str
    rows: tuple[str, ...]
    title: str
    quotations: tuple[str, ...]
    texts: Mapping[str, str]
    blocks: Mapping[str, Mapping[str, str]]
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Examples:
    """The worked examples under a fence, settings that must be refused, and tables of neither sort."""

    file: str
    tables: tuple[Table, ...]
    refused: tuple[Table, ...]
    unread: tuple[Table, ...]


@dataclass(frozen=True, eq=False)
class Package:
    """A loaded package, compared by identity. ``validity`` is (start, end) of 执行期, None for pure standards."""

    path: Path
    id: str
    texts: Mapping[str, str]
    issued: date | None
    region: str
    validity: tuple[Node, Node] | None
    vocabulary: Vocabulary
    document: str
    segments: tuple[Segment, ...]
    readings: Mapping[str, Reading]
    general_readings: Mapping[str, str]
    scopes: Mapping[str, Scope]
    definitions: Definitions
    measures: Mapping[str, Measure]
    declarations: tuple[Declaration, ...]
    examples: Mapping[str, Examples]
    base_cases: tuple[tuple[str, Table], ...]
    files: Mapping[str, str]
    imports: tuple[Package, ...] = ()

    @property
    def name(self) -> str:
        """The document's title."""
        return self.texts.get("名称", self.id)

    def all_readings(self) -> dict[str, Reading]:
        """Readings of this package and of those it refers to."""
        merged = {k: v for p in self.imports for k, v in p.all_readings().items()}
        return merged | dict(self.readings)
