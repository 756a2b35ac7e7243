"""What an accountant reads: the verdict, each condition with its fact, the sum, what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from huiqi.api import explain
from huiqi.errors import HuiqiError
from huiqi.explain import explain_subject, read_subject
from huiqi.policy.bind import bind
from huiqi.register.store import open_store
from tests.sample import AS_OF, SAMPLE, WAN, insurer, sample, small_register

INSURANCE = "11.2-首批次应用综合保险补偿"


def views(subject: object) -> dict[str, object]:
    package, settings = sample()
    found = explain_subject(bind(package, settings, AS_OF), subject, package.name, "2022-12-31")  # type: ignore[arg-type]
    return {"all": found, **{m.id: m for m in found.measures}}


def test_two_policies_of_a_year_share_the_ceiling_and_the_sum_says_so() -> None:
    subject = insurer((date(2022, 5, 10), 100 * WAN), (date(2022, 11, 10), 100 * WAN))
    view = views(subject)[INSURANCE]
    assert view.status == "符合"  # type: ignore[attr-defined]
    first, second = view.candidates  # type: ignore[attr-defined]
    assert (first.amount, second.amount) == (70 * WAN, 30 * WAN)
    assert first.sum == ("保费 100万元 × 70% = 70万元",)
    assert second.sum[1] == "受限额“年度”限制，为 30万元"


def test_a_missing_premium_is_asked_for_with_the_money_that_hangs_on_it() -> None:
    found = views(insurer((date(2022, 5, 10), None)))
    view = found[INSURANCE]
    assert view.candidates[0].status == "待补充"  # type: ignore[attr-defined]
    text = found["all"].to_text()  # type: ignore[attr-defined]
    assert "0元 至 100万元" in text


def test_an_unknown_size_names_the_facts_and_asks_the_questions() -> None:
    found = views(insurer((date(2022, 5, 10), 10 * WAN), 从业人员=None, 营业收入=90_000 * WAN))
    candidate = found[INSURANCE].candidates[0]  # type: ignore[attr-defined]
    assert candidate.status == "待补充"
    assert candidate.missing == ("从业人员",)
    missing = found["all"].missing  # type: ignore[attr-defined]
    assert missing[0].question == "上年末有多少从业人员？"
    assert missing[0].weight >= 7 * WAN


def test_a_condition_says_what_was_adopted_and_recorded_and_not_what_the_law_left_open() -> None:
    found = views(insurer((date(2022, 5, 10), 10 * WAN)))
    view = found[INSURANCE]
    said = {c.name: c.sentence for c in view.candidates[0].conditions}  # type: ignore[attr-defined]
    assert said["规模"] == "企业规模不超过中型"
    assert said["目录"] == "产品属于范围内产品"
    assert "范围-企业规模“工业中小企业”" in found["all"].to_text()  # type: ignore[attr-defined]


def test_conditions_say_their_facts_and_outcomes() -> None:
    candidate = views(insurer((date(2022, 4, 26), 10 * WAN)))[INSURANCE].candidates[0]  # type: ignore[attr-defined]
    outcomes = {c.name: c.outcome for c in candidate.conditions}
    assert outcomes["期内"] == "不满足" and outcomes["险种"] == "满足"
    kind = next(c for c in candidate.conditions if c.name == "险种")
    assert kind.sentence == "险种为首批次应用综合保险" and kind.facts == (("险种", "首批次应用综合保险"),)


def test_open_readings_are_shown_side_by_side() -> None:
    subject = insurer()
    record = {"类型": "强链", "总投资": 100 * WAN, "设备购置额": 50 * WAN, "立项日期": date(2022, 5, 1)}
    from huiqi.evaluate import Entity, Subject

    facts = {**subject.entity.facts, "新兴产业领域": "航空"}
    subject = Subject(Entity("企业", "A", facts), {"项目": (Entity("项目", "1", record),)}, "甲")
    candidate = views(subject)["4.4-设备奖补"].candidates[0]  # type: ignore[attr-defined]
    assert candidate.status == "待明确"
    reading = next(c for c in candidate.conditions if c.name == "读法")
    assert "按“门槛”：不符合" in reading.sentence and "按“下限”：符合 200万元" in reading.sentence


def test_an_unknown_code_is_answered_with_the_nearest(tmp_path: Path) -> None:
    package, _ = sample()
    snapshot = open_store(small_register(tmp_path / "register", 200)).at(None)
    with pytest.raises(HuiqiError) as caught:
        read_subject(snapshot, package.vocabulary, "91360000XXXXXXXXXX")
    assert caught.value.problems[0].code == "E0101"


def test_a_member_of_a_group_is_told_who_belongs_to_it_and_nobody_else_is(tmp_path: Path) -> None:
    store = small_register(tmp_path / "register", 200)
    snapshot = open_store(store).at(None)
    members = duckdb.sql(
        f"""SELECT code, name FROM '{snapshot.groups_path}' JOIN '{snapshot.subjects_path}' USING (number)
        WHERE "group" = (SELECT min("group") FROM '{snapshot.groups_path}') ORDER BY number"""
    ).fetchall()
    for code, _ in members:
        found = explain(SAMPLE, store, code, AS_OF)
        line = next(row for row in found.to_text().splitlines() if row.startswith("关联企业组"))
        named = "、".join(f"{name}（{code}）" for code, name in members)
        assert line == f"关联企业组（{len(members)} 家）：{named}"
    single = duckdb.sql(
        f"""SELECT code FROM '{snapshot.subjects_path}' ANTI JOIN '{snapshot.groups_path}' USING (number)
        WHERE kind = '企业' LIMIT 1"""
    ).fetchall()[0][0]
    alone = explain(SAMPLE, store, single, AS_OF)
    assert alone.group is None
    assert "关联企业组" not in alone.to_text()
