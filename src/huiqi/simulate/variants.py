"""The sides of a simulation: the baseline, and one or more reforms of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..codes import Regions
from ..errors import did_you_mean, fail
from ..policy.load import load_package
from ..policy.model import Package
from ..policy.settings import Settings, load_settings
from .changes import Amendment, apply_changes

BASELINE, REFORM = "基准", "方案"


@dataclass(frozen=True)
class Variant:
    """One side: a package with settings, and what was changed in words."""

    name: str
    package: Package
    settings: Settings
    changes: tuple[Amendment, ...] = ()
    meaning: str = ""


@dataclass(frozen=True)
class Reform:
    """What to try: changes, other settings or another package, or every option of a reading.

    ``settings`` replaces the baseline's files; ``policy`` its package, measures matched by id;
    ``changes`` come on top. ``reading`` names an interpretation whose options stand side by side.
    """

    changes: Sequence[str] = ()
    settings: Sequence[Path] = field(default=())
    policy: Path | None = None
    reading: str | None = None


def make_variants(
    policy: Path, settings: Sequence[Path], reform: Reform, regions: Regions | None
) -> tuple[Variant, list[Variant]]:
    """The baseline, and the reforms to compare with it.

    Raises:
        HuiqiError: what loading raises; M0101 to M0104 (changes), M0107 (another vocabulary).
    """
    package = load_package(policy)
    known = load_settings(package, settings)
    baseline = Variant(BASELINE, package, known)
    other = package if reform.policy is None else load_package(reform.policy)
    if other.vocabulary != package.vocabulary:
        raise fail("M0107", f"{reform.policy} 用的是另一份词汇表", "两个政策包放在同一个政策库中")
    files = reform.settings or settings
    start = known if other is package and files is settings else load_settings(other, files)
    changed, changes = apply_changes(other, start, reform.changes, regions)
    changes = (*_replaced(package, other, reform), *changes)
    if reform.reading is None:
        return baseline, [Variant(REFORM, other, changed, changes)]
    id_ = find_reading(other, reform.reading)
    return baseline, [
        _adopted(option, meaning, id_, Variant(REFORM, other, changed, changes), regions)
        for option, meaning in other.all_readings()[id_].options.items()
    ]


def _replaced(package: Package, other: Package, reform: Reform) -> list[Amendment]:
    found = []
    if other is not package:
        found.append(Amendment("政策包", package.name, other.name, ""))
    if reform.settings:
        found.append(Amendment("设定文件", "", "、".join(p.name for p in reform.settings), ""))
    return found


def find_reading(package: Package, name: str) -> str:
    """The interpretation of that name.

    Raises:
        HuiqiError: M0102 where there is none, M0103 where there are several.
    """
    readings = package.all_readings()
    found = [name] if name in readings else [r for r in readings if name in r]
    if len(found) > 1:
        raise fail("M0103", f"“{name}”可以是 {len(found)} 个解释", f"写明是哪一个：{'、'.join(found)}")
    if not found:
        hint = did_you_mean(name, readings) or f"可用：{'、'.join(readings)}"
        raise fail("M0102", f"没有解释“{name}”", hint)
    return found[0]


def _adopted(option: str, meaning: str, reading: str, start: Variant, regions: Regions | None) -> Variant:
    line = [f"{reading}={option}"]
    settings, changes = apply_changes(start.package, start.settings, line, regions)
    return Variant(option, start.package, settings, (*start.changes, *changes), meaning)
