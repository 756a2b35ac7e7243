"""A real Spark with worker processes of their own, where Java and `make spark` have made it possible."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huiqi.api import diff
from huiqi.determine.run import RunInfo
from tests.sample import DEMO, ROOT, SAMPLE

from .conftest import AS_OF

PYTHON = ROOT / ".venv-spark" / "bin" / "python"
MASTER = "local-cluster[2,1,1024]"
LEFT_BEHIND = {"SPARK_CONNECT_MODE_ENABLED": "1", "SPARK_REMOTE": "sc://127.0.0.1:1"}
"""What an earlier session with a Spark Connect server leaves in the environment; --master decides."""
REASON = "needs Java and the environment that `make spark` builds"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PYTHON.exists() or shutil.which("java") is None, reason=REASON),
]


@pytest.fixture(scope="module")
def store(register: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that Spark sees as ``viewfs://default/data``, a file system other than ``file``."""
    folder = tmp_path_factory.mktemp("cluster")
    shutil.copytree(register, folder / "register")
    for name in ("conf", "events"):
        (folder / name).mkdir()
    settings = {
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": (folder / "events").as_uri(),
        "spark.hadoop.fs.viewfs.mounttable.default.link./data": folder.as_uri(),
    }
    lines = "".join(f"{name} {value}\n" for name, value in settings.items())
    (folder / "conf" / "spark-defaults.conf").write_text(lines, "utf-8")
    return folder


def huiqi(store: Path, *args: str) -> subprocess.CompletedProcess[str]:
    spark = ["--engine", "spark", "--master", MASTER]
    environment = os.environ | LEFT_BEHIND
    environment |= {"SPARK_CONF_DIR": str(store / "conf"), "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [PYTHON, "-m", "huiqi", *args, *spark],
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
    )


@pytest.fixture(scope="module")
def run(store: Path) -> Path:
    asked = ["--register", "viewfs://default/data/register", "--out", "viewfs://default/data/run"]
    done = huiqi(
        store,
        *("determine", str(SAMPLE), "--as-of", str(AS_OF), "--digest", *asked),
        *("--settings", str(DEMO)),
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return store / "run"


def test_the_run_of_a_cluster_is_equal(run: Path, by_duckdb: RunInfo) -> None:
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    assert manifest["engine"] == {"name": "spark", "version": manifest["engine"]["version"]}
    assert manifest["digest"] == by_duckdb.manifest["digest"]
    assert json.loads((run / "summary.json").read_text("utf-8")) == by_duckdb.summary
    assert diff(str(by_duckdb.folder), run) == []


def events(store: Path) -> Iterator[dict[str, Any]]:
    for file in (store / "events").rglob("events_*"):
        yield from map(json.loads, file.read_text("utf-8").splitlines())


def broadcast_files(plan: dict[str, Any], inside: bool = False) -> Iterator[str]:
    """The files a plan reads in order to send them to everybody, which goes through the driver."""
    inside = inside or plan["nodeName"] == "BroadcastExchange"
    if inside and plan["nodeName"].startswith("Scan parquet"):
        yield plan["simpleString"]
    for child in plan["children"]:
        yield from broadcast_files(child, inside)


def test_part_files_come_from_both_workers(run: Path, store: Path) -> None:
    writers = {
        event["Task Info"]["Executor ID"]
        for event in events(store)
        if event["Event"] == "SparkListenerTaskEnd"
        and event["Task Metrics"]["Output Metrics"]["Bytes Written"]
    }
    assert len(writers - {"driver"}) == 2
    assert len(list((run / "candidates").rglob("part-*.parquet"))) > 3


def test_no_table_goes_through_the_driver(run: Path, store: Path) -> None:
    assert run.exists()
    plans = [event["sparkPlanInfo"] for event in events(store) if "sparkPlanInfo" in event]
    assert "BroadcastExchange" in json.dumps(plans)
    assert not [file for plan in plans for file in broadcast_files(plan)]
