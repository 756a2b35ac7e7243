"""Awards of several packages under rules, by hand: limits, exclusions, commitments, budgets."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huiqi.errors import HuiqiError
from huiqi.stacking import stack
from huiqi.stacking.run import Stacked

from .runs import CODES, WAN, Owed, write_run

LIMITS = "| 限额 | 措施 | 每 | 期 | 上限 | 依据 |\n|---|---|---|---|---|---|\n"
EXCLUSIONS = "| 不重复 | 措施 | 按 | 方法 | 依据 |\n|---|---|---|---|---|\n"
BUDGETS = "| 预算 | 措施 | 金额 | 次序 | 不足 | 依据 |\n|---|---|---|---|---|---|\n"


@pytest.fixture
def runs(tmp_path: Path) -> list[Path]:
    """A province and a city that support the same projects."""
    province = {
        "4.4": [Owed(0, 0, "2022-03-01", 150), Owed(1, 1, "2022-04-01", 60), Owed(2, 2, "2022-05-01", 40)],
        "5.1": [Owed(0, 0, "2022-06-01", 100, ceiling=120), Owed(0, 3, "2022-07-01", 50, ceiling=120)],
    }
    city = {"1": [Owed(0, 0, "2022-03-01", 90), Owed(1, 1, "2022-04-01", 80)]}
    return [
        write_run(tmp_path / "province", "province", "项目", province),
        write_run(tmp_path / "city", "city", "项目", city),
    ]


def stacked(runs: list[Path], rules: str, **more: Any) -> tuple[Stacked, dict[tuple[str, int, int], Any]]:
    """What comes out, by (measure, subject, record)."""
    folder = runs[0].parent
    (folder / "rules.md").write_text(rules, "utf-8")
    result = stack(runs, [folder / "rules.md"], folder / "out", **more)
    rows = duckdb.sql(f"SELECT * FROM '{result.folder}/awards.parquet'").to_arrow_table().to_pylist()
    return result, {(r["measure"], r["number"], r["record"]): r for r in rows}


def amounts(
    found: dict[tuple[str, int, int], Any], column: str = "amount"
) -> dict[tuple[str, int, int], Any]:
    """万元, by award."""
    return {key: None if row[column] is None else row[column] / WAN for key, row in found.items()}


def test_without_rules_a_measure_s_own_limit_is_all_there_is(runs: list[Path]) -> None:
    _, found = stacked(runs, "")
    assert amounts(found)["province/5.1", 0, 0] == 100
    assert amounts(found)["province/5.1", 0, 3] == 20
    assert found["province/5.1", 0, 3]["reason"] == "本措施限额：只余 200000.00元"


def test_one_project_once_the_higher(runs: list[Path]) -> None:
    _, found = stacked(runs, EXCLUSIONS + "| 同一项目 | 4.4、city/1 | 记录 | 就高 | 演示 |\n")
    assert amounts(found)["province/4.4", 0, 0] == 150
    assert amounts(found)["city/1", 0, 0] == 0
    assert amounts(found)["city/1", 1, 1] == 80
    assert amounts(found)["province/4.4", 1, 1] == 0
    assert found["city/1", 0, 0]["reason"] == "同一项目：让给 province/4.4#0（1500000.00元）"


def test_topping_up_pays_what_is_missing(runs: list[Path]) -> None:
    _, found = stacked(runs, EXCLUSIONS + "| 补差 | city/1、4.4 | 记录 | 补差 | 演示 |\n")
    assert amounts(found)["city/1", 0, 0] == 90
    assert amounts(found)["province/4.4", 0, 0] == 60
    assert amounts(found)["province/4.4", 1, 1] == 0


def test_sets_that_exclude_one_another(runs: list[Path]) -> None:
    """4.4 and 5.1 of one project come to 250, the city's alone to 90."""
    _, found = stacked(runs, EXCLUSIONS + "| 二选一 | 4.4、5.1；city/1 | 记录 | 互斥 | 演示 |\n")
    assert amounts(found)["city/1", 0, 0] == 0
    assert amounts(found)["province/4.4", 0, 0] == 150
    assert amounts(found)["province/5.1", 0, 0] == 100


def test_a_limit_across_packages_and_related_enterprises(runs: list[Path]) -> None:
    """0 and 1 are one group: 200 a year over 4.4 and the city's, in the order of their dates."""
    groups = runs[0] / "groups.parquet"
    pq.write_table(
        pa.table({"number": pa.array([0, 1], pa.int32()), "group": pa.array([0, 0], pa.int32())}), groups
    )
    rule = LIMITS + "| 关联企业年度 | 4.4、city/1 | 关联企业组 | 年 | 200万元 | 演示 |\n"
    _, found = stacked(runs, rule)
    assert [amounts(found)[k] for k in (("city/1", 0, 0), ("province/4.4", 0, 0))] == [90, 110]
    assert [amounts(found)[k] for k in (("city/1", 1, 1), ("province/4.4", 1, 1))] == [0, 0]
    assert amounts(found)["province/4.4", 2, 2] == 40


