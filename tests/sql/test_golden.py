"""The SQL of the sample's measures per dialect, as it stood when somebody last looked at it.

``HUIQI_ACCEPT=1`` rewrites the files; read the difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlglot import exp

from huiqi.policy.bind import bind
from huiqi.sql import Source, measure_query
from huiqi.sql.render import render
from tests.sample import AS_OF, sample

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_sql_is_as_accepted(dialect: str) -> None:
    package, settings = sample()
    source = Source(package.vocabulary, lambda kind: exp.to_table(f'"k_{kind}"'), "local_settings")
    for bound in bind(package, settings, AS_OF):
        sql = render(measure_query(bound, source), dialect, pretty=True) + "\n"
        file = GOLDEN / dialect / f"{bound.id}.sql"
        if os.environ.get("HUIQI_ACCEPT"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(sql, "utf-8")
        assert file.read_text("utf-8") == sql


def test_spark_has_no_128_bit_integers() -> None:
    assert not any("INT128" in f.read_text("utf-8") for f in (GOLDEN / "spark").glob("*.sql"))
