"""Markdown as packages use it: headings, quotations, fences, tables, with line numbers.

CommonMark structure comes from markdown-it-py; this module only turns its tokens into blocks
in document order. Lines are 1-based.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .errors import Place, did_you_mean, fail


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 to 6 and its text."""

    line: int
    level: int
    text: str


@dataclass(frozen=True)
class Quotation:
    """A block quotation: its paragraphs' text, joined without the marks."""

    line: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or list item, raw."""

    line: int
    text: str


@dataclass(frozen=True)
class Fence:
    """A fenced block: ``line`` is that of its first inner line."""

    line: int
    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """A table row: its line and cells, by column."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A pipe table: headers and rows, each row as long as the headers."""

    line: int
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    file: str = ""

    def records(self) -> Iterator[tuple[int, Record]]:
        """Each row as (line, header -> cell)."""
        for row in self.rows:
            cells = zip(self.headers, row.cells, strict=True)
            yield row.line, Record(cells, Place(self.file, row.line))


class Record(dict[str, str]):
    """A row by header; asking for a column the table lacks is the user's error (P0103)."""

    def __init__(self, cells: Iterable[tuple[str, str]], place: Place) -> None:
        super().__init__(cells)
        self.place = place

    def __missing__(self, header: str) -> str:
        hint = did_you_mean(header, self) or f"表头：{'、'.join(self)}"
        raise fail("P0103", f"表格缺少列“{header}”", hint, self.place)


Block = Heading | Quotation | Paragraph | Fence | Table


@dataclass(frozen=True)
class Page:
    """One Markdown file: its blocks in order."""

    file: str
    blocks: tuple[Block, ...] = field(default_factory=tuple)

    def place(self, line: int, column: int = 0) -> Place:
        """A place in this file."""
        return Place(self.file, line, column)

    def tables(self) -> Iterator[Table]:
        """All tables, in order."""
        return (b for b in self.blocks if isinstance(b, Table))


def read_page(path: Path, name: str | None = None) -> Page:
    """Read a file; ``name`` is how problems name it (default: the path as given).

    Raises:
        HuiqiError: P0101 where the file is missing, or is no UTF-8.
    """
    shown = name or str(path)
    return parse_page(read_text(path, shown), shown)


def read_text(path: Path, shown: str) -> str:
    """A file's UTF-8 text (P0101)."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise fail("P0101", f"找不到文件 {shown}", "检查路径", Place(shown)) from None
    except UnicodeDecodeError:
        raise fail("P0101", f"{shown} 不是 UTF-8 文本", "另存为 UTF-8", Place(shown)) from None


@lru_cache(512)
def parse_page(text: str, file: str) -> Page:
    """Parse Markdown text into a :class:`Page`."""
    tokens = _markdown().parse(text)
    return Page(file, tuple(_blocks(tokens, file)))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").disable("inline")


def _blocks(tokens: list[Token], file: str) -> Iterator[Block]:
    index = 0
    while index < len(tokens):
        token = tokens[index]
        line = token.map[0] + 1 if token.map else 0
        if token.type == "heading_open":
            yield Heading(line, int(token.tag[1]), tokens[index + 1].content)
        elif token.type == "fence":
            yield Fence(line + 1, token.info.strip(), token.content)
        elif token.type == "blockquote_open":
            end = _closing(tokens, index, "blockquote")
            yield Quotation(line, "".join(t.content for t in tokens[index:end] if t.type == "inline"))
            index = end
        elif token.type == "table_open":
            end = _closing(tokens, index, "table")
            yield _table(line, tokens[index:end], file)
            index = end
        elif token.type == "paragraph_open":
            yield Paragraph(line, tokens[index + 1].content)
        index += 1


def _closing(tokens: list[Token], start: int, kind: str) -> int:
    level = tokens[start].level
    end = start + 1
    while not (tokens[end].type == f"{kind}_close" and tokens[end].level == level):
        end += 1
    return end


def _table(line: int, tokens: list[Token], file: str) -> Table:
    rows: list[Row] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append(Row(token.map[0] + 1 if token.map else line, ()))
        elif token.type == "inline":
            last = rows[-1]
            rows[-1] = Row(last.line, (*last.cells, token.content.strip()))
    return Table(line, rows[0].cells, tuple(rows[1:]), file)
