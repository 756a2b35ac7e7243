"""The script of a province's demo, ``demo.toml``: who plays, where, with which measures, and their walks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from ...codes.provinces import only_province
from ...errors import fail
from ..permissions import Role

FILE = "demo.toml"


@dataclass(frozen=True)
class Step:
    """A step of a walk: what to do there, and where (see :mod:`.walks`)."""

    words: str
    where: str


@dataclass(frozen=True)
class Player:
    """Somebody of the demo; staff hold a post, ``authority`` and ``department`` are codes."""

    login: str
    name: str
    title: str
    about: str
    role: Role
    authority: str
    department: str
    walk: tuple[Step, ...]

    @property
    def shown(self) -> bool:
        """Whether the demo's page offers to act as them: who has something to walk through."""
        return bool(self.walk)


@dataclass(frozen=True)
class Script:
    """What is played: a package, its measures by route, the county it happens in, the facts in dispute.

    Filing for ``closing`` ends while the story runs.
    """

    package: str
    county: str
    applied: tuple[str, ...]
    automatic: tuple[str, ...]
    closing: str
    corrected: str
    contested: str
    players: Mapping[str, Player]
    visitor: tuple[Step, ...]


def script() -> Script:
    """The script of the site's province.

    Raises:
        HuiqiError: U0101, no ``demo.toml``; U0109, what it holds is no script.
    """
    return _read((Path(settings.PROVINCE) if settings.PROVINCE else only_province()) / FILE)


@lru_cache(maxsize=4)
def _read(path: Path) -> Script:
    if not path.exists():
        raise fail("U0101", f"读不到演示剧本 {path}", "省份文件夹应有 demo.toml")
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        return Script(
            rows["package"],
            rows["county"],
            tuple(rows["applied"]),
            tuple(rows["automatic"]),
            rows["closing"],
            rows["corrected"],
            rows["contested"],
            {login: _player(login, row) for login, row in rows["players"].items()},
            _walk(rows["visitor"]["walk"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise fail("U0109", f"{path} 不是演示剧本：{error}", "照仓库里的 demo.toml 填写") from error


def _player(login: str, row: Mapping[str, Any]) -> Player:
    authority, department = row.get("post", ("", ""))
    walk = _walk(row.get("walk", ()))
    return Player(
        login, row["name"], row["title"], row.get("about", ""), Role(row["role"]), authority, department, walk
    )


def _walk(rows: Any) -> tuple[Step, ...]:
    return tuple(Step(words, where) for words, where in rows)
