"""Terms that run, stop and resume; the promise; what is missed goes up, and the firm is told why."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from stdnum.cn import uscc

from huiqi.web.actor import CLOCK
from huiqi.web.audit.models import Entry
from huiqi.web.claims import services
from huiqi.web.claims.models import Claim, Escalation
from huiqi.web.claims.moves import Given
from huiqi.web.core.deadlines import Term
from huiqi.web.core.models import Unit
from huiqi.web.inbox.models import Notice
from huiqi.web.terms.models import Provision
from tests.web.claims.stages import (
    Register,
    approved,
    draft,
    firm,
    handle,
    named,
    offered,
    pass_days,
    review,
    submitted,
    supplementing,
)
from tests.web.world import FIRM, OTHER_FIRM, acting, visit


def again(claim: Claim) -> Claim:
    return Claim.objects.select_related("clock", "promise", "paused", "objection").get(pk=claim.pk)


def notices(claim: Claim) -> list[str]:
    """What the firm was told, by kind."""
    return list(
        Notice.objects.filter(link=f"/claims/{claim.pk}/").order_by("id").values_list("kind", flat=True)
    )


def test_each_state_has_its_deadline_with_the_rule_it_rests_on() -> None:
    claim = submitted()
    assert claim.clock is not None
    assert (claim.clock.due, claim.clock.count, claim.clock.demo) == (date(2022, 10, 17), 5, True)
    assert "演示" in claim.clock.article
    claim = handle(claim, "officer", "accept")
    assert claim.clock is not None and claim.clock.due == date(2022, 10, 24)


def test_the_day_is_promised_on_submission_as_the_sum_of_all_terms() -> None:
    claim = submitted()
    assert claim.promise is not None
    assert (
        claim.promise.due
        == Term(5 + 10 + 10 + 5 + 3 + 10, Unit.WORKING_DAYS, "").from_day(date(2022, 10, 10)).day
    )
    assert claim.promise.demo and "受理5工作日" in claim.promise.article


def test_while_the_firm_supplements_the_clock_and_the_promise_stand_still() -> None:
    claim = supplementing()
    promised, due = again(claim).promise.due, again(claim).paused.due
    pass_days(4)
    claim = services.answer(acting("clerk"), claim=again(claim), given=Given(form={}))
    claim = again(claim)
    assert claim.paused is None and claim.clock.held == claim.promise.held == 4
    assert claim.clock.due == Term(4, Unit.WORKING_DAYS, "").from_day(due).day
    assert claim.promise.due == Term(4, Unit.WORKING_DAYS, "").from_day(promised).day


def test_no_delay_of_the_authority_moves_the_promise() -> None:
    claim = submitted()
    promised = claim.promise.due
    pass_days(12)
    claim = handle(again(claim), "officer", "accept")
    assert again(claim).promise.due == promised


def test_a_missed_step_goes_up_once_and_the_firm_is_told_why() -> None:
    claim = submitted()
    pass_days(5)
    assert not Escalation.objects.exists()
    pass_days(3)
    told = Escalation.objects.get()
    assert (told.above.code, told.deadline_id) == ("3601", again(claim).clock_id)
    assert "2022-10-17" in told.words and "已提交" in told.words
    assert notices(claim)[-1] == "late"


def test_a_missed_promise_says_where_it_is_stuck() -> None:
    claim = review()
    pass_days(45)
    told = Escalation.objects.get(deadline=again(claim).promise)
    assert "承诺在" in told.words and "审核中" in told.words and "东湖区" in told.words
    assert told.words in Notice.objects.filter(kind="late").values_list("body", flat=True)
    assert told.words in visit("owner").get(f"/claims/{claim.pk}/").content.decode()


def test_a_supplement_that_never_comes_closes_the_claim_and_a_new_one_is_open() -> None:
    claim = supplementing()
    pass_days(10)
    assert again(claim).state == "supplementing"
    pass_days(1)
    claim = again(claim)
    assert claim.state == "closed" and claim.promise.closed is not None and claim.paused.closed is not None
    assert draft().state == "draft"


def test_after_the_last_filing_day_a_draft_lapses_and_nothing_begins() -> None:
    claim = draft()
    pass_days(60)
    assert again(claim).state == "lapsed"


def test_where_no_term_is_set_there_is_no_clock_and_no_promise() -> None:
    Provision.objects.filter(name__in=("受理", "公示")).delete()
    claim = submitted()
    assert claim.clock is None and claim.promise is None


def test_without_公示_an_approval_is_final_at_once() -> None:
    Provision.objects.filter(name="公示").delete()
    from tests.web.claims.stages import publicity

    assert publicity().state == "approved"


def test_the_promise_runs_on_after_approval() -> None:
    claim = again(approved())
    assert claim.promise.closed is None and claim.objection is not None


def test_a_clock_that_is_told_twice_does_nothing_the_second_time() -> None:
    from huiqi.web.claims import clocks

    submitted()
    pass_days(9)
    before = Escalation.objects.count()
    clocks.begin(date(2022, 10, 30))
    assert Escalation.objects.count() == before and CLOCK.fresh


def shown(**given: str) -> dict[str, str]:
    """The list of officers: firms with their reasons."""
    answer = visit("officer").get("/claims/unreached/", given)
    return {claim.credit_code: reason for claim, reason in answer.context["rows"]}


def test_an_offer_nobody_confirms_lapses_and_is_listed_with_the_reason(register: Register) -> None:
    stranger = "91360102MA0000077" + uscc.calc_check_digit("91360102MA0000077")
    register.firms[stranger] = named(firm(), stranger, "没有人的公司")
    claims = [offered(), offered(credit_code=stranger)]
    assert shown(open="1") == {FIRM: "通知没有打开", stranger: "企业没有人在本站办事"} and shown() == {}
    pass_days(60)
    assert {again(c).state for c in claims} == {"lapsed"} and shown(open="1") == {}
    assert shown() == {FIRM: "通知没有打开", stranger: "企业没有人在本站办事"}
    assert [s.action for s in claims[0].steps.all()] == ["lapse"] and again(claims[0]).before == "offered"
    entry = Entry.objects.get(subject="claims.claim", subject_id=str(claims[0].pk), action="claim.time")
    assert entry.changes["state"] == ["offered", "lapsed"]
    notice = Notice.objects.get(credit_code=FIRM, kind="offer")
    visit("owner").get(f"/inbox/{notice.pk}/")
    assert shown()[FIRM] == "看过通知，没有确认"


def test_what_lies_elsewhere_is_not_listed(register: Register) -> None:
    register.firms[OTHER_FIRM] = named(firm(所在地="360103"), OTHER_FIRM)
    offered(credit_code=OTHER_FIRM)
    draft()
    pass_days(60)
    assert shown() == {FIRM: "草稿没有提交"}


def test_the_list_of_the_unreached_costs_the_same_however_long(register: Register) -> None:
    client, seen = visit("officer"), []
    for number in range(4):
        code = f"91360102MA{number:07d}"
        register.firms[code] = named(firm(), code)
        offered(credit_code=code)
        with CaptureQueriesContext(connection) as queries:
            client.get("/claims/unreached/?open=1")
        seen.append(len(queries))
    assert seen[0] == seen[-1] <= 14
