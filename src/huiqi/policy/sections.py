"""A package page as sections: heading, quotations, one fence, and the tables under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import HuiqiError, Place, Problem
from ..language import parse_fence
from ..language.syntax import FenceSyntax
from ..markdown import Fence, Heading, Page, Paragraph, Quotation, Table

FENCES = frozenset({"policy", "scope", "definitions", "reading", "measure", "desk", "fund", "duty"})


@dataclass
class Section:
    """One fence and what stands around it; tables carry the paragraph right above them."""

    fence: FenceSyntax
    title: str
    quotations: tuple[str, ...]
    tables: list[tuple[str, Table]] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """Where the fence begins."""
        return self.fence.place

    @property
    def id(self) -> str:
        """编号, or empty."""
        return self.fence.text("编号")


def read_sections(page: Page, problems: list[Problem]) -> Iterator[Section]:
    """Every section of a page; a fence that does not parse is reported and left out."""
    title = caption = ""
    quotations: list[str] = []
    current: Section | None = None
    for block in page.blocks:
        match block:
            case Heading():
                title, quotations, caption = block.text, [], ""
                if current is not None:
                    yield current
                current = None
            case Quotation():
                quotations.append(block.text)
            case Paragraph():
                caption = block.text
            case Table():
                if current is not None:
                    current.tables.append((caption, block))
                caption = ""
            case Fence() if block.kind in FENCES:
                if current is not None:
                    yield current
                current = _section(page, block, title, tuple(quotations), problems)
                quotations = []
            case _:
                pass
    if current is not None:
        yield current


def _section(
    page: Page, fence: Fence, title: str, quotations: tuple[str, ...], problems: list[Problem]
) -> Section | None:
    try:
        syntax = parse_fence(fence.kind, fence.text, page.place(fence.line))
    except HuiqiError as error:
        problems.extend(error.problems)
        return None
    return Section(syntax, title, quotations)
