"""Regions, industries, credit codes, working days and the loan prime rate, against known facts."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from huiqi.codes import Regions, industries, load_regions
from huiqi.codes.calendar import LAST_KNOWN_YEAR, is_working_day, shift_working_days
from huiqi.codes.credit import ALPHABET, credit_code_fault, is_credit_code
from huiqi.codes.credit_arrays import check_characters, organisation_check_characters
from huiqi.codes.problems import ERRORS
from huiqi.codes.rates import one_year_lpr
from huiqi.errors import HuiqiError

PROVINCE = Path(__file__).parents[2] / "provinces" / "jiangxi"


@pytest.fixture(scope="module")
def regions() -> Regions:
    return load_regions(PROVINCE)


def code_of(error: pytest.ExceptionInfo[HuiqiError]) -> str:
    return error.value.problems[0].code


def test_the_province_has_eleven_cities_a_hundred_counties_and_an_area(regions: Regions) -> None:
    levels = [r.level for r in regions.values()]
    assert [levels.count(level) for level in ("province", "city", "county", "area")] == [1, 11, 100, 1]
    assert len(regions.lowest) == 101
    assert regions["36-GJXQ"].gbt2260 is None
    assert len(regions.outside) == 6
    assert regions.places == regions.lowest + regions.outside
    assert not regions.belongs("43", "36")


def test_a_county_belongs_to_its_city_and_an_area_only_to_the_province(regions: Regions) -> None:
    assert regions.belongs("360102", "3601")
    assert regions.belongs("360102", "36")
    assert regions.belongs("36-GJXQ", "36")
    assert not regions.belongs("36-GJXQ", "3601")
    assert not regions.belongs("3601", "360102")
    assert not regions.belongs("999999", "36")
    assert regions.ancestors("360102") == ("360102", "3601", "36")
    assert regions.full_name("360102") == "南昌市东湖区"
    assert regions.children("3605") == ("360502", "360521")


def test_every_county_has_a_polygon_of_its_own(regions: Regions) -> None:
    drawn = json.loads((PROVINCE / "maps" / "counties.geojson").read_text(encoding="utf-8"))
    counties = {r.gbt2260 for r in regions.values() if r.level == "county"}
    assert {f["properties"]["code"] for f in drawn["features"]} == counties


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("36,江西省,province,,", "出现两次"),
        ("3601,南昌市,city,37,", "不在它之前"),
        ("3701,济南市,city,36,", "不以上级代码"),
        ("3601,南昌市,town,36,", "层级"),
    ],
)
def test_a_table_of_regions_with_a_fault_is_refused(tmp_path: Path, row: str, words: str) -> None:
    text = f"code,name,level,parent,gbt2260\n36,江西省,province,,360000\n{row}\n"
    (tmp_path / "authorities.csv").write_text(text, encoding="utf-8")
    with pytest.raises(HuiqiError, match=words) as error:
        load_regions(tmp_path)
    assert code_of(error) == "R0503"


def test_a_folder_without_regions_is_refused(tmp_path: Path, regions: Regions) -> None:
    with pytest.raises(HuiqiError) as error:
        load_regions(tmp_path)
    assert code_of(error) == "R0503"
    with pytest.raises(HuiqiError) as error:
        regions.find("360199")
    assert code_of(error) == "R0504"


def test_a_section_expands_to_its_divisions() -> None:
    table = industries()
    assert table.expand("C") == tuple(str(d) for d in range(13, 44))
    assert table.expand("391") == ("391",)
    assert table.belongs("3911", "C")
    assert table.belongs("C", "C")
    assert not table.belongs("4411", "C")
    assert not table.belongs("0000", "C")
    assert table["3911"].name == "计算机整机制造"
    with pytest.raises(HuiqiError) as error:
        table.find("Z")
    assert code_of(error) == "R0505"


BODIES = st.lists(
    st.text("0123456789", min_size=8, max_size=8).flatmap(
        lambda head: st.text(ALPHABET, min_size=9, max_size=9).map(lambda tail: head + tail)
    ),
    min_size=1,
    max_size=30,
)


@given(BODIES)
def test_columns_of_check_characters_agree_with_the_library(bodies: list[str]) -> None:
    rows = np.array([list(b.encode()) for b in bodies], np.uint8)
    found = bytes(check_characters(rows)).decode()
    assert list(found) == [uscc.calc_check_digit(b) for b in bodies]


def test_a_known_organisation_code_checks() -> None:
    body = np.frombuffer(b"60003734", np.uint8)[None, :]
    assert bytes(organisation_check_characters(body)) == b"1"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91110000600037341L", ""),
        ("91110000600037341K", "应为“L”"),
        ("9111000060003734", "16 位"),
        ("A1110000600037341L", "第 3 至 8 位"),
        ("91110000600037341l", "小写"),
    ],
)
def test_a_credit_code_is_right_or_its_fault_is_named(code: str, words: str) -> None:
    assert is_credit_code(code) == (not words)
    assert words in credit_code_fault(code)


def test_working_days_of_2022() -> None:
    days = [date(2022, 1, 1) + timedelta(d) for d in range(365)]
    assert sum(map(is_working_day, days)) == 249
    assert not is_working_day(date(2022, 10, 3))
    assert is_working_day(date(2022, 10, 8))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2022, 9, 30), 1, date(2022, 10, 8)),
        (date(2022, 4, 29), 10, date(2022, 5, 17)),
        (date(2022, 10, 1), 0, date(2022, 10, 8)),
        (date(2022, 5, 9), 0, date(2022, 5, 9)),
    ],
)
def test_counting_working_days_leaves_out_the_first_and_holidays(start: date, count: int, end: date) -> None:
    assert shift_working_days(start, count).day == end
    assert not shift_working_days(start, count).provisional


def test_past_the_published_years_a_day_is_refused_and_a_shift_is_provisional() -> None:
    unknown = date(LAST_KNOWN_YEAR + 1, 1, 4)
    with pytest.raises(HuiqiError) as error:
        is_working_day(unknown)
    assert code_of(error) == "R0501"
    assert shift_working_days(date(LAST_KNOWN_YEAR, 12, 25), 10).provisional


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2019, 8, 20), "4.25"),
        (date(2022, 1, 19), "3.8"),
        (date(2022, 1, 20), "3.7"),
        (date(2022, 8, 22), "3.65"),
        (date(2025, 5, 20), "3"),
    ],
)
def test_the_rate_is_that_of_the_last_change_point(day: date, percent: str) -> None:
    assert one_year_lpr(day) == Fraction(percent) / 100


@pytest.mark.parametrize("day", [date(2019, 8, 19), date(2025, 5, 21)])
def test_a_day_nobody_verified_has_no_rate(day: date) -> None:
    with pytest.raises(HuiqiError) as error:
        one_year_lpr(day)
    assert code_of(error) == "R0502"


def test_every_code_has_a_meaning_and_none_is_used_twice() -> None:
    from huiqi.register.problems import ERRORS as REGISTER

    assert not set(ERRORS) & set(REGISTER)
    assert all({**ERRORS, **REGISTER}.values())
