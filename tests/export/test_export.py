"""Exports a person opens: names, reasons in words, exact yuan, no formulas."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from huiqi.determine.run import determine
from huiqi.errors import HuiqiError
from huiqi.export import export_run
from tests.sample import DEMO, SAMPLE, small_register

MEASURE = "11.2-首批次应用综合保险补偿"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    return determine(
        SAMPLE, small_register(folder / "register"), date(2022, 10, 10), folder / "run", settings=[DEMO]
    ).folder


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_every_candidate_with_reasons_in_words(run: Path, tmp_path: Path) -> None:
    rows = export_run(run, MEASURE, "csv", tmp_path / "x.csv")
    table = read_csv(tmp_path / "x.csv")
    assert len(table) == rows > 0
    refused = [r for r in table if r["结论"] == "不符合"]
    assert all(r["不满足"] for r in refused)
    assert {"险种"} <= {name for r in refused for name in r["不满足"].split("、")}


def test_amounts_are_exact_yuan(run: Path, tmp_path: Path) -> None:
    export_run(run, MEASURE, "csv", tmp_path / "x.csv")
    total = sum(Decimal(r["金额(元)"]) for r in read_csv(tmp_path / "x.csv") if r["金额(元)"])
    with duckdb.connect() as connection:
        fen = connection.execute(
            f"SELECT sum(amount) FROM read_parquet('{run}/candidates/measure={MEASURE}/*.parquet')"
        ).fetchall()[0][0]
    assert total == Decimal(fen or 0) / 100


def test_excel_and_parquet_hold_the_same_rows(run: Path, tmp_path: Path) -> None:
    rows = export_run(run, MEASURE, "xlsx", tmp_path / "x.xlsx")
    sheet = CalamineWorkbook.from_path(str(tmp_path / "x.xlsx")).get_sheet_by_index(0).to_python()
    assert len(sheet) == rows + 1 and sheet[0][0] == "统一社会信用代码"
    assert export_run(run, MEASURE, "parquet", tmp_path / "x.parquet") == rows


@pytest.mark.parametrize(
    ("measure", "format", "code"), [("11.2-首批次", "csv", "X0101"), (MEASURE, "pdf", "X0102")]
)
def test_wrong_requests_are_coded(run: Path, tmp_path: Path, measure: str, format: str, code: str) -> None:
    with pytest.raises(HuiqiError) as caught:
        export_run(run, measure, format, tmp_path / "x")
    assert caught.value.problems[0].code == code