def test_what_is_committed_consumes_first_and_stays(runs: list[Path]) -> None:
    file = runs[0].parent / "committed.csv"
    file.write_text(
        f"措施,统一社会信用代码,记录,依据日期,金额\n5.1,{CODES[0]},3,2022-07-01,500000\n", "utf-8"
    )
    _, found = stacked(runs, "", commitments=file)
    assert amounts(found)["province/5.1", 0, 3] == 50
    assert amounts(found)["province/5.1", 0, 0] == 70
    assert found["province/5.1", 0, 3]["reason"] == "已承诺，不再变动"


def committed(runs: list[Path], *rows: str) -> Path:
    """A file of what was granted already."""
    file = runs[0].parent / "committed.csv"
    file.write_text("\n".join(["措施,统一社会信用代码,记录,依据日期,金额", *rows]) + "\n", "utf-8")
    return file


def test_what_is_committed_is_topped_up(runs: list[Path]) -> None:
    """The city has paid 90: the province comes to the 60 that are missing, not to its 150."""
    file = committed(runs, f"city/1,{CODES[0]},0,2022-03-01,900000")
    for rule in ("city/1、4.4", "4.4、city/1"):
        result, found = stacked(runs, EXCLUSIONS + f"| 补差 | {rule} | 记录 | 补差 | |\n", commitments=file)
        assert amounts(found)["city/1", 0, 0] == 90
        assert amounts(found)["province/4.4", 0, 0] == 60
        _remove(result.folder)


def test_a_commitment_that_is_no_candidate_any_more_still_excludes(runs: list[Path]) -> None:
    """Project 2 was paid by the city, which would not answer yes today: the province does not pay it again."""
    file = committed(runs, f"city/1,{CODES[2]},2,2022-05-01,300000")
    _, found = stacked(runs, EXCLUSIONS + "| 同一项目 | 4.4、city/1 | 记录 | 就高 | |\n", commitments=file)
    assert amounts(found)["city/1", 2, 2] == 30
    assert amounts(found)["province/4.4", 2, 2] == 0


def test_sets_that_share_a_measure(runs: list[Path]) -> None:
    """Either 5.1 with the city's, 190, or 5.1 with 4.4, 250: 5.1 is in both and is never lost."""
    _, found = stacked(runs, EXCLUSIONS + "| 搭配 | 5.1、city/1；4.4、5.1 | 记录 | 互斥 | |\n")
    assert amounts(found)["province/4.4", 0, 0] == 150
    assert amounts(found)["province/5.1", 0, 0] == 100
    assert amounts(found)["city/1", 0, 0] == 0


def test_two_rules_of_topping_up_both_hold(runs: list[Path]) -> None:
    """5.1 adds to 4.4's 150 by one rule and to the city's 90 by another: of its 100 nothing is left."""
    rules = "| 甲 | 4.4、5.1 | 记录 | 补差 | |\n| 乙 | city/1、5.1 | 记录 | 补差 | |\n"
    _, found = stacked(runs, EXCLUSIONS + rules)
    assert amounts(found)["province/4.4", 0, 0] == 150
    assert amounts(found)["city/1", 0, 0] == 90
    assert amounts(found)["province/5.1", 0, 0] == 0


def test_money_runs_short(runs: list[Path]) -> None:
    """250 are asked for of 4.4 and 200 are there."""
    rule = BUDGETS + "| 设备 | 4.4 | 200万元 | 依据日期 | {} | 演示 |\n"
    for shortage, expected in (
        ("整笔", [150, 0, 0]),
        ("末笔部分", [150, 50, 0]),
        ("按比例", [120, 48, 32]),
    ):
        result, found = stacked(runs, rule.format(shortage))
        paid = amounts(found, "funded")
        assert [paid["province/4.4", i, i] for i in range(3)] == expected
        (budget,) = result.summary["budgets"]
        assert budget["paid"] == sum(expected) * WAN
        _remove(result.folder)


def test_a_fund_is_all_the_measures_that_draw_on_it(runs: list[Path]) -> None:
    """4.4, 5.1 and the city's 1 come to 250 + 120 + 170 of 专项, which has 1000."""
    result, _ = stacked(runs, BUDGETS + "| 专项 | 资金 专项 | 1000万元 | 依据日期 | 整笔 | |\n")
    (budget,) = result.summary["budgets"]
    assert (budget["asked"], budget["paid"]) == (540 * WAN, 540 * WAN)


def test_sharing_out_is_exact_to_the_fen(tmp_path: Path) -> None:
    """Three equal claims on 1元: 34, 33 and 33 fen, the odd one to the first."""
    run = write_run(tmp_path / "r", "p", "项目", {"m": [Owed(i, i, "2022-01-01", 1) for i in range(3)]})
    _, found = stacked([run], BUDGETS + "| 小 | m | 1元 | 依据日期 | 按比例 | |\n")
    assert [found["p/m", i, i]["funded"] for i in range(3)] == [34, 33, 33]


