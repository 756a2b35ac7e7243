"""The evaluator and the Spark dialect agree on random measures, column by column."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from sqlglot import exp

from huiqi.determine.memory import kind_table, kinds_read, local_query
from huiqi.evaluate import Subject
from huiqi.sql import OUTPUTS, Source, measure_query
from huiqi.sql.render import render
from huiqi.tree.measure import BoundMeasure
from huiqi.vocabulary import Vocabulary
from huiqi.vocabulary.model import REGION_FACT
from tests.equivalence.test_agreement import disagreement

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SEEDS = 200 if os.environ.get("CI") else 12


@pytest.fixture(scope="module")
def spark(master: str) -> Iterator[SparkSession]:
    from huiqi.determine.connect import connect

    yield connect(master)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_evaluator_and_spark_agree(seed: int, spark: SparkSession) -> None:
    def answer(bound: BoundMeasure, subjects: list[Subject], vocabulary: Vocabulary) -> list[dict[str, Any]]:
        tables = {kind: kind_table(vocabulary.kinds[kind], subjects) for kind in kinds_read(bound)}
        if bound.local is not None:
            regions = {s.entity.get(REGION_FACT) for s in subjects} - {None}
            tables["local"] = duckdb.sql(local_query(bound, map(str, regions))).to_arrow_table()
        names = {kind: f"t{i}" for i, kind in enumerate(tables)}
        for kind, table in tables.items():
            spark.createDataFrame(table).createOrReplaceTempView(names[kind])
        source = Source(vocabulary, lambda kind: exp.to_table(names[kind]), names.get("local"))
        query = render(measure_query(bound, source), "spark")
        found = spark.sql(f"SELECT {', '.join(OUTPUTS)} FROM ({query}) AS t ORDER BY number, record")
        return [row.asDict() for row in found.collect()]

    assert disagreement(seed, answer=answer) is None
