"""What a subject can do: the change to a yes, what one more unit brings, what to answer first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from huiqi.evaluate import Entity, Subject
from huiqi.explain import CandidateView, Explanation, explain_subject
from huiqi.explain.explanation import ChangeView, ProspectView
from huiqi.policy.bind import bind
from tests.sample import AS_OF, WAN, insurer, sample

INSURANCE = "11.2-首批次应用综合保险补偿"
DAY = date(2022, 6, 1)


def explained(subject: Subject) -> Explanation:
    package, settings = sample()
    return explain_subject(bind(package, settings, AS_OF), subject, package.name, "2022-12-31")


def insurance(subject: Subject, record: int = 0) -> CandidateView:
    found = {m.id: m for m in explained(subject).measures}
    return found[INSURANCE].candidates[record]


def test_a_large_firm_is_told_how_many_people_too_many() -> None:
    view = insurance(insurer((DAY, 10 * WAN), 从业人员=1005, 营业收入=50_000 * WAN))
    assert view.change == ChangeView(("从业人员由1005人减至999人",), 6, "", ())


def test_revenue_that_cannot_be_lowered_is_no_way() -> None:
    """The vocabulary lets revenue rise only: with 1005 people it is staff that has to change."""
    view = insurance(insurer((DAY, 10 * WAN), 从业人员=1000, 营业收入=40_000 * WAN))
    assert view.change is not None and view.change.moves == ("从业人员由1000人减至999人",)


def test_what_the_subject_cannot_change_is_named() -> None:
    view = insurance(insurer((date(2022, 4, 26), 10 * WAN), 从业人员=1005, 营业收入=50_000 * WAN))
    assert view.change is not None
    assert view.change.reason == "期内不是本主体所能改变的"


def test_a_condition_that_waits_still_waits_after_the_change() -> None:
    subject = insurer((DAY, 10 * WAN), 从业人员=1005, 营业收入=50_000 * WAN)
    record = subject.of("保险")[0]
    unknown = Entity("保险", "0", {**record.facts, "险种": None})
    view = insurance(Subject(subject.entity, {"保险": (unknown,)}, ""))
    assert view.change is not None and view.change.waiting == ("险种",)


def test_a_yes_needs_no_change() -> None:
    assert insurance(insurer((DAY, 10 * WAN))).change is None


@pytest.mark.parametrize(
    ("premium", "expected"),
    [
        (100 * WAN, (ProspectView("保费", "增", "1万元", 7000_00, "增至142.857144万元，受限额“年度”封顶"),)),
        (200 * WAN, (ProspectView("保费", "增", "1万元", 0, "已受限额“年度”封顶"),)),
    ],
)
def test_one_more_unit_and_the_next_threshold(premium: int, expected: tuple[ProspectView, ...]) -> None:
    assert insurance(insurer((DAY, premium))).prospects == expected


def test_the_other_record_counts_towards_the_ceiling() -> None:
    """60万元 of premium in June and 70 in July: what is left of the year's 100万元 is 58."""
    subject = insurer((DAY, 60 * WAN), (date(2022, 7, 1), 70 * WAN))
    (prospect,) = insurance(subject, 1).prospects
    assert prospect.threshold == "增至82.857144万元，受限额“年度”封顶"


def test_the_answer_that_decides_alone_is_asked_first() -> None:
    facts: dict[str, Any] = {"从业人员": None, "营业收入": 50_000 * WAN}
    found = explained(insurer((DAY, 10 * WAN), **facts)).missing
    assert found[0].fact == "企业.从业人员"
    assert (found[0].alone, found[0].decides, found[0].verdicts) == (7 * WAN, 1, ("符合", "不符合"))


def test_two_unknown_facts_decide_nothing_alone() -> None:
    found = explained(insurer((DAY, None), 从业人员=None, 营业收入=50_000 * WAN)).missing
    assert {m.fact for m in found} >= {"企业.从业人员", "保险.保费"}
    assert all(m.decides == 0 for m in found if m.fact in ("企业.从业人员", "保险.保费"))


def test_the_page_says_it_in_words() -> None:
    text = explained(insurer((DAY, 10 * WAN), 从业人员=1005, 营业收入=50_000 * WAN)).to_text()
    assert "→ 最近改变（1项）：从业人员由1005人减至999人" in text
    text = explained(insurer((DAY, 100 * WAN))).to_text()
    assert "→ 每增1万元保费，多得 7000元；保费增至142.857144万元，受限额“年度”封顶" in text