def test_by_places_given(runs: list[Path]) -> None:
    file = runs[0].parent / "ranks.csv"
    file.write_text(f"措施,统一社会信用代码,记录,名次\n4.4,{CODES[2]},2,1\n4.4,{CODES[1]},1,2\n", "utf-8")
    _, found = stacked(runs, BUDGETS + "| 设备 | 4.4 | 100万元 | 名次 | 整笔 | |\n", ranks=file)
    assert [amounts(found, "funded")["province/4.4", i, i] for i in range(3)] == [0, 60, 40]


def test_an_undecided_contender_keeps_both_open(tmp_path: Path) -> None:
    a = write_run(tmp_path / "a", "a", "项目", {"m": [Owed(0, 0, "2022-01-01", 100)]})
    b = write_run(tmp_path / "b", "b", "项目", {"m": [Owed(0, 0, "2022-01-01", 80, 120)]})
    _, found = stacked([a, b], EXCLUSIONS + "| 就高 | a/m、b/m | 记录 | 就高 | |\n")
    assert amounts(found) == {("a/m", 0, 0): None, ("b/m", 0, 0): None}
    assert {row["reason"] for row in found.values()} == {"有金额未定，还不能择一"}


def test_same_inputs_same_bytes(runs: list[Path]) -> None:
    rules = EXCLUSIONS + "| 同一项目 | 4.4、city/1 | 记录 | 就高 | 演示 |\n"
    digests = set()
    for _ in range(2):
        result, _ = stacked(runs, rules)
        digests.add(
            tuple(hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(result.folder.iterdir()))
        )
        _remove(result.folder)
    assert len(digests) == 1


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (EXCLUSIONS + "| 同一项目 | 4.4、city/9 | 记录 | 就高 | |\n", "S0101"),
        (EXCLUSIONS + "| 同一项目 | 4.4 | 记录 | 就高 | |\n", "S0102"),
        (BUDGETS + "| 专项 | 资金 专款 | 1000万元 | 依据日期 | 整笔 | |\n", "S0101"),
        (EXCLUSIONS + "| 同一项目 | 4.4、city/1 | 项目 | 就高 | |\n", "S0102"),
        (LIMITS + "| 年度 | 4.4 | 企业 | 年 | 三百万 | |\n", "L0102"),
        ("| 限制 | 措施 |\n|---|---|\n| a | 4.4 |\n", "S0102"),
        ("| 预算 | 措施 |\n|---|---|\n| a | 4.4 |\n", "P0103"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(runs: list[Path], rules: str, code: str) -> None:
    with pytest.raises(HuiqiError) as caught:
        stacked(runs, rules)
    assert code in {p.code for p in caught.value.problems}
    assert not (runs[0].parent / "out").exists()


def test_a_name_that_several_packages_have_is_refused(tmp_path: Path) -> None:
    owed = {"m": [Owed(0, 0, "2022-01-01", 1)]}
    runs = [write_run(tmp_path / name, name, "项目", owed) for name in ("a", "b")]
    with pytest.raises(HuiqiError) as caught:
        stacked(runs, "", commitments=committed(runs, f"m,{CODES[0]},0,2022-01-01,1"))
    assert caught.value.problems[0].code == "S0104"
    assert "几个政策包" in caught.value.problems[0].message


def test_a_place_given_twice_is_refused(runs: list[Path]) -> None:
    file = runs[0].parent / "ranks.csv"
    rows = f"4.4,{CODES[2]},2,1\nprovince/4.4,{CODES[2]},2,2\n"
    file.write_text(f"措施,统一社会信用代码,记录,名次\n{rows}", "utf-8")
    with pytest.raises(HuiqiError) as caught:
        stacked(runs, BUDGETS + "| 设备 | 4.4 | 100万元 | 名次 | 整笔 | |\n", ranks=file)
    assert caught.value.problems[0].code == "S0105"


@pytest.mark.parametrize(
    "row",
    [
        "9.9,{},0,2022-01-01,1",
        "4.4,91360000000000009X,0,2022-01-01,1",
        "4.4,{},0,2022-02-30,1",
        "4.4,{},0,2022-01-01,一万",
        "4.4,{},第一,2022-01-01,1",
    ],
)
def test_a_commitment_that_cannot_be_read_is_refused(runs: list[Path], row: str) -> None:
    file = runs[0].parent / "committed.csv"
    file.write_text(f"措施,统一社会信用代码,记录,依据日期,金额\n{row.format(CODES[0])}\n", "utf-8")
    with pytest.raises(HuiqiError) as caught:
        stacked(runs, "", commitments=file)
    assert caught.value.problems[0].code == "S0104"
    assert "第2行" in caught.value.problems[0].message
