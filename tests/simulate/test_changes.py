"""Changes as an office writes them: how they are read, what they replace, what is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from huiqi.codes import load_regions
from huiqi.errors import HuiqiError
from huiqi.policy.settings import Settings
from huiqi.simulate.changes import Amendment, apply_changes
from tests.sample import PROVINCE, sample

INSURANCE, LOCAL = "11.2-首批次应用综合保险补偿", "4.5-地方补贴"


def changed(*lines: str) -> tuple[Settings, tuple[Amendment, ...]]:
    package, settings = sample()
    return apply_changes(package, settings, lines, load_regions(PROVINCE))


def values(settings: Settings, measure: str, name: str) -> dict[tuple[str, date], object]:
    found = [p for p in settings.parameters if (p.measure, p.name) == (measure, name)]
    return {(p.region, p.origin.effective): p.value for p in found}


@pytest.mark.parametrize(
    "name", [f"{INSURANCE}.补偿比例", "首批次应用综合保险补偿.补偿比例", "11.2.补偿比例", "首批次.补偿比例"]
)
def test_a_measure_may_be_named_by_any_part_that_is_its_own(name: str) -> None:
    settings, (change,) = changed(f"{name} = 80%")
    assert values(settings, INSURANCE, "补偿比例") == {("", date(1900, 1, 1)): Fraction(4, 5)}
    assert change == Amendment(f"{INSURANCE}.补偿比例", "70%", "80%", "")


def test_a_change_with_a_day_leaves_earlier_settings() -> None:
    settings, _ = changed("11.2.补偿比例=80% 自 2022-07-01")
    assert values(settings, INSURANCE, "补偿比例") == {
        ("", date(2022, 1, 1)): Fraction(7, 10),
        ("", date(2022, 7, 1)): Fraction(4, 5),
    }


def test_a_change_holds_in_its_place_and_below() -> None:
    settings, (change,) = changed("4.5-地方补贴.补贴比例@南昌市=90%")
    assert values(settings, LOCAL, "补贴比例") == {("3601", date(1900, 1, 1)): Fraction(9, 10)}
    assert (change.target, change.before) == (
        f"{LOCAL}.补贴比例@南昌市",
        "50%（南昌市）、80%（南昌市东湖区）",
    )
    settings, _ = changed("4.5-地方补贴.补贴比例@3601=90% 自 2022-05-01")
    assert values(settings, LOCAL, "补贴比例") == {
        ("3601", date(2022, 1, 1)): Fraction(1, 2),
        ("3601", date(2022, 5, 1)): Fraction(9, 10),
    }


def test_adoptions_lists_conditions_and_readings_can_be_changed() -> None:
    settings, changes = changed(
        "地方补贴@赣州市=启用",
        f"{INSURANCE}.推广应用范围内新材料=「其他产品」",
        "地方补贴.另定=企业.从业人员 ≥ 50人",
        "范围-企业规模=不限规模",
        "解释.年-口径=政策年",
    )
    assert [(a.region, a.adopted) for a in settings.adoptions] == [
        ("3601", True),
        ("360103", False),
        ("3607", True),
    ]
    assert [x.members.members for x in settings.lists] == [("其他产品",)]
    assert len(settings.conditions) == 1 and len(settings.readings) == 4
    assert {r.option for r in settings.readings} >= {"不限规模", "政策年"}
    assert {c.before for c in changes} == {"", "工业中小企业", "日历年"}
    assert all(o.authority == "模拟" for o in (settings.adoptions[-1].origin, settings.lists[0].origin))


def test_an_adoption_overrules_the_places_below() -> None:
    settings, _ = changed("地方补贴@3601=不启用")
    assert [(a.region, a.adopted) for a in settings.adoptions] == [("3601", False)]


@pytest.mark.parametrize(
    ("line", "code", "hint"),
    [
        ("补偿比例", "M0101", "写作"),
        ("11.2.补偿比例=", "M0101", "写作"),
        ("地方补贴@3601=也许", "M0101", "写作"),
        ("首批次应用综合保险补尝.补偿比例=80%", "M0102", "首批次应用综合保险补偿"),
        ("11.2.补尝比例=80%", "M0102", "补偿比例"),
        ("补.年限=1", "M0103", INSURANCE),
        ("范围-企业规模=不限规模 自 2022-07-01", "M0104", "自始"),
        ("4.5-地方补贴.补贴比例@南昌=90%", "M0104", "南昌"),
        ("11.2.补偿比例=59%", "P0301", "界内"),
        ("11.2.补偿比例@3601=80%", "P0308", "地区"),
        ("范围-企业规模=不限", "P0305", "不限规模"),
    ],
)
def test_what_cannot_be_is_refused_with_a_way_out(line: str, code: str, hint: str) -> None:
    with pytest.raises(HuiqiError) as caught:
        changed(line)
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.place)) == (code, "--change:1")
    assert hint in problem.hint


def test_all_lines_that_are_wrong_are_said_at_once() -> None:
    with pytest.raises(HuiqiError) as caught:
        changed("x", "11.2.补偿比例=80%", "11.2.补偿比例=10%")
    assert [(p.code, p.place.line) for p in caught.value.problems if p.place] == [("M0101", 1), ("P0301", 3)]
