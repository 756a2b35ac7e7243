"""Where the folders of provinces stand, and the one that is meant where nobody says."""

from __future__ import annotations

from pathlib import Path

from ..errors import fail
from .regions import AUTHORITIES

PROVINCES = Path("provinces")


def only_province(folder: Path = PROVINCES) -> Path:
    """The one province folder below ``folder``.

    Raises:
        HuiqiError: R0201 where there is none, or more than one to choose from.
    """
    found = _provinces(folder)
    if len(found) != 1:
        named = "、".join(p.name for p in found)
        why = f"有多个省份：{named}" if found else f"{folder} 里没有省份文件夹"
        raise fail("R0201", why, f"用 --province 指明一个含 {AUTHORITIES} 的文件夹")
    return found[0]


def province_at_hand(folder: Path = PROVINCES) -> Path | None:
    """The one province folder below ``folder``; None where there is none, or more than one."""
    found = _provinces(folder)
    return found[0] if len(found) == 1 else None


def _provinces(folder: Path) -> list[Path]:
    return sorted(p.parent for p in folder.glob(f"*/{AUTHORITIES}"))
