"""A basis is written once, hashed, and gives the same answer again whatever the register says later."""

import json
from datetime import date

import pytest
from django.db import DatabaseError

from huiqi.web.accounts.services import declare_kinship
from huiqi.web.claims import services
from huiqi.web.claims.canonical import canonical, sha256, subject_from_json, subject_to_json
from huiqi.web.claims.freezing import read, trusted
from huiqi.web.claims.models import Basis, Claim
from huiqi.web.claims.moves import Given
from huiqi.web.core.service import Failed
from huiqi.web.registry.models import Answer
from tests.sample import WAN, sample
from tests.web.claims.stages import (
    SOUND,
    Register,
    decide,
    draft,
    firm,
    handle,
    last,
    offered,
    publicity,
    submitted,
    with_account,
)
from tests.web.world import FIRM, acting

PREMIUM = "保险.保费"


def basis(claim: Claim) -> Basis:
    found = claim.bases.order_by("-id").first()
    assert found is not None
    return found


def declared(register: Register, value: int = 100 * WAN) -> Claim:
    """A draft whose premium nobody but the firm knows."""
    register.firms[FIRM] = firm((date(2022, 5, 10), None))
    claim = draft(("0",))
    form = {"records": ["0"], "answers": {("0", PREMIUM): value}}
    return services.save(acting("clerk"), claim=claim, given=Given(form=form))


def reviewed(claim: Claim) -> Claim:
    claim = services.submit(acting("clerk"), claim=claim)
    return handle(claim, "officer", "accept")


def test_a_basis_says_by_which_law_facts_and_day() -> None:
    found = basis(submitted())
    body = json.loads(found.body)
    assert found.digest == sha256(found.body) and canonical(body) == found.body
    assert body["package"] and body["settings"][0][0].endswith("demo.md")
    assert body["register"] == {"day": "2022-10-01", "snapshot": 1} and body["as_of"] == "2022-10-10"
    assert body["subject"]["records"]["保险"][0]["facts"]["投保日期"] == "2022-05-10"
    conditions = body["trace"]["candidates"][0]["conditions"]
    assert {c["name"] for c in conditions} >= {"险种", "目录", "期内"}
    assert [line["amount"] for line in body["lines"]] == [70 * WAN, 30 * WAN]
    assert body["demo"] is True


def test_the_same_basis_twice_has_the_same_digest() -> None:
    first = basis(submitted())
    services.withdraw(acting("owner"), claim=first.claim)
    assert basis(submitted()).digest == first.digest


def test_a_subject_comes_back_as_it_was() -> None:
    package, _ = sample()
    subject = firm((None, None), 停产=True)
    assert subject_from_json(json.loads(canonical(subject_to_json(subject))), package.vocabulary) == subject


def test_a_basis_cannot_be_changed() -> None:
    found = basis(submitted())
    found.day = date(2023, 1, 1)
    with pytest.raises(DatabaseError, match="append-only"):
        found.save()


def test_a_register_that_changes_later_changes_nothing_frozen(register: Register) -> None:
    claim = last(("0",))
    register.firms[FIRM] = firm((date(2022, 5, 10), 1 * WAN))
    claim = decide(claim, "officer-above", "approve")
    assert claim.lines.get().amount == 70 * WAN


def test_confirming_freezes_and_reserves() -> None:
    claim = services.confirm(acting("owner"), claim=with_account(offered()))
    assert [b.occasion for b in claim.bases.order_by("id")] == ["confirm"]
    assert (claim.state, claim.receipt[:8]) == ("publicity", "20221010")
    assert [line.amount for line in claim.lines.all()] == [70 * WAN, 30 * WAN]


def test_without_an_account_in_the_firms_name_nothing_is_confirmed() -> None:
    claim = offered()
    with pytest.raises(Failed, match="收款账户"):
        services.confirm(acting("owner"), claim=claim)
    with pytest.raises(Failed, match="不一致"):
        services.name_account(
            acting("owner"), claim=claim, holder="别的公司", bank="样例银行", number="62220000"
        )


def test_what_is_only_declared_blocks_approval_until_an_officer_has_looked(register: Register) -> None:
    claim = reviewed(declared(register))
    claim = handle(claim, "officer", "send-up", Given(words="符合", opinion="approved"))
    with pytest.raises(Failed, match="只是企业自报的事实：保险"):
        decide(claim, "officer-above", "approve")
    answer = Answer.objects.get()
    checked = Given(words="保单原件", target=answer.pk, value=90 * WAN)
    claim = handle(claim, "officer-above-two", "verify", checked)
    assert decide(claim, "officer-above", "approve").lines.get().amount == 63 * WAN


