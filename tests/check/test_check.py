"""The check passes a whole package, and names each thing that is wrong with a broken one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huiqi.check import CheckReport, check_package, coverage_html, examples
from huiqi.check.engine import answer_batches
from huiqi.errors import HuiqiError

from .whole import change, write_whole

RULE = "01-补偿.md"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_whole(tmp_path)


def _codes(package: Path) -> set[str]:
    return {p.code for p in check_package(package).problems}


def _row(report: CheckReport, row: str) -> dict[str, object]:
    found: dict[str, object] = next(r for r in report.as_dict()["rows"] if r["row"] == row)
    return found


def test_a_whole_package_passes(package: Path) -> None:
    report = check_package(package)
    assert report.problems == []
    assert report.ok
    assert report.covered == len(report.rows) == 3
    tally = report.examples
    assert (tally.rows, tally.evaluator, tally.duckdb) == (12, 12, 12)


def test_the_report_is_json_row_by_row(package: Path) -> None:
    written = json.loads(json.dumps(check_package(package).as_dict(), ensure_ascii=False))
    assert written["ok"] is True
    assert written["coverage"] == {"rows": 3, "covered": 3}
    benefit = written["rows"][1]
    assert benefit["measures"] == ["1.1-补偿"]
    assert benefit["classed"] and benefit["quoted"] and benefit["mapped"]
    assert benefit["examples"] == {"rows": 12, "evaluator": 12, "duckdb": 12}
    assert written["rows"][2]["declarations"] == ["1.2-落实"]


def test_a_benefit_needs_a_measure_unless_it_is_a_task_too(package: Path) -> None:
    change(package, RULE, "条款: 1.1", "条款: 1.2")
    change(package, "02-落实.md", "条款: 1.2", "条款: 1.1, 1.2")
    assert "C0104" in _codes(package)
    change(package, "segments.md", "| B |", "| B T |")
    assert "C0104" not in _codes(package)


@pytest.mark.parametrize(("title", "codes"), [("样例办法（7项）", set()), ("样例办法7项", {"C0103"})])
def test_a_heading_may_count_its_items(package: Path, title: str, codes: set[str]) -> None:
    change(package, "segments.md", "#样例办法", f"#{title}")
    change(package, "document.md", "# 样例办法", f"# {title}")
    assert _codes(package) == codes


def test_a_scope_that_keeps_to_the_territory_shuts_out_everybody_else(package: Path) -> None:
    change(package, "package.md", "期间:", "地域: 36\n期间:")
    change(package, RULE, "范围:\n", "范围:\n  地域: 企业.所在地 属于 「36」\n")
    change(package, RULE, "「中小企业」: 范围", "「中小企业」: 范围, 条件 地域")
    change(package, RULE, "| 参数 | 值 | 条款 |", TERRITORY)
    report = check_package(package)
    assert report.problems == []
    assert report.examples.duckdb == 14


TERRITORY = """| 例 | 企业.所在地 | 保险.险种 | 保险.投保日期 | 保险.保费 | 参数.补偿比例 | 结果 | 金额 | 原因 |
|---|---|---|---|---|---|---|---|---|
| 省外 | 430102 | 首批次应用综合保险 | 2022-06-01 | 10万元 | 60% | 不符合 | | 地域 |
| 所在地不明 | ? | 首批次应用综合保险 | 2022-06-01 | 10万元 | 60% | 待补充 | 0 至 6万元 | 地域 |

