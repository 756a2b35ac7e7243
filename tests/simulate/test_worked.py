"""Worked examples: on a register of five, every figure of a simulation can be checked by hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from huiqi.errors import HuiqiError
from huiqi.simulate import Reform, Simulation, simulate
from tests.sample import DEMO, POLICIES, SAMPLE, WAN

from .register import AS_OF, MEASURE, code, worked_register


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worked_register(tmp_path_factory.mktemp("worked") / "register")


def run(register: Path, *changes: str, budgets: tuple[str, ...] = (), **reform: Any) -> Simulation:
    return simulate(SAMPLE, register, AS_OF, Reform(changes, **reform), None, [DEMO], budgets)


def insurance(reform: dict[str, Any]) -> dict[str, Any]:
    return next(m for m in reform["measures"] if m["id"] == MEASURE)


def test_a_higher_ratio_costs_what_the_register_says(register: Path) -> None:
    """甲 7 → 8, 乙 100 → 100 (the yearly ceiling), 丙 21 → 24万元; 戊 may get anything up to the ceiling."""
    (reform,) = run(register, "首批次应用综合保险补偿.补偿比例=80%").result["reforms"]
    measure = insurance(reform)
    assert measure["before"] == {
        "entitled": 3,
        "open": 1,
        "amount": 128 * WAN,
        "low": 128 * WAN,
        "high": 228 * WAN,
    }
    assert measure["after"] == {
        "entitled": 3,
        "open": 1,
        "amount": 132 * WAN,
        "low": 132 * WAN,
        "high": 232 * WAN,
    }
    assert measure["changes"] == {"增加": 2, "不变": 1, "待定如前": 1}
    assert [m["id"] for m in reform["measures"] if m["changed"]] == [MEASURE]
    assert reform["after"]["amount"] - reform["before"]["amount"] == 4 * WAN
    people = reform["subjects"]
    assert (people["得益"], people["受损"], people["待定如前"], people["gained"]) == (2, 0, 1, 4 * WAN)
    assert (people["low"], people["high"]) == (-96 * WAN, 104 * WAN), "戊's two amounts are taken apart"


def test_a_lower_ratio_takes_from_those_who_had_more(register: Path) -> None:
    """At 60 %: 甲 −1, 乙 100 → 90, 丙 −3万元."""
    (reform,) = run(register, f"{MEASURE}.补偿比例=60%").result["reforms"]
    assert insurance(reform)["changes"] == {"减少": 3, "待定如前": 1}
    assert (reform["subjects"]["受损"], reform["subjects"]["lost"]) == (3, 14 * WAN)


def test_a_change_with_a_day_leaves_what_came_before(register: Path) -> None:
    """From 1 July only 丙's policies: 21 → 24万元."""
    (reform,) = run(register, "11.2.补偿比例=80% 自 2022-07-01").result["reforms"]
    assert insurance(reform)["changes"] == {"增加": 1, "不变": 2, "待定如前": 1}
    assert reform["subjects"]["gained"] == 3 * WAN
    assert reform["changes"][0] == {
        "target": f"{MEASURE}.补偿比例",
        "before": "70%",
        "after": "80%",
        "since": "2022-07-01",
    }


