"""The Spark engine: the same plan on a cluster, Parquet in and out at any URL that Spark knows.

Subjects' rows stay on the executors: kinds are spread by ``number``, which every join, window
and group uses; nothing but the joined local settings is broadcast, and only counts, sums and
region codes come back. Trap: a session must use the calls that Spark Connect has too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import fail
from ..register.places import Files, LocalFiles, Place, Url, url
from ..register.store import Snapshot
from ..sql.measure import OUTPUTS
from ..sql.render import render
from ..vocabulary.model import REGION_FACT
from . import memory, sums
from .connect import connect, first_line, is_remote, of_spark
from .hadoop import HadoopFiles
from .names import held, joined, stored
from .plan import MeasurePlan, Plan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PART = 1 << 16
PARTS = 4
STORED = {"int": "INTEGER", "bigint": "BIGINT", "string": "VARCHAR", "date": "DATE", "boolean": "BOOLEAN"}


class SparkEngine:
    """Spark behind a master URL; ``sc://`` is Spark Connect, which keeps to files of this machine."""

    name = "spark"

    def __init__(self, master: str) -> None:
        self.spark = connect(master)
        self.version = str(self.spark.version)
        self.files: Files = LocalFiles() if is_remote(master) else HadoopFiles(self.spark)

    def place(self, named: str | Path) -> Url:
        """A URL as it is, a path as ``file://``."""
        return url(str(named))

    def columns(self, file: Place) -> dict[str, str]:
        """Columns of a Parquet file, with their SQL types as the store names them."""
        try:
            types = self.spark.read.parquet(str(file)).dtypes
        except Exception as error:
            if not of_spark(error):
                raise
            raise OSError(first_line(error)) from None
        if not types:
            raise OSError(f"{file} has no columns")
        return {name: STORED.get(type_, type_) for name, type_ in types}

    def session(self, snapshot: Snapshot, folder: Url, threads: int, prints: Mapping[str, str]) -> SparkRun:
        """A run on a snapshot, from its beginning; how much runs at once is the cluster's affair."""
        del threads, prints
        self.files.remove(folder)
        return SparkRun(self.spark, self.files, snapshot, folder)

    def tables(self) -> SparkTables:
        """Nothing opened yet."""
        return SparkTables(self.spark)


