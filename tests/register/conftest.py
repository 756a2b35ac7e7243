"""A small vocabulary with one fact of every type, the real province, and a desk to import at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from huiqi.codes import Regions, load_regions
from huiqi.register.store import Snapshot
from huiqi.vocabulary import Vocabulary, load_vocabulary

from .desk import HERE, PROVINCE, Desk


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary(HERE / "vocabulary")


@pytest.fixture(scope="session")
def regions() -> Regions:
    return load_regions(PROVINCE)


@pytest.fixture(scope="session")
def plain_province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province's regions without its population: everything by default."""
    folder = tmp_path_factory.mktemp("province")
    (folder / "authorities.csv").write_bytes((PROVINCE / "authorities.csv").read_bytes())
    return folder


@pytest.fixture
def desk(tmp_path: Path, vocabulary: Vocabulary, regions: Regions) -> Desk:
    return Desk(tmp_path, vocabulary, regions)


@pytest.fixture(scope="session")
def rows() -> Callable[..., list[Any]]:
    """Rows of a snapshot's kind as dictionaries."""

    def read(snapshot: Snapshot, kind: str, columns: str = "*") -> list[Any]:
        query = f"SELECT {columns} FROM read_parquet('{snapshot.path(kind)}')"
        return duckdb.sql(query).fetchall()

    return read
