"""What a run asks of an engine. Every engine runs the same plan; equal runs have equal digests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

from ..errors import did_you_mean, fail
from ..register.places import Files, Place
from ..register.store import Columns, Snapshot
from .plan import MeasurePlan, Plan
from .sums import Found

ENGINES = ("duckdb", "spark")


class Session(Protocol):
    """One run on an engine."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: Any) -> None: ...

    def prepare(self, plan: Plan) -> None:
        """Open the snapshot's kinds and make the subject relations."""

    def run(self, plan: MeasurePlan, folder: Any, awards: Any) -> Found:
        """Write one measure's candidates and awards; add its entitlements. Runs beside others."""

    def counts(self, plan: Plan, found: Sequence[Found]) -> list[dict[str, Any]]:
        """What the summary says per measure, once all are written."""

    def write_entitlements(self, names: list[str], target: Any) -> int:
        """Write all entitlements; how many there are."""

    def write_register(self, subjects: Any, groups: Any) -> None:
        """Write number, code, name and region of every subject; and who belongs together."""

    def finish(self) -> None:
        """Leave nothing in the folder but the run."""

    def industries(self, plan: Plan) -> dict[str, dict[str, int]]:
        """Per division of GB/T 4754: distinct subjects entitled (competitive apart) and fen owed."""


class Tables(Protocol):
    """Finished tables, to be asked in SQL; only what is counted or shown comes back."""

    dialect: str

    def open(self, name: str, place: Place) -> None:
        """Give the table at a place a name."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""


class Engine(Protocol):
    """Something that runs plans."""

    @property
    def name(self) -> str:
        """As ``--engine`` has it."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def files(self) -> Files:
        """The file systems it knows."""

    @property
    def columns(self) -> Columns | None:
        """How it reads a file's columns; None: as the store does."""

    def place(self, named: str | Path) -> Place:
        """A folder the user named."""

    def session(self, snapshot: Snapshot, folder: Any, threads: int, prints: Mapping[str, str]) -> Session:
        """A run on a snapshot into a folder; ``prints``: per measure a hash of all it rests on."""

    def tables(self) -> Tables:
        """Nothing opened yet."""


def open_engine(name: str = "duckdb", master: str | None = None, memory: str | None = None) -> Engine:
    """The engine of a name; ``master`` says where Spark runs, by default in this process.

    ``memory`` is what DuckDB may hold, by default 2GiB; the rest waits on disk.

    Raises:
        HuiqiError: D0104 (no such engine, or what only the other has), D0110 (no size of memory),
            and D0105 to D0107 where Spark cannot be started.
    """
    if name != "spark" and master is not None:
        raise fail("D0104", f"--master 只用于 Spark，引擎却是“{name}”", "加 --engine spark")
    if name == "duckdb":
        from .duck import DuckEngine

        return DuckEngine(memory)
    if name == "spark" and memory is not None:
        raise fail("D0104", "--memory 只用于 DuckDB，引擎却是“spark”", "Spark 的内存在集群里设定")
    if name == "spark":
        from .spark import SparkEngine

        return SparkEngine(master or "local[*]")
    raise fail("D0104", f"没有“{name}”这个引擎", did_you_mean(name, ENGINES) or "、".join(ENGINES))
