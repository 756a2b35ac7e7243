"""The demo's province: its register is whole, importable, and shows every answer of every measure."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from huiqi.codes import load_regions
from huiqi.determine.run import RunInfo, determine
from huiqi.register.generate import generate
from huiqi.register.importing import import_files
from huiqi.register.store import check_snapshot
from huiqi.vocabulary import Vocabulary, load_vocabulary

from .desk import PROVINCE, ROOT

PACKAGES = ("jiangxi-2022-20", "national-2022-12", "example-nanchang-2023")
AS_OF = date(2022, 10, 31)
PERIOD = "执行期"
AMOUNT = "金额"


@pytest.fixture(scope="module")
def law() -> Vocabulary:
    return load_vocabulary(ROOT / "policies" / "vocabulary")


def test_the_vocabulary_of_the_policies_is_generated_and_imported(tmp_path: Path, law: Vocabulary) -> None:
    made = generate(PROVINCE, law, 2000, 3, tmp_path, dirty=0.1)
    assert check_snapshot(made, law) == []
    records = sum(made.rows(k.name) for k in law.kinds.values() if k.owner == "企业")
    assert 1 < records / made.rows("企业") < 1.5
    files = [tmp_path / "dirty" / f"{kind}.csv" for kind in law.kinds]
    report = import_files(files, law, load_regions(PROVINCE), tmp_path, made.known_at, made)
    with (tmp_path / "dirty" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        planted = list(csv.DictReader(file))
    assert report.rejected == len(planted) > 300
    assert report.accepted + report.rejected == report.read


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, law: Vocabulary) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    generate(PROVINCE, law, 50_000, 1, folder / "register")
    return folder


@pytest.fixture(scope="module", params=PACKAGES)
def run(request: pytest.FixtureRequest, demo: Path) -> RunInfo:
    policy = ROOT / "policies" / request.param
    settings = sorted((policy / "settings").glob("demo*.md"))
    return determine(policy, demo / "register", AS_OF, demo / request.param, settings=settings)


@pytest.mark.slow
def test_every_measure_shows_every_answer(run: RunInfo) -> None:
    missing = {
        measure["id"]: [word for word in ("符合", "不符合", "待补充") if not measure["statuses"][word]]
        for measure in run.summary["measures"]
    }
    assert {name: words for name, words in missing.items() if words} == {}


@pytest.mark.slow
def test_every_condition_is_false_somewhere_and_unknown_somewhere(run: RunInfo) -> None:
    """A condition on an open list is never false: beyond its members it waits for the authority."""
    silent = []
    for measure in run.summary["measures"]:
        for bit, name in measure["bits"].items():
            false, unknown, unset = _set(run.folder, measure, int(bit))
            if name not in (PERIOD, AMOUNT) and not (unknown and (false or unset)):
                silent.append((measure["id"], name))
    assert silent == []


def _set(folder: Path, measure: dict[str, Any], bit: int) -> tuple[int, ...]:
    """In how many rows a bit is set in the false, unknown and unset masks."""
    files = str(folder / "candidates" / f"measure={measure['id']}" / "*.parquet")
    counts = ", ".join(f"count(*) FILTER ({m}_mask >> {bit} & 1 = 1)" for m in ("false", "unknown", "unset"))
    (found,) = duckdb.execute(f"SELECT {counts} FROM read_parquet('{files}')").fetchall()
    return tuple(found)