| 参数 | 值 | 条款 |"""


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ("金额:\n  资本金: 3000万元\n", None),
        ("金额:\n  资本金: 300万元\n", "C0113"),
        ("金额:\n  资本金: 3000万元\n共用: 1.1-补偿\n", "C0112"),
        ("金额:\n  资本金: 3000万元\n解释:\n  关系: 没有的解释\n", "T0209"),
    ],
)
def test_a_fund_states_its_figures_and_names_who_shares_it(
    package: Path, blocks: str, code: str | None
) -> None:
    change(package, "document.md", "鼓励各地加快落实", "鼓励各地加快落实，安排3000万元")
    change(
        package, "segments.md", "| 1.2 | T | 鼓励各地加快落实", "| 1.2 | F T | 鼓励各地加快落实，安排3000万元"
    )
    change(package, "02-落实.md", "鼓励各地加快落实", "鼓励各地加快落实，安排3000万元")
    text = (package / "02-落实.md").read_text("utf-8")
    fund = "## 1.2 资金\n\n> 安排3000万元\n\n```fund\n编号: 1.2-资金\n条款: 1.2\n名称: 资金\n"
    (package / "02-落实.md").write_text(f"{text}\n{fund}{blocks}```\n", encoding="utf-8")
    try:
        codes = _codes(package)
    except HuiqiError as error:
        codes = {p.code for p in error.problems}
    assert codes == ({code} if code else set())


def test_engines_that_disagree_are_named(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def skewed(*args: object) -> list[list[list[dict[str, object]]]]:
        answers = answer_batches(*args)  # type: ignore[arg-type]
        answers[0][0][0]["amount"] = 1
        return answers

    monkeypatch.setattr(examples, "answer_batches", skewed)
    report = check_package(package)
    assert [p.code for p in report.problems] == ["C0307"]
    assert "amount 1（逐条求值 60000000）" in report.problems[0].hint
    assert (report.examples.evaluator, report.examples.duckdb) == (12, 11)


def test_no_examples(package: Path) -> None:
    text = (package / RULE).read_text("utf-8")
    (package / RULE).write_text(text[: text.index("| 例 |")], encoding="utf-8")
    assert "C0308" in _codes(package)


def test_a_problem_says_where_and_what_came_out(package: Path) -> None:
    change(package, RULE, "60万元 至 100万元", "60万元 至 90万元")
    (problem,) = check_package(package).problems
    assert problem.place is not None
    lines = (package / RULE).read_text("utf-8").splitlines()
    assert lines[problem.place.line - 1].startswith("| 未定 |")
    assert "应为60万元 至 90万元，得到60万元 至 100万元" in problem.message


def test_coverage_falls_with_what_is_not_carried_out(package: Path) -> None:
    change(package, RULE, "  「中小企业」: 范围, 条件 规模\n", "")
    report = check_package(package)
    assert report.covered == 2
    assert _row(report, "1.1")["mapped"] is False


def test_a_bad_cell_leaves_the_other_cases_standing(package: Path) -> None:
    change(package, RULE, "| 财产一切险 |", "| 财产险 |")
    assert check_package(package).examples.evaluator == 11


def test_a_base_case_must_adopt_an_option(package: Path) -> None:
    change(package, "基准.md", "| 起算-口径 | 投保 |", "| 起算-口径 | 申报 |")
    assert _codes(package) == {"C0302"}


def test_a_key_without_words_is_no_words(package: Path) -> None:
    change(package, "02-落实.md", "责任: 待定", "责任:")
    change(package, "package.md", "投保: 投保之日", "投保:")
    assert check_package(package).ok


def test_the_coverage_page_links_both_ways(package: Path, tmp_path: Path) -> None:
    file = tmp_path / "coverage.html"
    coverage_html(package, file)
    page = file.read_text("utf-8")
    assert 'id="s-1.1"' in page and 'href="#s-1.1"' in page
    assert 'id="1.1-补偿"' in page and 'href="#1.1-补偿"' in page
    assert "<script" not in page and "http" not in page


def test_a_reading_that_pays_beyond_the_cost_is_a_warning_with_the_smallest_case(package: Path) -> None:
    change(package, RULE, "金额: 保险.保费 × 补偿比例", READINGS)
    change(package, RULE, "参数:\n", "解释:\n  口径: 补偿口径\n  不超过: 补偿-不超过支持费用\n参数:\n")
    change(package, RULE, "  险种: 保险", "  有费用: 保险.保费 > 0元\n  险种: 保险")
    (package / "读法.md").write_text(INTERPRETATIONS, encoding="utf-8")
    report = check_package(package)
    (warning,) = [w for w in report.warnings if w.code == "C0501"]
    assert "读法 补足" in warning.message
    assert "保费 0.01元时付2万元，费用0.01元" in warning.message


def test_an_interpretation_that_lifts_the_cap_is_named_with_the_excess(package: Path) -> None:
    change(package, RULE, "金额: 保险.保费 × 补偿比例", CAPPED)
    change(package, RULE, "≥ 60%, ≤ 100%", "≥ 60%")
    change(package, RULE, "参数:\n", "解释:\n  封顶: 补偿口径\n参数:\n")
    change(package, "基准.md", "| 起算-口径 | 投保 |", "| 起算-口径 | 投保 |\n| 补偿口径 | 比例 |")
    (package / "读法.md").write_text(INTERPRETATIONS, encoding="utf-8")
    report = check_package(package)
    assert report.problems == []
    (warning,) = [w for w in report.warnings if w.code == "C0501"]
    assert "读法 补偿口径：补足" in warning.message and "付不设上限" in warning.message


CAPPED = """金额: 按 封顶 (「比例」: 最小(按比例, 保险.保费), 「补足」: 按比例)
定义:
  按比例: 保险.保费 × 补偿比例"""


READINGS = """读法:
  比例:
    金额: 保险.保费 × 补偿比例
  补足:
    金额: 最大(保险.保费 × 补偿比例, 2万元)"""

INTERPRETATIONS = """```reading
编号: 补偿口径
问题: 是否补足到2万元？
选项:
  比例: 只按比例
  补足: 补足到2万元
权限: 样例机关
```

```reading
编号: 补偿-不超过支持费用
问题: 可否超过？解释为不超过。
权限: 样例机关
```
"""


def test_a_date_may_stand_inside_readings_and_both_engines_agree(package: Path) -> None:
    change(package, RULE, "依据日期: 按 起算 (「投保」: 保险.投保日期, 「起保」: 保险.起保日期)\n", "")
    change(package, RULE, "参数:\n", f"{DATE_READINGS}解释:\n  口径: 起算-口径\n参数:\n")
    assert check_package(package).ok
    change(package, "基准.md", "| 起算-口径 | 投保 |", "| 起算-口径 | ? |")
    report = check_package(package)
    assert not report.ok
    assert report.examples.duckdb == 12


DATE_READINGS = """读法:
  投保:
    依据日期: 保险.投保日期
  起保:
    依据日期: 保险.起保日期
"""


@pytest.mark.parametrize(
    ("tiers", "gaps"),
    [
        ("全额分档(企业.从业人员, 100人 至 500人: 100元/人, > 600人: 200元/人)", ["500人 至 600人"]),
        ("超额分段(企业.从业人员, 0人 至 100人: 100元/人, > 200人: 200元/人)", ["100人 至 200人"]),
        ("全额分档(企业.从业人员, 0人 至 500人: 100元/人, > 500人: 200元/人)", []),
        ("超额分段(企业.从业人员, 0人 至 100人: 100元/人, > 100人: 200元/人)", []),
    ],
)
def test_gaps_between_tiers_are_warned_of(package: Path, tiers: str, gaps: list[str]) -> None:
    change(package, RULE, "金额: 保险.保费 × 补偿比例", f"金额: {tiers}")
    warnings = [w.message for w in check_package(package).warnings if w.code == "C0403"]
    assert len(warnings) == len(gaps)
    assert all(gap in warning for gap, warning in zip(gaps, warnings, strict=True))
