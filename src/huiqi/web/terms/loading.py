"""A demo's provisions, from the province's folder; loading again adds only what is missing.

``["办理方式@3-示例"]`` is one for a measure alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ...errors import fail
from ..actor import CLOCK
from ..authorities.models import BEGINNING
from ..authorities.queries import root
from .models import Provision
from .names import NAMES
from .services import seed_provision
from .values import Value, read

FILE = "terms.toml"


def seed_demo(province: Path) -> int:
    """How many provisions were added.

    Raises:
        HuiqiError: U0101, no ``terms.toml``; U0107, what it holds is no provision.
        Refused: outside a demo.
    """
    highest = root()
    assert highest is not None, "authorities are loaded first"
    held = set(Provision.objects.filter(demo=True).values_list("name", "measure"))
    missing = [(key, value) for key, value in _read(province / FILE) if key not in held]
    for (name, measure), value in missing:
        seed_provision(CLOCK, name=name, measure=measure, authority=highest, value=value, since=BEGINNING)
    return len(missing)


def _read(path: Path) -> Iterator[tuple[tuple[str, str], Value]]:
    if not path.exists():
        raise fail("U0101", f"读不到演示规定 {path}", "省份文件夹应有 terms.toml")
    try:
        rows: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise fail("U0107", f"terms.toml 不是 TOML：{error}", "中文名称写在引号里") from None
    for key, stored in rows.items():
        name, _, measure = key.partition("@")
        if name not in NAMES or not isinstance(stored, dict):
            raise fail("U0107", f"terms.toml 中的“{name}”不是规定的名称", f"可用：{'、'.join(NAMES)}")
        try:
            yield (name, measure), read(NAMES[name].kind, stored)
        except ValueError as error:
            raise fail("U0107", f"terms.toml 中的“{name}”：{error}", "照 terms.toml 的说明填写") from None
