"""Industries: GB/T 4754-2017, sections (C), divisions (39), groups (391), classes (3911).

Below a section, codes are prefixes of one another. A section letter is no prefix of its
divisions: :meth:`Industries.expand` turns it into them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from ..errors import did_you_mean, fail

TABLE = "gbt4754_2017.csv"
LEVELS = {"1": "section", "2": "division", "3": "group", "4": "class"}


@dataclass(frozen=True)
class Industry:
    """One entry: its code, Chinese name, level, and the letter of its section."""

    code: str
    name: str
    level: str
    section: str


class Industries(Mapping[str, Industry]):
    """All entries by code; sections under their letter."""

    def __init__(self, entries: Mapping[str, Industry]) -> None:
        self._entries = dict(entries)

    def __getitem__(self, code: str) -> Industry:
        return self._entries[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, code: str) -> Industry:
        """The entry of that code.

        Raises:
            HuiqiError: R0505 where there is none.
        """
        if code not in self._entries:
            hint = did_you_mean(code, self._entries) or "例如 C、39、391、3911"
            raise fail("R0505", f"没有代码为“{code}”的行业", hint)
        return self._entries[code]

    def belongs(self, code: str, ancestor: str) -> bool:
        """Whether ``code`` is ``ancestor`` or lies below it; False for codes nobody knows."""
        if code not in self._entries or ancestor not in self._entries:
            return False
        return any(code.startswith(prefix) for prefix in self.expand(ancestor)) or code == ancestor

    def expand(self, code: str) -> tuple[str, ...]:
        """Code prefixes that make up an entry: a section's divisions, else the code itself.

        >>> industries().expand("D")
        ('44', '45', '46')
        """
        entry = self.find(code)
        return self.divisions[entry.section] if entry.level == "section" else (code,)

    @cached_property
    def divisions(self) -> dict[str, tuple[str, ...]]:
        """Division codes by section letter."""
        found: dict[str, list[str]] = {}
        for entry in self._entries.values():
            if entry.level == "division":
                found.setdefault(entry.section, []).append(entry.code)
        return {section: tuple(codes) for section, codes in found.items()}

    @cached_property
    def classes(self) -> dict[str, tuple[str, ...]]:
        """Four-digit class codes by division."""
        found: dict[str, list[str]] = {}
        for entry in self._entries.values():
            if entry.level == "class":
                found.setdefault(entry.code[:2], []).append(entry.code)
        return {division: tuple(codes) for division, codes in found.items()}


@cache
def industries() -> Industries:
    """The national table (1,381 classes), read once."""
    with files(__package__).joinpath("data", TABLE).open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    entries = (Industry(r["code"] or r["section"], r["name"], LEVELS[r["level"]], r["section"]) for r in rows)
    return Industries({e.code: e for e in entries})
