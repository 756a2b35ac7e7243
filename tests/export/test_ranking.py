"""The order a preference gives: worked examples on a run of six, written by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huiqi import api
from huiqi.cli.app import run as command
from huiqi.errors import HuiqiError

MEASURE = "9.9-优先认定"
BITS = {"2": "基地", "16": "级别", "17": "落实", "18": "合格"}
LEVEL, CARRIED_OUT, QUALIFIED = 1 << 16, 1 << 17, 1 << 18
SUBJECTS = "甲乙丙丁戊己"
# subject, status, false, unknown
CANDIDATES = [
    ("甲", "不符合", CARRIED_OUT, 0),
    ("乙", "符合", 0, 0),
    ("丙", "符合", 0, 0),
    ("丁", "不符合", QUALIFIED, 0),
    ("戊", "待补充", 0, CARRIED_OUT),
    ("己", "待补充", 0, QUALIFIED),
]


def write_run(folder: Path, order: str | None) -> Path:
    """A finished run of one preference, as ``determine`` leaves it."""
    candidates = folder / "candidates" / f"measure={MEASURE}"
    candidates.mkdir(parents=True)
    rows = [
        {
            "number": SUBJECTS.index(s),
            "record": 1,
            "status": st,
            "false_mask": f,
            "unknown_mask": u,
            "unset_mask": 0,
        }
        for s, st, f, u in CANDIDATES
    ]
    pq.write_table(pa.Table.from_pylist(rows), candidates / "part-000.parquet")
    subjects = [
        {"number": i, "code": f"CODE{s}", "name": s, "region": "360102"} for i, s in enumerate(SUBJECTS)
    ]
    pq.write_table(pa.Table.from_pylist(subjects), folder / "subjects.parquet")
    preference = {"reading": "9.9-优先口径", "order": order, "qualifying": ["16", "18"]}
    measures = [
        {"id": MEASURE, "bits": BITS, "preference": preference},
        {"id": "1.1-补贴", "bits": BITS, "preference": None},
    ]
    (folder / "summary.json").write_text(json.dumps({"measures": measures}), encoding="utf-8")
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    return folder


def write_among(file: Path, *rows: tuple[str, ...]) -> Path:
    header = ("统一社会信用代码", "名次")[: len(rows[0])]
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([header, *rows])
    return file


def order_of(table: pa.Table) -> list[tuple[int | None, str]]:
    return [(row["次序"], row["名称"]) for row in table.to_pylist()]


def reasons_of(table: pa.Table) -> dict[str, str]:
    return {row["名称"] or row["统一社会信用代码"]: row["理由"] for row in table.to_pylist()}


def test_first_among_the_qualified_puts_every_holder_before_every_other(tmp_path: Path) -> None:
    table = api.rank(write_run(tmp_path / "run", "合格优先"), MEASURE)
    assert order_of(table) == [(1, "丙"), (1, "乙"), (3, "戊"), (3, "甲"), (None, "丁"), (None, "己")]
    assert reasons_of(table) == {
        "乙": "享有优先，排在资格合格的其他申报之前",
        "丙": "享有优先，排在资格合格的其他申报之前",
        "甲": "没有优先，不满足：落实",
        "戊": "有无优先待定，暂按没有：落实",
        "丁": "不参加排序，不满足：合格",
        "己": "能否参加排序待定：合格",
    }


def test_places_order_those_whom_the_preference_leaves_equal(tmp_path: Path) -> None:
    among = write_among(
        tmp_path / "名次.csv", ("CODE甲", "1"), ("CODE乙", "3"), ("CODE丙", "2"), ("CODE丁", "1")
    )
    table = api.rank(write_run(tmp_path / "run", "合格优先"), MEASURE, among)
    assert order_of(table) == [(1, "丙"), (2, "乙"), (3, "甲"), (None, "丁")]


def test_a_tie_break_moves_a_holder_only_past_its_equals(tmp_path: Path) -> None:
    among = write_among(
        tmp_path / "名次.csv", ("CODE甲", "1"), ("CODE戊", "2"), ("CODE乙", "2"), ("CODE丙", "4")
    )
    table = api.rank(write_run(tmp_path / "run", "同分优先"), MEASURE, among)
    assert order_of(table) == [(1, "甲"), (2, "乙"), (3, "戊"), (4, "丙")]
    assert reasons_of(table) == {
        "甲": "没有优先，不满足：落实",
        "乙": "名次相同，享有优先，排在前面",
        "戊": "有无优先待定，暂按没有：落实；名次相同，排在享有优先的之后",
        "丙": "享有优先，没有名次相同的，次序不变",
    }


def test_holders_with_equal_places_stay_equal(tmp_path: Path) -> None:
    among = write_among(tmp_path / "名次.csv", ("CODE丙", "1"), ("CODE乙", "1"))
    table = api.rank(write_run(tmp_path / "run", "同分优先"), MEASURE, among)
    assert order_of(table) == [(1, "丙"), (1, "乙")]


def test_records_of_one_subject_compete_apart_where_the_table_tells_them_apart(tmp_path: Path) -> None:
    among = tmp_path / "名次.csv"
    among.write_text("统一社会信用代码,记录,名次\nCODE乙,1,2\nCODE乙,2,1\n", encoding="utf-8")
    table = api.rank(write_run(tmp_path / "run", "合格优先"), MEASURE, among)
    assert [(r["记录"], r["名次"], r["资格"]) for r in table.to_pylist()] == [
        (1, 2, "合格"),
        (None, 1, "不合格"),
    ]


def test_a_competitor_without_a_candidate_is_said_to_have_none(tmp_path: Path) -> None:
    among = write_among(tmp_path / "名单.csv", ("CODE乙",), ("CODE庚",))
    table = api.rank(write_run(tmp_path / "run", "合格优先"), MEASURE, among)
    assert reasons_of(table)["CODE庚"] == "这次测算没有它的申报"
    assert [row["资格"] for row in table.to_pylist()] == ["合格", "不合格"]


@pytest.mark.parametrize(
    ("order", "measure", "rows", "code"),
    [
        ("合格优先", "1.1-补贴", None, "X0104"),
        (None, MEASURE, None, "X0105"),
        ("合格优先", MEASURE, [("CODE乙", "1"), ("CODE乙", "2")], "X0106"),
        ("合格优先", MEASURE, [("CODE乙", "第一")], "X0106"),
        ("同分优先", MEASURE, None, "X0107"),
        ("同分优先", MEASURE, [("CODE乙",)], "X0107"),
    ],
)
def test_what_cannot_be_ordered_is_refused_with_a_way_out(
    tmp_path: Path, order: str | None, measure: str, rows: list[tuple[str, ...]] | None, code: str
) -> None:
    among = write_among(tmp_path / "名单.csv", *rows) if rows else None
    with pytest.raises(HuiqiError) as caught:
        api.rank(write_run(tmp_path / "run", order), measure, among)
    (problem,) = caught.value.problems
    assert problem.code == code and problem.hint


def test_a_table_without_codes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "名单.csv").write_text("名称\n乙\n", encoding="utf-8")
    with pytest.raises(HuiqiError) as caught:
        api.rank(write_run(tmp_path / "run", "合格优先"), MEASURE, tmp_path / "名单.csv")
    assert caught.value.problems[0].code == "X0106"


def test_the_command_prints_the_order_and_writes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = str(write_run(tmp_path / "run", "合格优先"))
    assert command(["rank", run, "--measure", MEASURE]) == 0
    assert "享有优先" in capsys.readouterr().out
    assert command(["rank", run, "--measure", MEASURE, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    out = tmp_path / "次序.csv"
    assert command(["rank", run, "--measure", MEASURE, "--out", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert [r["名称"] for r in csv.DictReader(file)] == [r["名称"] for r in printed]
