"""The sample package and a small generated register that many tests run on."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from huiqi.evaluate import Entity, Subject
from huiqi.policy.bind import bind
from huiqi.policy.load import load_package
from huiqi.policy.model import Package
from huiqi.policy.settings import Settings, load_settings
from huiqi.register.generate import generate
from huiqi.tree.measure import BoundMeasure

ROOT = Path(__file__).resolve().parents[1]
POLICIES = ROOT / "tests" / "fixtures" / "policies"
SAMPLE = POLICIES / "sample"
DEMO = SAMPLE / "settings" / "demo.md"
PROVINCE = next(p.parent for p in (ROOT / "provinces").glob("*/authorities.csv"))
AS_OF = date(2022, 12, 31)
WAN = 1_000_000


def sample() -> tuple[Package, Settings]:
    """The sample package with its demo settings."""
    package = load_package(SAMPLE)
    return package, load_settings(package, [DEMO])


def bound(measure: str, as_of: date = AS_OF) -> BoundMeasure:
    """One measure of the sample, bound."""
    package, settings = sample()
    return next(b for b in bind(package, settings, as_of) if b.id == measure)


def small_register(folder: Path, enterprises: int = 3000, seed: int = 5) -> Path:
    """A generated store for the sample's vocabulary, drawn by types and ranges alone."""
    package, _ = sample()
    province = folder.parent / f"{folder.name}-province"
    shutil.copytree(PROVINCE, province, ignore=shutil.ignore_patterns("population.toml"))
    generate(province, package.vocabulary, enterprises, seed, folder, date(2022, 10, 10))
    return folder


def insurer(*premiums: tuple[date | None, int | None], **facts: object) -> Subject:
    """An enterprise in scope with one first-batch policy for each (day, premium in fen)."""
    own = {"所在地": "360102", "行业": "3911", "从业人员": 100, "营业收入": 5000 * WAN, **facts}
    policies = tuple(
        Entity(
            "保险", str(i), {"险种": "首批次应用综合保险", "产品": "范围内产品", "投保日期": day, "保费": fen}
        )
        for i, (day, fen) in enumerate(premiums)
    )
    return Subject(Entity("企业", "A", own), {"保险": policies}, "样例公司")
