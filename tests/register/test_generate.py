"""The generator: always the same province, valid throughout, and importable when dirtied."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from stdnum.cn import uscc

from huiqi.codes import Regions, industries
from huiqi.errors import HuiqiError
from huiqi.register.generate import generate
from huiqi.register.importing import import_files
from huiqi.register.population import load_population
from huiqi.register.store import Snapshot, check_snapshot
from huiqi.vocabulary import Vocabulary

Rows = Callable[..., list[Any]]

POPULATION = """
main = "企业"
known_at = 2022-10-10

[defaults]
unknown = 0.1

[places]
"360121" = 300

[industries]
"39" = 60
"C" = 40

["企业"]
name = "{place}{word}{industry}{form}"

["企业".facts]
"从业人员" = { median = "60人", sigma = 1.2, edges = ["20人", "300人"], at_edges = 0.1 }
"营业收入" = { of = "从业人员", median = "50万元", sigma = 0.5, round = "1万元", unknown = 0 }
"研发占比" = { between = ["0%", "10%"], unknown = 0 }
"成立日期" = { between = ["2000-01-01", "2021-12-31"], unknown = 0 }
"信用等级" = { weights = { "A" = 3, "B" = 1 }, unknown = 0 }
"专精特新" = { true = 0.2, unknown = 0 }
"主导产品" = { values = ["稀土", "铜箔"], unknown = 0 }

["保险"]
rate = 0.5
grows_with = "从业人员"

["保险".facts]
"险种" = { weights = { "其他" = 1 }, unknown = 0 }
"起保日期" = { after = "投保日期", days = [0, 10], unknown = 0 }
"投保日期" = { between = ["2022-01-01", "2022-12-31"], edges = ["2022-04-27"], unknown = 0 }

[["保险".profiles]]
share = 0.4
facts."险种" = { values = ["首批次应用综合保险"], unknown = 0 }
facts."保费" = { between = ["100万元", "200万元"], unknown = 0 }

