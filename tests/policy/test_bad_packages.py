"""Packages that must be refused, each with its code, its place and a way out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from huiqi.check import check_package
from huiqi.errors import HuiqiError, Problem
from huiqi.policy.load import load_package
from huiqi.policy.settings import load_settings
from tests.sample import POLICIES

INSURANCE, PROJECT, DEMO = "11-保险.md", "04-项目.md", "settings/demo.md"
DEFINITION = "  投入强度: 企业.研发费用 ÷ 企业.营业收入"

CASES = [
    (INSURANCE, "险种: 保险.险种 = 「首批次", "险种: 保险.险种类 = 「首批次", "T0202", "险种"),
    (
        INSURANCE,
        "「首批次应用综合保险」\n  目录",
        "「首批次综合保险」\n  目录",
        "T0206",
        "首批次应用综合保险",
    ),
    (INSURANCE, "金额: 保险.保费 × 补偿比例", "金额: 保险.保费 + 补偿比例", "T0203", "比例要先乘以一个金额"),
    (INSURANCE, "金额: 保险.保费 × 补偿比例", "金额: 保险.保费 × 补尝比例", "T0201", "补偿比例"),
    (INSURANCE, "方式: 普遍 ", "方式: 普偏 ", "P0205", "普遍"),
    (INSURANCE, "对象: 保险 ", "对象: 保单 ", "T0202", ""),
    (INSURANCE, "每 保险.投保人, 每 年", "每 项目, 每 年", "P0208", "每 保险"),
    (INSURANCE, "期内: 依据日期 在 执行期", "期内: 依据日期 在 执行期间", "T0201", "执行期"),
    (INSURANCE, "期内: 依据日期 在 执行期", "期内: 依据日期在执行期", "T0201", ""),
    (INSURANCE, "补偿比例: 比例, ≥ 60%, ≤ 100%", "补偿比例: 5%—20%", "L0101", ""),
    (INSURANCE, "原文 100万元", "原文 2022-02-30", "L0103", "日期写作"),
    (INSURANCE, "原文 100万元", "原文 1000000000000000000000000000000元", "L0104", ""),
    (INSURANCE, "日期: 依据日期 ", "日期: 依据日其 ", "T0209", "依据日期"),
    (PROJECT, "编号: 4.5-地方补贴", "编号: 4.4-设备奖补", "P0203", "每条措施一个编号"),
    (PROJECT, "范围: 投保企业\n条件:\n  停产", "范围: 投保企叶\n条件:\n  停产", "P0204", "投保企业"),
    (PROJECT, "计数(项目 中", "记数(项目 中", "T0207", "计数"),
    (PROJECT, "超额分段(项目.面积,", "超额分段(项目.级别,", "T0203", ""),
    (PROJECT, "口径: 奖补口径", "规模: 范围-企业规模", "P0206", "口径"),
    (PROJECT, "100元/亩, >", "100元/母, >", "T0212", "亩"),
    ("package.md", DEFINITION, "  投入强度: 强度二\n  强度二: 投入强度", "T0204", ""),
    ("package.md", "命中: 唯一", "", "T0214", "命中"),
    ("package.md", "| 属于 「51」 |", "| 属于 「39」 |", "T0214", ""),
]


def edited(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the sample's library with one change."""
    shutil.copytree(POLICIES, folder / "policies")
    path = folder / "policies" / "sample" / file
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), "utf-8")
    return folder / "policies" / "sample"


def problems_of(package: Path) -> list[Problem]:
    with pytest.raises(HuiqiError) as caught:
        load_package(package)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "hint"), CASES, ids=[f"{c[3]}-{i}" for i, c in enumerate(CASES)]
)
def test_a_wrong_package_is_refused_with_place_and_hint(
    tmp_path: Path, file: str, old: str, new: str, code: str, hint: str
) -> None:
    found = [p for p in problems_of(edited(tmp_path, file, old, new)) if p.code == code]
    assert found, problems_of(tmp_path / "policies" / "sample")
    assert any(p.place is not None and p.place.file == file for p in found)
    assert hint in found[0].hint or any(hint in p.hint for p in found)


def test_a_setting_under_its_floor_is_refused_with_the_clause_s_bound(tmp_path: Path) -> None:
    folder = edited(tmp_path, DEMO, "补偿比例 | 70% |", "补偿比例 | 59.99% |")
    with pytest.raises(HuiqiError) as caught:
        load_settings(load_package(folder), [folder / DEMO])
    (problem,) = caught.value.problems
    assert problem.code == "P0301" and "≥ 60%" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("11.2-首批次应用综合保险补偿.补偿比例", "11.2-首批次应用综合保险补偿.补尝比例", "P0304"),
        ("| 执行期-起始 | 印发之日 |", "| 执行期-起始 | 印发日 |", "P0305"),
        ("| 4.5-地方补贴 | 3601 | 是 |", "| 4.4-设备奖补 | 3601 | 是 |", "P0306"),
        ("| 4.5-地方补贴 | 3601 | 是 |", "| 4.5-地方补贴 | 4401 | 是 |", "P0307"),
        ("| 70% | | 2022-01-01", "| 70% | | 2022-02-30", "L0103"),
        ("| 70% | | 2022-01-01", "| 70% | 3601 | 2022-01-01", "P0308"),
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    folder = edited(tmp_path, DEMO, old, new)
    with pytest.raises(HuiqiError) as caught:
        load_settings(load_package(folder), [folder / DEMO])
    assert code in {p.code for p in caught.value.problems}


def test_one_changed_character_in_a_quotation_fails_the_check(tmp_path: Path) -> None:
    folder = edited(tmp_path, INSURANCE, "按不低于保险费用 60%的比例", "按不低于保险费用 65%的比例")
    (folder / "document.md").write_text(
        "对列入我省推广应用范围的重点新材料产品投保首批次应用综合保险，按不低于保险费用60%的比例实施保险补偿，"
        "单个投保企业年保险补偿不超过100万元。",
        "utf-8",
    )
    codes = {p.code for p in check_package(folder).problems}
    assert {"C0106", "C0107"} <= codes