def test_groups_say_where_the_change_falls(register: Path) -> None:
    (reform,) = run(register, "11.2.补偿比例=80%").result["reforms"]
    found = {
        d: {g["key"]: (g["before"] // WAN, g["after"] // WAN, g["得益"]) for g in groups}
        for d, groups in reform["groups"].items()
    }
    assert found["region"] == {"360102": (7, 8, 1), "360104": (100, 100, 0), "360702": (21, 24, 1)}
    assert found["industry"] == {"39": (107, 108, 1), "13": (21, 24, 1)}
    assert found["size"] == {"小型": (128, 132, 2)}
    assert next(g["name"] for g in reform["groups"]["region"] if g["key"] == "360702") == "赣州市章贡区"


def test_the_spread_of_two_gains(register: Path) -> None:
    """1 and 3万元: the largest has 3/4; Gini = 2 (1·1 + 2·3) ÷ (2·4) − 3/2 = 1/4."""
    (reform,) = run(register, "11.2.补偿比例=80%").result["reforms"]
    gain = reform["spread"]["gain"]
    assert (gain["subjects"], gain["total"]) == (2, 4 * WAN)
    assert (gain["gini"], gain["top1"], gain["top10"]) == (0.25, 0.75, 0.75)
    assert gain["deciles"] == [1 * WAN] * 6 + [3 * WAN] * 5
    assert reform["spread"]["loss"] == {"subjects": 0, "total": 0, "deciles": []}


def test_all_readings_stand_side_by_side(register: Path) -> None:
    """Without a limit of size 丁 gets 35万元, who had nothing."""
    small, every = run(register, reading="企业规模").result["reforms"]
    assert (small["name"], every["name"]) == ("工业中小企业", "不限规模")
    assert not any(m["changed"] for m in small["measures"])
    assert insurance(every)["changes"] == {"新获得": 1, "不变": 3, "待定如前": 1}
    assert every["after"]["amount"] - every["before"]["amount"] == 35 * WAN


def test_a_budget_is_used_up_on_the_day_the_claims_reach_it(register: Path) -> None:
    """110万元: 乙 100, 甲 7, then 丙's first policy gets 3 of 14万元 on 1 July and the second nothing."""
    found = run(register, budgets=(f"{MEASURE}=110万元",)).result["baseline"]["budgets"][0]
    latest = found["latest"]
    assert (latest["claims"], latest["claimed"]) == (4, 128 * WAN)
    assert (latest["full"], latest["part"], latest["none"]) == (2, 1, 1)
    assert (latest["used"], latest["day"], latest["code"]) == (True, "2022-07-01", code("丙"))
    assert [run // WAN for _, run in latest["curve"]] == [100, 107, 121, 128]
    assert [day for day, _ in latest["curve"]] == ["2022-05-01", "2022-06-01", "2022-07-01", "2022-08-01"]
    earliest = found["earliest"]
    assert (earliest["day"], earliest["code"], earliest["none"]) == ("2022-06-10", code("戊"), 2)


def test_a_budget_that_is_enough_says_so(register: Path) -> None:
    found = run(register, budgets=("首批次=128万元", "首批次=129万元")).result["baseline"]["budgets"]
    assert [b["latest"]["used"] for b in found] == [True, False]
    assert [b["latest"]["none"] for b in found] == [0, 0]


def test_tables_hold_each_subject(register: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = simulate(SAMPLE, register, AS_OF, Reform(["11.2.补偿比例=80%"]), None, [DEMO], out=out)
    rows = duckdb.sql(
        f"SELECT code, before, after, delta, delta_low, delta_high, change FROM '{out}/changes.parquet'"
    ).fetchall()
    assert rows == [
        (code("甲"), 7 * WAN, 8 * WAN, WAN, WAN, WAN, "增加"),
        (code("乙"), 100 * WAN, 100 * WAN, 0, 0, 0, "不变"),
        (code("丙"), 21 * WAN, 24 * WAN, 3 * WAN, 3 * WAN, 3 * WAN, "增加"),
        (code("戊"), 0, 0, None, -100 * WAN, 100 * WAN, "待定如前"),
    ]
    assert json.loads((out / "simulation.json").read_text("utf-8")) == json.loads(made.json())
    (total,) = duckdb.sql(
        f"SELECT sum(after) FROM '{out}/groups.parquet' WHERE dimension = 'region'"
    ).fetchall()
    assert total == (132 * WAN,)
    with pytest.raises(HuiqiError, match="M0108"):
        simulate(SAMPLE, register, AS_OF, Reform(), None, [DEMO], out=out)


@pytest.fixture(scope="module")
def selective(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample and, beside it, one in which the compensation is competitive."""
    root = tmp_path_factory.mktemp("root") / "policies"
    shutil.copytree(POLICIES, root)
    shutil.copytree(root / "sample", root / "selective")
    edit(root / "selective" / "11-保险.md", "方式: 普遍", "方式: 择优")
    return root


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_another_package_is_matched_by_measure(register: Path, selective: Path) -> None:
    """Who may only apply is owed nothing: 128万元 are no longer owed, and nobody is newly entitled."""
    reform = Reform(policy=selective / "selective")
    (found,) = simulate(selective / "sample", register, AS_OF, reform, None, [DEMO]).result["reforms"]
    assert insurance(found)["changes"] == {"减少": 3, "仍待定": 1}
    assert found["after"]["amount"] == found["before"]["amount"] - 128 * WAN
    assert found["changes"][0]["target"] == "政策包"


def test_a_competitive_measure_has_no_queue_for_money(register: Path, selective: Path) -> None:
    with pytest.raises(HuiqiError, match="M0106"):
        simulate(selective / "selective", register, AS_OF, Reform(), None, [DEMO], [f"{MEASURE}=1万元"])


def test_a_package_of_another_vocabulary_is_refused(register: Path, tmp_path: Path) -> None:
    shutil.copytree(POLICIES, tmp_path / "policies")
    edit(tmp_path / "policies" / "vocabulary" / "保险.md", "1亿元", "2亿元")
    with pytest.raises(HuiqiError, match="M0107"):
        run(register, policy=tmp_path / "policies" / "sample")


def test_a_fund_s_budget_is_for_all_measures_that_name_it(register: Path, tmp_path: Path) -> None:
    shutil.copytree(POLICIES, tmp_path / "policies")
    policy = tmp_path / "policies" / "sample"
    edit(policy / "11-保险.md", "资金: 待定", "资金: 补偿专项资金")
    fund = "\n\n> 专项资金\n\n```fund\n编号: 补偿专项资金\n名称: 专项资金\n条款: 1\n```\n"
    with (policy / "11-保险.md").open("a", encoding="utf-8") as file:
        file.write(f"\n## 专项资金{fund}")
    made = simulate(policy, register, AS_OF, Reform(), None, [DEMO], ["专项资金=107万元"])
    (budget,) = made.result["baseline"]["budgets"]
    assert budget["name"] == "补偿专项资金"
    assert (budget["latest"]["day"], budget["latest"]["part"], budget["latest"]["none"]) == (
        "2022-06-01",
        0,
        2,
    )
