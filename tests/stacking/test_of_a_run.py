"""Stacking of a real run: without rules it gives what the run gave."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from huiqi.determine.run import determine
from huiqi.stacking import stack
from tests.register.desk import PROVINCE, ROOT

POLICY = ROOT / "policies" / "jiangxi-2022-20"


@pytest.mark.slow
def test_without_rules_every_certain_amount_is_the_run_s(tmp_path: Path) -> None:
    """Window sums in the measure's query and the fold over awards say the same limits."""
    from huiqi.register.generate import generate
    from huiqi.vocabulary import load_vocabulary

    generate(PROVINCE, load_vocabulary(ROOT / "policies" / "vocabulary"), 20_000, 1, tmp_path / "register")
    settings = sorted((POLICY / "settings").glob("demo*.md"))
    info = determine(POLICY, tmp_path / "register", date(2022, 10, 31), tmp_path / "run", settings=settings)
    result = stack([info.folder], [], tmp_path / "stacked")
    name = "regexp_extract(filename, 'measure=([^/]+)', 1)"
    run = f"SELECT {name} AS measure, * FROM read_parquet('{info.folder}/candidates/*/*.parquet', filename = true, hive_partitioning = false)"
    pairs = f"""
        SELECT c.amount, a.amount, c.amount_low, a.low, c.amount_high, a.high, c.status
        FROM ({run}) AS c JOIN '{result.folder}/awards.parquet' AS a
        ON a.measure = '{info.summary["policy"]["id"]}/' || c.measure AND a.number = c.number
            AND a.record IS NOT DISTINCT FROM c.record
        WHERE c.amount IS NOT NULL OR a.amount IS NOT NULL"""
    rows = duckdb.sql(pairs).fetchall()
    assert len(rows) > 1000
    assert [r for r in rows if r[0] != r[1]] == []
