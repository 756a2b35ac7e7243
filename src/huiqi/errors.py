"""Errors as values: a code, a place, plain words and a way out.

User errors are collected as :class:`Problem` values and raised together once, in a
:class:`HuiqiError`; any other exception that reaches a user is a bug. Each code stands in
``docs/errors.md`` and has one meaning for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from difflib import get_close_matches

SHOWN = 12


@dataclass(frozen=True, order=True)
class Place:
    """Where in a file: 1-based line and column; 0 where only the file is known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: stable code, place, a plain sentence (Chinese), and a hint."""

    code: str
    message: str
    hint: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        where = f"{self.place} " if self.place else ""
        hint = f"  提示：{self.hint}" if self.hint else ""
        return f"{where}[{self.code}] {self.message}{hint}"

    def as_dict(self) -> dict[str, object]:
        """The problem as plain JSON values."""
        place = self.place
        return {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "file": place.file if place else None,
            "line": place.line if place else None,
            "column": place.column if place else None,
        }


class HuiqiError(Exception):
    """What the user gave cannot be used; carries every problem found, at least one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def at(self, place: Place) -> HuiqiError:
        """The same problems; those that name no place stand at this one."""
        return HuiqiError(p if p.place or not place.file else replace(p, place=place) for p in self.problems)


def fail(code: str, message: str, hint: str = "", place: Place | None = None) -> HuiqiError:
    """A :class:`HuiqiError` of a single problem, to be raised by the caller."""
    return HuiqiError([Problem(code, message, hint, place)])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint naming the closest known word, or the empty string where none is near."""
    near: Sequence[str] = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"是否应为“{near[0]}”？" if near else ""


def suggestion(word: str, known: Iterable[str]) -> str:
    """The closest known word; where none is near, what can be written (the first of many)."""
    words = sorted(known) if isinstance(known, Set) else list(known)
    rest = " 等" if len(words) > SHOWN else ""
    return did_you_mean(word, words) or (f"可用：{'、'.join(words[:SHOWN])}{rest}" if words else "")
