"""The same runs on the Spark-API double: equal by canonical digest, and readable as any run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from huiqi.api import determine as run_on
from huiqi.api import diff, digest, export, report
from huiqi.cli.app import run as command
from huiqi.determine.run import RunInfo
from huiqi.errors import HuiqiError
from huiqi.register.generate import generate
from huiqi.vocabulary import load_vocabulary
from tests.sample import DEMO, PROVINCE, ROOT, SAMPLE

from .conftest import AS_OF


@pytest.fixture(scope="module")
def by_spark(master: str, register: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("spark") / "run"
    asked = ["--register", str(register), "--as-of", str(AS_OF), "--out", out.as_uri()]
    engine = ["--engine", "spark", "--master", master, "--digest", "--settings", str(DEMO)]
    assert command(["determine", str(SAMPLE), *asked, *engine]) == 0
    return out


def test_the_runs_are_equal(by_spark: Path, by_duckdb: RunInfo, master: str) -> None:
    manifest = json.loads((by_spark / "manifest.json").read_text("utf-8"))
    assert manifest["engine"]["name"] == "spark"
    assert manifest["digest"] == by_duckdb.manifest["digest"]
    assert digest(by_spark) == digest(by_spark, "spark", master) == by_duckdb.manifest["digest"]
    assert json.loads((by_spark / "summary.json").read_text("utf-8")) == by_duckdb.summary
    assert diff(str(by_duckdb.folder), by_spark) == []


def test_nothing_but_the_run_is_left(by_spark: Path, by_duckdb: RunInfo) -> None:
    assert {p.name for p in by_spark.iterdir()} == {p.name for p in Path(str(by_duckdb.folder)).iterdir()}
    assert [p.name for p in by_spark.parent.iterdir()] == ["run"]


def test_a_run_of_spark_is_exported_and_reported(by_spark: Path, by_duckdb: RunInfo, tmp_path: Path) -> None:
    measure = by_duckdb.measures[0]
    texts = []
    for name, folder in (("spark", by_spark), ("duckdb", Path(str(by_duckdb.folder)))):
        export(folder, measure, "csv", tmp_path / f"{name}.csv")
        texts.append((tmp_path / f"{name}.csv").read_text("utf-8"))
        assert report(folder).is_file()
        (folder / "report.html").unlink()
    assert texts[0] == texts[1]


@pytest.mark.slow
def test_every_measure_of_every_package_is_equal(master: str, tmp_path: Path) -> None:
    store = tmp_path / "register"
    generate(PROVINCE, load_vocabulary(ROOT / "policies" / "vocabulary"), 2000, 1, store, AS_OF)
    packages = sorted(p.parent.parent for p in (ROOT / "policies").glob("*/settings/demo.md"))
    assert packages
    for package in packages:
        settings = sorted(package.glob("settings/demo*.md"))
        one, other = tmp_path / f"{package.name}-duckdb", tmp_path / f"{package.name}-spark"
        run_on(package, store, AS_OF, one, settings=settings)
        run_on(package, store, AS_OF, other, settings=settings, engine="spark", master=master)
        assert diff(one, other) == []


def test_an_existing_run_is_refused(by_spark: Path, register: Path, master: str) -> None:
    with pytest.raises(HuiqiError) as caught:
        run_on(SAMPLE, register, AS_OF, by_spark, settings=[DEMO], engine="spark", master=master)
    assert caught.value.problems[0].code == "D0101"


def test_a_register_without_a_file_is_refused(register: Path, master: str, tmp_path: Path) -> None:
    broken = tmp_path / "register"
    shutil.copytree(register, broken)
    (broken / "snapshots" / "0001" / "kinds" / "保险.parquet").unlink()
    with pytest.raises(HuiqiError) as caught:
        run_on(SAMPLE, broken, AS_OF, tmp_path / "run", settings=[DEMO], engine="spark", master=master)
    assert [p.code for p in caught.value.problems] == ["R0103"]
    assert "保险" in caught.value.problems[0].message