class SparkTables:
    """Finished tables on Spark."""

    dialect = "spark"

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark

    def open(self, name: str, place: Place) -> None:
        """A view of the table's files."""
        self.spark.read.parquet(str(place)).createOrReplaceTempView(name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return [tuple(row) for row in self.spark.sql(query).collect()]


class SparkRun:
    """One run. What several queries read is staged as Parquet beside the results, and removed."""

    def __init__(self, spark: SparkSession, files: Files, snapshot: Snapshot, folder: Url) -> None:
        self.spark, self.files, self.snapshot = spark, files, snapshot
        self.tables = SparkTables(spark)
        self.staged = folder / "staged"
        self.parts = max(PARTS, -(-int(snapshot.manifest["subjects"]) // PART))

    def __enter__(self) -> SparkRun:
        return self

    def finish(self) -> None:
        """Leave nothing in the folder but the run."""
        self.files.remove(self.staged)

    def __exit__(self, kind: object, error: BaseException | None, *_: object) -> None:
        self.finish()
        if isinstance(error, Exception) and of_spark(error):
            raise fail("D0108", f"Spark 没有算完：{first_line(error)}", "看 Spark 的日志") from error

    def prepare(self, plan: Plan) -> None:
        """Views of the snapshot's kinds, spread by subject, and of the subject relations."""
        self.places = {m.id: place for place, m in enumerate(plan.measures)}
        self.spark.conf.set("spark.sql.shuffle.partitions", str(self.parts))
        for kind in plan.kinds:
            rows = self.spark.read.parquet(str(self.snapshot.path(kind)))
            self._view(stored(kind), rows.repartition(self.parts, "number"))
        for name, queries in ((held, plan.subjects), (joined, plan.records)):
            for kind, query in queries.items():
                unordered = query.copy()
                unordered.set("order", None)
                self._view(name(kind), self.spark.sql(render(unordered, "spark")))

    def _view(self, name: str, rows: DataFrame) -> None:
        """A view of any name: the call takes no Chinese, the statement does."""
        plain = "v" + name.encode().hex()
        rows.createOrReplaceTempView(plain)
        self.spark.sql(f"CREATE OR REPLACE TEMPORARY VIEW `{name}` AS SELECT * FROM {plain}")

    def run(self, plan: MeasurePlan, folder: Url, awards: Url) -> sums.Found:
        """Write one measure's candidates and awards; stage its entitlements; what they add up to."""
        if plan.local is not None:
            regions = self._regions(plan.bound.measure.subject.name)
            rows = self._said(memory.local_query(plan.bound, regions))
            self._view(plan.local, rows.hint("broadcast"))
        index = self.places[plan.id]
        candidates = f"candidate_{index}"
        self._stage(candidates, self.spark.sql(render(plan.query.select, "spark")))
        self._stage(f"entitled_{index}", self._said(sums.entitlements(plan, candidates)))
        found = self.spark.table(candidates).select(*OUTPUTS)
        _write(found.sortWithinPartitions("number", "record"), folder)
        if plan.bound.has_money:
            owed = self._said(sums.awards(plan, candidates))
            _write(owed.sortWithinPartitions("number", "record"), awards)
        added_up = sums.look(plan, candidates, self._rows)
        self.files.remove(self.staged / candidates)
        return added_up

    def _stage(self, name: str, rows: DataFrame) -> None:
        """Write rows that several queries read: a plan is carried out, and planned, once."""
        _write(rows, self.staged / name)
        read = self.spark.read.schema(rows.schema)
        read.parquet(str(self.staged / name)).createOrReplaceTempView(name)

    def _regions(self, kind: str) -> list[str]:
        query = f"SELECT DISTINCT `{REGION_FACT}` FROM `{held(kind)}` WHERE `{REGION_FACT}` IS NOT NULL"
        return sorted(str(row[0]) for row in self.tables.rows(query))

    def _said(self, query: str) -> DataFrame:
        return self.spark.sql(sums.said(query, "spark"))

    def counts(self, plan: Plan, found: Sequence[sums.Found]) -> list[dict[str, Any]]:
        """What the summary says per measure."""
        read = self.spark.read.schema(sums.entitled_columns())
        staged = [str(self.staged / f"entitled_{index}") for index in range(len(found))]
        read.parquet(*staged).repartition(self.parts, "number").createOrReplaceTempView("entitled")
        return sums.counts(plan, self.snapshot, found, self._rows(sums.money("entitled")))

    def write_entitlements(self, names: list[str], target: Url) -> int:
        """All entitlements, each part by subject, measure and year."""
        ranks = " ".join(f"WHEN '{name}' THEN {i}" for i, name in enumerate(names))
        query = f"SELECT {', '.join(sums.ENTITLED)}, CASE measure {ranks} END AS rank FROM entitled"
        found = self._said(query).sortWithinPartitions("number", "rank", "year")
        _write(found.drop("rank"), target)
        return int(self.spark.read.parquet(str(target)).count())

    def write_register(self, subjects: Url, groups: Url) -> None:
        """The snapshot's subjects and groups, copied by the executors."""
        for source, target in ((self.snapshot.subjects_path, subjects), (self.snapshot.groups_path, groups)):
            rows = self.spark.read.parquet(str(source))
            _write(rows.repartition(self.parts, "number").sortWithinPartitions("number"), target)

    def industries(self, plan: Plan) -> dict[str, dict[str, int]]:
        """Per division of GB/T 4754: distinct subjects entitled (competitive apart) and fen owed."""
        queries = (
            sums.industries(plan, fact, f'"{held(kind)}"', "entitled")
            for kind, fact in plan.industries.items()
        )
        return sums.by_division(map(self._rows, queries))

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.tables.rows(sums.said(query, "spark"))


def _write(rows: DataFrame, target: Url) -> None:
    rows.write.option("compression", "snappy").parquet(str(target))
