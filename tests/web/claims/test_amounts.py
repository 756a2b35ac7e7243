"""What lines come to: never more than the frozen rules give over what is approved and reserved."""

from collections.abc import Callable
from datetime import date

import pytest

from huiqi.web.claims import services
from huiqi.web.claims.models import Claim, Decision, Reservation
from huiqi.web.claims.moves import Given
from huiqi.web.core.service import Failed
from tests.sample import DEMO, WAN
from tests.web.claims.stages import (
    KEY,
    Register,
    approved,
    decide,
    draft,
    firm,
    handle,
    last,
    pass_days,
    publicity,
)
from tests.web.world import FIRM, OTHER_FIRM, acting

RULES = """- 标记: demo

| 限额 | 措施 | 每 | 期 | 上限 | 依据 |
|---|---|---|---|---|---|
| 关联企业年度合计 | sample/11.2-首批次应用综合保险补偿 | 关联企业组 | 年 | 120万元 | 演示 |
"""


def amounts(claim: Claim) -> dict[str, int | None]:
    return {line.record: line.amount for line in claim.lines.all()}


def test_the_yearly_limit_leaves_the_second_record_the_rest() -> None:
    assert amounts(publicity()) == {"0": 70 * WAN, "1": 30 * WAN}


def test_rejecting_the_first_of_two_records_gives_the_second_its_room_back() -> None:
    only = Given(words="第一份不符", records=frozenset({"1"}))
    claim = decide(last(), "officer-above", "approve", only)
    assert amounts(claim) == {"0": None, "1": 70 * WAN}
    assert [r.amount for r in Reservation.objects.filter(released=None)] == [70 * WAN]


def test_what_an_earlier_claim_reserved_is_gone() -> None:
    approved(frozenset({"0"}))
    second = services.submit(acting("clerk"), claim=draft(("1",)))
    second = handle(second, "officer", "accept")
    second = handle(second, "officer", "send-up", Given(words="符合", opinion=Decision.APPROVED))
    assert amounts(decide(second, "officer-above", "approve")) == {"1": 30 * WAN}


def test_the_same_record_is_not_claimed_twice() -> None:
    approved(frozenset({"0"}))
    with pytest.raises(Failed, match="已在另一件申请中申报"):
        services.submit(acting("clerk"), claim=draft(("0",)))


def test_an_objection_upheld_frees_the_limits() -> None:
    claim = decide(publicity(), "officer-above-two", "uphold")
    assert not Reservation.objects.filter(released=None).exists()
    assert {line.decision for line in claim.lines.all()} == {Decision.OPEN}


def test_revocation_frees_the_limits_and_needs_a_hearing_and_a_second_person() -> None:
    claim = decide(approved(), "officer-above", "notify")
    with pytest.raises(Failed, match="听证"):
        decide(claim, "officer-above-two", "revoke")
    pass_days(7)
    with pytest.raises(Failed, match="告知的人"):
        decide(claim, "officer-above", "revoke")
    assert decide(claim, "officer-above-two", "revoke").state == "revoked"
    assert not Reservation.objects.filter(released=None).exists()


def test_a_limit_of_a_group_holds_across_its_enterprises(
    register: Register, enacted: Callable[..., None]
) -> None:
    enacted(rules=RULES)
    register.groups = dict.fromkeys((FIRM, OTHER_FIRM), (FIRM, OTHER_FIRM))
    approved()
    Reservation.objects.filter(record="1").update(credit_code=OTHER_FIRM)
    register.firms[FIRM] = firm(
        (date(2022, 5, 1), 10 * WAN), (date(2022, 6, 1), 10 * WAN), (date(2022, 7, 1), 100 * WAN)
    )
    claim = services.submit(acting("clerk"), claim=draft(("2",)))
    claim = handle(claim, "officer", "accept")
    claim = handle(claim, "officer", "send-up", Given(words="符合", opinion=Decision.APPROVED))
    claim = decide(claim, "officer-above", "approve")
    line = claim.lines.get()
    assert (line.amount, line.cut_by) == (20 * WAN, "关联企业年度合计")


def test_settings_of_a_later_day_do_not_touch_what_was_frozen(enacted: Callable[..., None]) -> None:
    claim = last(("0",))
    enacted(settings=DEMO.read_text(encoding="utf-8").replace("| 70% |", "| 90% |"))
    assert amounts(decide(claim, "officer-above", "approve")) == {"0": 70 * WAN}
    assert claim.key == KEY


def test_one_that_is_not_eligible_is_not_approved(register: Register) -> None:
    register.firms[FIRM] = firm((date(2022, 3, 1), 100 * WAN), (date(2022, 9, 10), 100 * WAN))
    claim = last()
    with pytest.raises(Failed, match="不符合"):
        decide(claim, "officer-above", "approve")
    only = Given(words="第一份早于执行期", records=frozenset({"1"}))
    assert amounts(decide(claim, "officer-above", "approve", only)) == {"0": None, "1": 70 * WAN}
