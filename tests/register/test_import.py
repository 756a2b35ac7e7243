"""Importing files: what is accepted, what is refused, and that nothing is lost between."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from huiqi.errors import HuiqiError
from huiqi.register.problems import ERRORS

from .desk import ENTERPRISE, KNOWN_AT, OTHER, THIRD, Desk

Rows = Callable[..., list[Any]]
INSURED = "编号,投保人统一社会信用代码,险种,保费(万元),投保日期"


def codes_of(error: pytest.ExceptionInfo[HuiqiError]) -> list[str]:
    return [p.code for p in error.value.problems]


def test_a_row_is_stored_in_fen_and_exact_units(desk: Desk, rows: Rows) -> None:
    header = ",行业,从业人员,营业收入(万元),研发占比,评分,成立日期,停产天数,信用等级,专精特新,主导产品"
    row = (ENTERPRISE, "赣江电子有限公司", "南昌县", "3911", "1000", "123.456789", "5.25%", "87.5")
    rest = ("2015年3月9日", "30", "A", "是", "集成电路")
    report = desk.take(desk.enterprises((*row, *rest), header=header))
    assert report.snapshot is not None
    (stored,) = rows(report.snapshot, "企业")
    expected = (
        0,
        "360121",
        "3911",
        1000,
        123456789,
        52500,
        8750,
        date(2015, 3, 9),
        30,
        "A",
        True,
        "集成电路",
    )
    assert stored == expected


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1", 100),
        ("0.01", 1),
        ("1,234,567.8", 123456780),
        ("200万元", 200000000),
        ("１２．５元", 1250),
        ("3亿元", 30000000000),
        ("0.1", 10),
        ("0.10000", 10),
        (" 7 ", 700),
        ("90071992547.41", 9007199254741),
        ("?", None),
        ("未知", None),
        ("", None),
    ],
)
def test_money_is_read_digit_by_digit(desk: Desk, rows: Rows, cell: str, fen: int | None) -> None:
    report = desk.take(desk.enterprises((ENTERPRISE, "甲", "南昌县", f'"{cell}"'), header=",营业收入"))
    assert report.snapshot is not None
    assert rows(report.snapshot, "企业", "营业收入") == [(fen,)]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("营业收入", "1" + "0" * 30 + "元", "R0405"),
        ("营业收入", "1" + "0" * 60, "R0405"),
        ("营业收入", "-1", "R0405"),
        ("营业收入", "1.2345", "R0404"),
        ("营业收入", "1e5", "R0403"),
        ("营业收入", "三百万", "R0403"),
        ("营业收入", "12万", "R0403"),
        ("营业收入", "1,2345", "R0403"),
        ("从业人员", "12.5", "R0404"),
        ("从业人员", "500001", "R0405"),
        ("研发占比", "101%", "R0405"),
        ("研发占比", "60", "R0405"),
        ("成立日期", "2022-02-30", "R0406"),
        ("成立日期", "2022-13-01", "R0406"),
        ("成立日期", "明天", "R0406"),
        ("成立日期", "1900-01-01", "R0405"),
        ("行业", "Z99", "R0408"),
        ("行业", "0000", "R0408"),
        ("信用等级", "E", "R0409"),
        ("专精特新", "也许", "R0410"),
        ("主导产品", "长" * 201, "R0414"),
    ],
)
def test_a_bad_cell_rejects_its_row_with_a_reason(desk: Desk, column: str, cell: str, code: str) -> None:
    good, bad = (ENTERPRISE, "甲", "南昌县", ""), (OTHER, "乙", "南昌县", f'"{cell}"')
    report = desk.take(desk.enterprises(good, bad, header=f",{column}"))
    assert (report.read, report.accepted, report.rejected) == (2, 1, 1)
    (reject,) = desk.rejects()
    assert (reject["行号"], reject["出错列"], reject["错误码"]) == ("3", column, code)
    assert "“" in reject["退回原因"] or code == "R0414"
    assert reject[column] == (cell if not cell.startswith("-") else f"'{cell}")


def test_identities_are_checked(desk: Desk) -> None:
    rows = [
        (ENTERPRISE, "甲", "360121"),
        (ENTERPRISE[:-1] + "0", "校验位不符", "360121"),
        ("9136", "太短", "360121"),
        ("", "没有代码", "360121"),
        (OTHER, "", "360121"),
        (OTHER, "没有这个县", "南京市"),
        (OTHER, "市不是最低一级", "3601"),
        (OTHER, "好行虽在坏行之后", "36-GJXQ"),
        (OTHER, "与上一行重复", "360121"),
        (THIRD, "所在地不明", "?"),
    ]
    report = desk.take(desk.enterprises(*rows))
    assert (report.accepted, report.rejected) == (3, 7)
    assert [(r["行号"], r["错误码"]) for r in desk.rejects()] == [
        ("3", "R0401"),
        ("4", "R0401"),
        ("5", "R0402"),
        ("6", "R0402"),
        ("7", "R0407"),
        ("8", "R0407"),
        ("10", "R0411"),
    ]
    assert "应为 N" in desk.rejects()[0]["退回原因"]
    assert "第 9 行" in desk.rejects()[-1]["退回原因"]


def test_several_faults_of_a_row_are_told_together(desk: Desk) -> None:
    desk.take(desk.enterprises((ENTERPRISE, "甲", "天上", "9999999", "E"), header=",从业人员,信用等级"))
    (reject,) = desk.rejects()
    assert reject["出错列"] == "所在地、从业人员、信用等级"
    assert reject["错误码"] == "R0407、R0405、R0409"
    assert reject["退回原因"].count("；") == 2


def test_records_need_an_owner_that_is_known(desk: Desk, rows: Rows) -> None:
    policies = f"{INSURED}\nB2,{ENTERPRISE},其他,1,2022-05-01\nB1,{ENTERPRISE},其他,2,2022-05-01\nB3,{OTHER},其他,3,2022-05-01\n"
    report = desk.take(desk.file("保险.csv", policies), desk.enterprises((ENTERPRISE, "甲", "南昌县")))
    assert report.snapshot is not None
    assert rows(report.snapshot, "保险", 'number, record, "编号", "保费"') == [
        (0, 0, "B1", 2000000),
        (0, 1, "B2", 1000000),
    ]
    assert [r["错误码"] for r in desk.rejects("保险.csv")] == ["R0412"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_texts_of_every_usual_encoding_are_read(desk: Desk, rows: Rows, encoding: str) -> None:
    text = f"统一社会信用代码,名称,所在地,主导产品\n{ENTERPRISE},赣龘䶮𠮷公司,南昌县,稀土\n"
    report = desk.take(desk.file("企业.csv", text, encoding))
    assert report.snapshot is not None
    assert rows(report.snapshot, "企业", "主导产品") == [("稀土",)]


def test_rows_with_too_few_or_many_cells_are_rejected_at_their_line(desk: Desk) -> None:
    lines = [
        f"{ENTERPRISE},甲,南昌县",
        "",
        "只有一格",
        f"{OTHER},乙,南昌县,多一格",
        f'{THIRD},"丙\n分行",南昌县',
        ",,",
    ]
    text = "统一社会信用代码,名称,所在地\n" + "\n".join(lines) + "\n"
    report = desk.take(desk.file("企业.csv", text))
    assert (report.read, report.accepted) == (4, 2)
    assert [(r["行号"], r["错误码"]) for r in desk.rejects()] == [("4", "R0413"), ("5", "R0413")]
    assert desk.rejects()[0]["统一社会信用代码"] == "只有一格"


def test_an_unclosed_quote_swallows_rows_but_says_so(desk: Desk) -> None:
    text = f'统一社会信用代码,名称,所在地\n{ENTERPRISE},甲,南昌县\n"{OTHER},乙,南昌县\n{THIRD},丙,南昌县\n'
    report = desk.take(desk.file("企业.csv", text))
    assert (report.accepted, report.rejected) == (1, 1)
    assert "引号没有闭合" in desk.rejects()[0]["退回原因"]


def test_a_hundred_thousand_bad_rows_end_in_a_reject_file(desk: Desk) -> None:
    bad = "".join(f"{i},公司{i},南昌县\n" for i in range(100_000))
    report = desk.take(desk.file("企业.csv", f"统一社会信用代码,名称,所在地\n{bad}"))
    assert (report.read, report.rejected, report.snapshot) == (100_000, 100_000, None)
    assert report.sheets[0].sifted.by_code == {"R0401": 100_000}
    assert len(desk.rejects()) == 100_000


def test_a_reject_file_carries_no_formula(desk: Desk) -> None:
    desk.take(desk.enterprises((OTHER[:-1], "=HYPERLINK(1)", "@南昌县")))
    (reject,) = desk.rejects()
    assert (reject["名称"], reject["所在地"]) == ("'=HYPERLINK(1)", "'@南昌县")


def test_a_mended_reject_file_is_imported_as_it_is(desk: Desk) -> None:
    first = desk.take(desk.enterprises((ENTERPRISE, "甲", "南昌县"), (OTHER, "乙", "南京市")))
    path = desk.store / "rejects" / "企业.csv.rejects.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("南京市", "赣江新区"), encoding="utf-8")
    second = desk.take(path, base=first.snapshot)
    assert second.snapshot is not None
    assert second.snapshot.rows("企业") == 2


def test_rejects_of_an_earlier_import_do_not_outlive_it(desk: Desk) -> None:
    desk.take(desk.enterprises((ENTERPRISE, "甲", "南京市")))
    assert desk.rejects()
    desk.take(desk.enterprises((ENTERPRISE, "甲", "南昌县")))
    assert not (desk.store / "rejects" / "企业.csv.rejects.csv").exists()


def excel(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for at, line in enumerate(lines):
            for column, cell in enumerate(line):
                if isinstance(cell, tuple):
                    sheet.write_formula(at, column, cell[0], None, cell[1])
                else:
                    sheet.write(at, column, cell)
    book.close()
    return path


def test_a_workbook_of_mixed_types_is_read_sheet_by_sheet(desk: Desk, rows: Rows) -> None:
    head = ["统一社会信用代码", "名称", "所在地", "从业人员", "营业收入(万元)", "成立日期", "专精特新"]
    enterprises = [
        head,
        [ENTERPRISE, "甲", 360121, 20, ("=33.3*3", 99.89999999999999), datetime(2015, 3, 9), True],
        [],
        [OTHER, "乙", "南昌县", "约二十", 1e30, "2022-02-30", "是"],
    ]
    insured = [
        ["编号", "企业", "保费(万元)", "投保日期"],
        ["B1", ENTERPRISE, "1.5", datetime(2022, 5, 1, 0, 0)],
    ]
    path = excel(desk.folder / "登记.xlsx", {"企业": enterprises, "保险": insured, "空表": []})
    report = desk.take(path)
    assert report.snapshot is not None
    (stored,) = rows(report.snapshot, "企业", '"所在地", "从业人员", "营业收入", "成立日期", "专精特新"')
    assert stored == ("360121", 20, 99900000, date(2015, 3, 9), True)
    assert rows(report.snapshot, "保险", '"保费", "投保日期"') == [(1500000, date(2022, 5, 1))]
    (reject,) = desk.rejects("登记.xlsx.企业")
    assert (reject["行号"], reject["错误码"]) == ("4", "R0403、R0405、R0406")


def test_a_parquet_file_is_read_by_its_types(desk: Desk, rows: Rows) -> None:
    table = pa.table(
        {
            "credit code": [ENTERPRISE, OTHER],
            "name": ["甲", "乙"],
            "location": ["360121", None],
            "revenue": [12.34, None],
            "founding day": [date(2015, 3, 9), None],
            "specialised": [True, None],
            "employees": [300, -1],
        }
    )
    pq.write_table(table, desk.folder / "enterprise.parquet")
    report = desk.take(desk.folder / "enterprise.parquet")
    assert report.snapshot is not None
    columns = '"所在地", "营业收入", "成立日期", "专精特新", "从业人员"'
    assert rows(report.snapshot, "企业", columns) == [("360121", 1234, date(2015, 3, 9), True, 300)]
    assert [(r["行号"], r["错误码"]) for r in desk.rejects("enterprise.parquet")] == [("2", "R0405")]


@pytest.mark.parametrize(
    ("name", "text", "codes", "words"),
    [
        ("企业.csv", "", ["R0303"], "是空的"),
        ("企业.csv", "\n\n", ["R0303"], "是空的"),
        ("企业.xlsx", "no workbook", ["R0310"], "Excel"),
        ("企业.parquet", "no parquet", ["R0310"], "Parquet"),
        ("企业.csv", b"\xff\xff\x80\x00\xff", ["R0304"], "UTF-8"),
        ("企业.docx", "", ["R0302"], ".csv"),
        ("企业.csv", "统一社会信用代码,名称,所在地,营业收人\n", ["R0306"], "营业收入"),
        ("企业.csv", "统一社会信用代码,名称,所在地,\n1,甲,南昌县,注\n", ["R0306"], "没有表头"),
        ("企业.csv", "统一社会信用代码,名称\n", ["R0307"], "所在地"),
        ("企业.csv", "统一社会信用代码,名称,所在地,营业收入,营业收入(万元)\n", ["R0308"], "两列"),
        ("企业.csv", "统一社会信用代码,名称,所在地,营业收入(人)\n", ["R0309"], "万元"),
        ("企业.csv", "统一社会信用代码,名称,所在地,行业(元)\n", ["R0309"], "没有单位"),
        ("数据.csv", "统一社会信用代码,名称,所在地\n", ["R0305"], "企业"),
        ("保验.csv", "甲,乙\n", ["R0305"], "保险"),
        ("企业.csv", "甲,乙\n", ["R0306", "R0306", "R0307", "R0307", "R0307"], "甲"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_import(
    desk: Desk, name: str, text: str | bytes, codes: list[str], words: str
) -> None:
    with pytest.raises(HuiqiError) as error:
        desk.take(desk.file(name, text))
    assert codes_of(error) == codes
    assert words in str(error.value)
    assert set(codes) <= set(ERRORS)
    assert not desk.store.exists()


def test_problems_of_all_files_are_told_at_once(desk: Desk) -> None:
    with pytest.raises(HuiqiError) as error:
        desk.take(desk.folder / "没有.csv", desk.file("企业.csv", ""), desk.file("保险.csv", "编号,险种\n"))
    assert codes_of(error) == ["R0301", "R0303", "R0307"]


def test_a_header_alone_is_an_import_of_nothing(desk: Desk) -> None:
    for text in ("统一社会信用代码,名称,所在地", "统一社会信用代码,名称,所在地\n"):
        report = desk.take(desk.file("企业.csv", text))
        assert (report.read, report.snapshot) == (0, None)


def test_the_kind_is_found_by_header_where_no_name_tells(desk: Desk) -> None:
    text = f"统一社会信用代码,名称,所在地,平均费率\n{ENTERPRISE},赣担保,南昌县,0.8%\n"
    report = desk.take(desk.file("2022年报送.csv", text))
    assert report.sheets[0].kind == "担保机构"


def test_one_code_may_be_two_kinds_of_subject(desk: Desk, rows: Rows) -> None:
    guarantee = desk.file("担保机构.csv", f"统一社会信用代码,名称,所在地\n{ENTERPRISE},甲,南昌县\n")
    report = desk.take(guarantee, desk.enterprises((ENTERPRISE, "甲", "南昌县")))
    assert report.snapshot is not None
    assert rows(report.snapshot, "企业", "number") == [(0,)]
    assert rows(report.snapshot, "担保机构", "number") == [(1,)]


def test_an_import_over_a_base_replaces_rows_and_keeps_the_rest(desk: Desk, rows: Rows) -> None:
    first = desk.take(
        desk.enterprises(
            (ENTERPRISE, "甲", "南昌县", "10", "A"),
            (OTHER, "乙", "南昌县", "20", "B"),
            header=",从业人员,信用等级",
        ),
        desk.file("保险.csv", f"{INSURED}\nB1,{OTHER},其他,1,2022-05-01\n"),
    )
    second = desk.take(
        desk.enterprises((ENTERPRISE, "新甲", "南昌县", "11"), (THIRD, "丙", "", "30"), header=",从业人员"),
        base=first.snapshot,
    )
    assert second.snapshot is not None
    assert second.snapshot.number == 2
    assert rows(second.snapshot, "企业", '"从业人员", "信用等级"') == [(11, "A"), (20, "B"), (30, None)]
    assert rows(second.snapshot, "保险", 'number, "编号"') == [(1, "B1")]
    assert second.snapshot.known_at == KNOWN_AT


SPECIALS = (b'"', b"\x00", b"\r", b",", b"\xff", b"'", b"=cmd", b"9" * 50, b";", b"\t", "（".encode())


@pytest.mark.parametrize("seed", range(20))
def test_damaged_files_end_in_coded_errors_or_reports(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    row = (ENTERPRISE, "甲", "南昌县", "10", "A", "2015-03-09")
    path = desk.enterprises(*[row] * 20, header=",从业人员,信用等级,成立日期")
    if seed % 2:
        lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
        path = excel(desk.folder / "企业.xlsx", {"企业": lines})
    damaged = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 2, 5))):
        at = chance.randrange(len(damaged))
        damaged[at : at + chance.choice((0, 1, 30))] = chance.choice(SPECIALS)
    path.write_bytes(bytes(damaged))
    try:
        desk.take(path)
    except HuiqiError as error:
        assert {p.code for p in error.problems} <= set(ERRORS)