["担保机构"]
rate = 20
minimum = 5
prefix = "52"
name = "{place}{word}融资担保有限公司"
"""


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory, plain_province: Path) -> Path:
    folder = tmp_path_factory.mktemp("peopled")
    (folder / "authorities.csv").write_bytes((plain_province / "authorities.csv").read_bytes())
    (folder / "population.toml").write_text(POPULATION, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory, province: Path, vocabulary: Vocabulary) -> Snapshot:
    return generate(province, vocabulary, 5000, 11, tmp_path_factory.mktemp("store"))


def test_the_same_seed_gives_the_same_bytes(
    tmp_path: Path, province: Path, vocabulary: Vocabulary, snapshot: Snapshot
) -> None:
    again = generate(province, vocabulary, 5000, 11, tmp_path)
    assert again.manifest["sha256"] == snapshot.manifest["sha256"]
    assert again.verify() == []
    other = generate(province, vocabulary, 5000, 12, tmp_path)
    assert other.manifest["sha256"] != snapshot.manifest["sha256"]


def test_everything_is_within_the_vocabulary(snapshot: Snapshot, vocabulary: Vocabulary) -> None:
    assert check_snapshot(snapshot, vocabulary) == []
    assert snapshot.known_at == date(2022, 10, 10)
    assert snapshot.rows("担保机构") == 10
    assert 2000 < snapshot.rows("保险") < 4000


def test_subjects_are_numbered_by_code_and_codes_are_valid(snapshot: Snapshot, regions: Regions) -> None:
    subjects = duckdb.sql(f"FROM '{snapshot.subjects_path}'").fetchall()
    numbers, codes, names, kinds, places = zip(*subjects, strict=True)
    assert list(numbers) == list(range(5010))
    assert list(codes) == sorted(set(codes))
    assert all(uscc.is_valid(code) for code in codes)
    assert {code[:2] for code, kind in zip(codes, kinds, strict=True) if kind == "担保机构"} == {"52"}
    assert set(places) - {None} <= set(regions.lowest)
    assert all(name.endswith("公司") for name in names)
    assert Counter(places).most_common(1)[0][0] == "360121"


def test_facts_follow_what_the_population_says(snapshot: Snapshot, rows: Rows) -> None:
    facts = rows(snapshot, "企业", '"从业人员", "营业收入", "研发占比", "信用等级", "专精特新", "行业"')
    employees = sorted(f[0] for f in facts if f[0] is not None)
    assert 50 < employees[len(employees) // 2] < 75
    assert 0.08 < sum(f[0] is None for f in facts) / 5000 < 0.12
    assert 0.03 < employees.count(300) / 5000 < 0.08
    assert all(f[1] is not None and f[1] % 1_000_000 == 0 for f in facts)
    assert all(0 <= f[2] <= 100_000 for f in facts)
    assert 0.7 < sum(f[3] == "A" for f in facts) / 5000 < 0.8
    assert 0.15 < sum(f[4] for f in facts) / 5000 < 0.25
    assert all(industries().belongs(f[5], "C") for f in facts if f[5] is not None)


def test_profiles_and_dates_hang_together(snapshot: Snapshot, rows: Rows) -> None:
    insured = rows(snapshot, "保险", '"险种", "保费", "投保日期", "起保日期"')
    inside = [r for r in insured if r[0] == "首批次应用综合保险"]
    assert 0.35 < len(inside) / len(insured) < 0.45
    assert all(100_000_000 <= r[1] <= 200_000_000 for r in inside)
    assert all(0 <= (r[3] - r[2]).days <= 10 for r in insured)
    assert sum(r[2] == date(2022, 4, 27) for r in insured) > len(insured) * 0.03


def test_bigger_enterprises_have_more_records(snapshot: Snapshot) -> None:
    enterprises, insured = snapshot.path("企业"), snapshot.path("保险")
    query = f"""SELECT count(i.number) / count(DISTINCT e.number) FROM '{enterprises}' e
        LEFT JOIN '{insured}' i USING (number) WHERE 从业人员 """
    (small,), (large,) = (duckdb.sql(query + c).fetchall()[0] for c in ("< 20", "> 300"))
    assert large > 2 * small


def test_a_new_fact_changes_no_other_column(
    tmp_path: Path, province: Path, vocabulary: Vocabulary, snapshot: Snapshot, rows: Rows
) -> None:
    from dataclasses import replace

    enterprise = vocabulary.kinds["企业"]
    added = replace(enterprise.facts["从业人员"], name="残疾职工")
    kinds = {**vocabulary.kinds, "企业": replace(enterprise, facts={"残疾职工": added, **enterprise.facts})}
    wider = generate(province, Vocabulary(kinds, vocabulary.enumerations), 5000, 11, tmp_path)
    columns = 'number, "从业人员", "营业收入", "信用等级"'
    assert rows(wider, "企业", columns) == rows(snapshot, "企业", columns)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('["企也"]', "企业"),
        ('["企业".facts]\n"营业收人" = {}', "营业收入"),
        ('["企业"]\nratte = 3', "rate"),
        ('["企业".facts]\n"从业人员" = { media = "3人" }', "median"),
        ('["企业".facts]\n"从业人员" = { median = "3元" }', "与类型"),
        ('["企业".facts]\n"从业人员" = { median = "许多" }', "不是一个值"),
        ('["企业".facts]\n"从业人员" = { median = "3人", sigma = "大" }', "写得不对"),
        ('["企业".facts]\n"信用等级" = { values = ["E"] }', "没有“E”"),
        ('["企业".facts]\n"信用等级" = { weights = { "A" = 0 } }', "权重"),
        ('["企业".facts]\n"从业人员" = { of = "从业人员" }', "不可用"),
        ('["企业".facts]\n"从业人员" = { unknown = 3 }', "0 至 1"),
        ('["保险"]\ngrows_with = "保费"', "grows_with"),
        ('[["保险".profiles]]\nshare = 1.5', "超过 1"),
        ('main = "保险"', "不是一类主体"),
        ("known_at = 3", "不是日期"),
        ("[defaults]\nunknwon = 1", "unknown"),
        ('[industries]\n"99" = 1', "99"),
        ("企业 = 1", "TOML"),
    ],
)
def test_a_population_file_with_a_mistake_is_refused(
    tmp_path: Path, plain_province: Path, vocabulary: Vocabulary, line: str, words: str
) -> None:
    (tmp_path / "authorities.csv").write_bytes((plain_province / "authorities.csv").read_bytes())
    (tmp_path / "population.toml").write_text(line, encoding="utf-8")
    with pytest.raises(HuiqiError, match=words) as error:
        load_population(tmp_path, vocabulary)
    assert {p.code for p in error.value.problems} <= {"R0202", "R0505"}


@pytest.mark.parametrize(
    ("enterprises", "seed", "dirty"), [(0, 1, 0.0), (10**9, 1, 0.0), (10, -1, 0.0), (10, 1, 1.5)]
)
def test_arguments_out_of_range_are_refused(
    tmp_path: Path, plain_province: Path, vocabulary: Vocabulary, enterprises: int, seed: int, dirty: float
) -> None:
    with pytest.raises(HuiqiError) as error:
        generate(plain_province, vocabulary, enterprises, seed, tmp_path, dirty=dirty)
    assert error.value.problems[0].code == "R0203"


def dirty_files(folder: Path, vocabulary: Vocabulary) -> list[Path]:
    return [folder / "dirty" / f"{kind}.csv" for kind in vocabulary.kinds]


def test_clean_files_import_to_the_same_snapshot(
    tmp_path: Path, province: Path, vocabulary: Vocabulary, regions: Regions
) -> None:
    made = generate(province, vocabulary, 2000, 5, tmp_path, dirty=1e-12)
    files = dirty_files(tmp_path, vocabulary)
    report = import_files(files, vocabulary, regions, tmp_path / "other", made.known_at)
    assert (report.rejected, report.read) == (0, sum(made.rows(k) for k in vocabulary.kinds))
    assert report.snapshot is not None
    assert report.snapshot.manifest["sha256"] == made.manifest["sha256"]


def test_every_planted_fault_is_found_and_nothing_else(
    tmp_path: Path, province: Path, vocabulary: Vocabulary, regions: Regions
) -> None:
    made = generate(province, vocabulary, 2000, 5, tmp_path, dirty=0.3)
    report = import_files(
        dirty_files(tmp_path, vocabulary), vocabulary, regions, tmp_path, made.known_at, made
    )
    with (tmp_path / "dirty" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        planted = {(r["文件"], r["行号"], r["错误码"]) for r in csv.DictReader(file)}
    found = set()
    for sheet in report.sheets:
        assert sheet.rejects is not None
        with sheet.rejects.open(encoding="utf-8-sig", newline="") as file:
            found |= {(sheet.label, r["行号"], r["错误码"]) for r in csv.DictReader(file)}
    assert found == planted
    assert report.accepted + report.rejected == report.read
    codes = {code for _, _, code in planted}
    assert codes == {f"R04{n:02}" for n in (1, 3, 5, 6, 7, 8, 9, 10, 11, 15, 16)}