def test_whoever_verified_does_not_approve(register: Register) -> None:
    claim = reviewed(declared(register))
    claim = handle(claim, "officer", "send-up", Given(words="符合", opinion="approved"))
    claim = handle(claim, "officer-above", "verify", Given(words="保单", target=Answer.objects.get().pk))
    with pytest.raises(Failed, match="不能作决定"):
        decide(claim, "officer-above", "approve")


def test_every_change_of_an_answer_stays_to_be_seen(register: Register) -> None:
    claim = declared(register)
    for value in (100 * WAN, 80 * WAN):
        form = {"records": ["0"], "answers": {("0", PREMIUM): value}}
        services.save(acting("clerk"), claim=claim, given=Given(form=form))
    assert [a.value for a in Answer.objects.order_by("id")] == [100 * WAN, 80 * WAN]
    assert claim.lines.get().asked == 56 * WAN


def test_an_answer_to_a_question_is_frozen_with_the_settings_of_submission(register: Register) -> None:
    claim = reviewed(declared(register))
    claim = handle(claim, "officer", "ask")
    form = {"answers": {("0", PREMIUM): 50 * WAN}}
    claim = services.answer(acting("clerk"), claim=claim, given=Given(form=form))
    occasions = [b.occasion for b in claim.bases.order_by("id")]
    assert occasions == ["submit", "answer"]
    first, second = claim.bases.order_by("id")
    assert first.rules == second.rules and read(second).as_of == read(first).as_of
    assert json.loads(second.body)["lines"][0]["amount"] == 35 * WAN
    assert trusted(claim).declared[0].value == 50 * WAN


def test_nobody_decides_for_a_firm_they_have_declared() -> None:
    claim = submitted()
    declare_kinship(acting("officer"), credit_code=FIRM, relation="配偶任职")
    with pytest.raises(Failed, match="回避"):
        handle(claim, "officer", "accept")
    assert handle(claim, "officer-two", "accept").state == "review"


def test_whoever_accepted_or_proposed_does_not_approve(monkeypatch: pytest.MonkeyPatch) -> None:
    from huiqi.web.claims import procedure

    monkeypatch.setattr(procedure, "levels", lambda home, measure: 1)
    claim = handle(submitted(), "officer", "accept")
    assert claim.state == "last-review"
    with pytest.raises(Failed, match="不能作决定"):
        decide(claim, "officer", "approve")
    assert decide(claim, "officer-two", "approve").state == "publicity"


def test_an_overturned_opinion_stays() -> None:
    claim = decide(last(), "officer-above", "reject")
    opinions = [
        (s.action, s.opinion, s.desk.code) for s in claim.steps.all() if s.action in ("send-up", "reject")
    ]
    assert opinions == [("send-up", "approved", "360102"), ("reject", "", "3601")]
    assert SOUND.reasons == ("目录",)


def test_an_act_on_what_has_changed_since_is_told() -> None:
    claim = submitted()
    seen = claim.version
    handle(claim, "officer", "accept")
    with pytest.raises(Failed, match="刚刚有了变化"):
        services.handle(acting("officer"), claim=claim, action="ask", given=SOUND, seen=seen)


def test_who_approved_does_not_judge_an_objection() -> None:
    with pytest.raises(Failed, match="原决定的人"):
        decide(publicity(), "officer-above", "uphold")


def test_the_trace_speaks_of_the_records_claimed_as_if_no_other_were(register: Register) -> None:
    premiums = [(date(2022, month, 10), 100 * WAN) for month in (5, 6, 7)]
    register.firms[FIRM] = firm(*premiums)
    body = json.loads(basis(submitted(("0", "2"))).body)
    assert [c["amount"] for c in body["trace"]["candidates"]] == [70 * WAN, 30 * WAN]
    assert [line["amount"] for line in body["lines"]] == [70 * WAN, 30 * WAN]


def test_a_measure_about_firms_has_one_line_and_asks_the_firm(register: Register) -> None:
    claim = services.start(acting("clerk"), package="sample", measure="4.5-地方补贴", credit_code=FIRM)
    form = {"answers": {("", "企业.停产"): True}}
    claim = services.save(acting("clerk"), claim=claim, given=Given(form=form))
    assert [line.record for line in claim.lines.all()] == [""]
