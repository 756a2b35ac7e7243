"""A Spark-API double from a wheel, for the tests of this folder; and the sample, run by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from huiqi.determine.run import RunInfo, determine
from tests.sample import DEMO, SAMPLE, small_register

AS_OF = date(2022, 10, 10)


@pytest.fixture(scope="session")
def master() -> Iterator[str]:
    """The address of a server that speaks Spark Connect."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    yield f"sc://127.0.0.1:{port}"
    server.stop()


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_register(tmp_path_factory.mktemp("store") / "register", 600)


@pytest.fixture(scope="session")
def by_duckdb(register: Path, tmp_path_factory: pytest.TempPathFactory) -> RunInfo:
    out = tmp_path_factory.mktemp("duckdb") / "run"
    return determine(SAMPLE, register, AS_OF, out, settings=[DEMO], digest=True)
