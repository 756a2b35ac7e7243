"""What a firm declares belongs to the register: a claim reads it, writes it, and shows every change of it."""

from datetime import date

import pytest

from huiqi.evaluate import Subject
from huiqi.web.claims import services
from huiqi.web.claims.freezing import trusted
from huiqi.web.claims.models import Claim
from huiqi.web.claims.moves import Given
from huiqi.web.claims.rules import rules_of
from huiqi.web.core.service import Failed
from huiqi.web.registry.models import Answer, DeclaredRecord, Firm
from huiqi.web.registry.services import declare
from tests.sample import WAN
from tests.web.claims.stages import FOR, PACKAGE, Register, decide, draft, firm, handle, named
from tests.web.world import FIRM, OTHER_FIRM, acting, visit

PREMIUM = "保险.保费"
FIELD = f"answer:0:{PREMIUM}"


@pytest.fixture
def unknown(register: Register) -> None:
    """The register knows no premium."""
    register.firms[FIRM] = firm((date(2022, 5, 10), None))


def say(monkeypatch: pytest.MonkeyPatch, value: int | None, login: str = "owner") -> Answer:
    """On the firm's own pages, outside any claim."""
    from huiqi.web.registry import services as registry

    law = rules_of(PACKAGE).package.vocabulary
    monkeypatch.setattr(registry, "fact_of", lambda path: law.kinds["保险"].facts["保费"])
    monkeypatch.setattr(registry, "read_subject", lambda code: firm((date(2022, 5, 10), None)))
    return declare(
        acting(login), firm=Firm.objects.get(credit_code=FIRM), path=PREMIUM, record="0", value=value
    )


def page(claim: Claim, login: str, part: str = "") -> str:
    answer = visit(login).get(f"/claims/{claim.pk}/{part}")
    assert answer.status_code == 200
    return answer.content.decode()


def post(claim: Claim, **given: str) -> None:
    data = {"seen": claim.version, "records": ["0"], **given}
    assert visit("clerk").post(f"/claims/{claim.pk}/form/", data).status_code == 302


@pytest.mark.usefixtures("unknown")
def test_an_answer_given_anywhere_fills_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, 50 * WAN)
    claim = draft(("0",))
    assert 'value="500000"' in page(claim, "clerk", "form/")
    assert claim.lines.get().asked == 35 * WAN


@pytest.mark.usefixtures("unknown")
def test_an_answer_given_in_a_form_is_the_firms_and_is_written_once() -> None:
    claim = draft(("0",))
    post(claim, **{FIELD: "50万元", "save": "1"})
    claim.refresh_from_db()
    post(claim, **{FIELD: "500000", "save": "1"})
    kept = Answer.objects.get()
    assert (kept.firm.credit_code, kept.path, kept.record, kept.value) == (FIRM, PREMIUM, "0", 50 * WAN)
    claim.refresh_from_db()
    post(claim, **{FIELD: "", "save": "1"})
    assert Answer.objects.latest("pk").value is None, "left empty, it is taken back"
    assert claim.lines.get().status == "待补充"


@pytest.mark.usefixtures("unknown")
def test_what_is_said_after_submission_moves_nothing_and_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, 50 * WAN, "clerk")
    claim = handle(services.submit(acting("clerk"), claim=draft(("0",))), "officer", "accept")
    say(monkeypatch, 90 * WAN)
    assert [d.value for d in trusted(claim).declared] == [50 * WAN]
    shown = page(claim, "officer")
    assert "张clerk：" in shown and "50万元" in shown
    assert "张owner：" in shown and "90万元" in shown and "提交之后又改" in shown


@pytest.mark.usefixtures("unknown")
def test_an_answer_in_a_supplement_takes_the_newest_along(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, 50 * WAN)
    claim = handle(services.submit(acting("clerk"), claim=draft(("0",))), "officer", "accept")
    claim = handle(claim, "officer", "verify", Given(words="保单", target=Answer.objects.get().pk))
    claim = handle(claim, "officer", "ask")
    say(monkeypatch, 90 * WAN)
    assert 'value="900000"' in page(claim, "clerk", "form/")
    post(claim, **{FIELD: "900000"})
    (now,) = trusted(claim).declared
    assert (now.value, now.verified) == (90 * WAN, False), "another answer wants another look"


@pytest.mark.usefixtures("unknown")
def test_a_finding_counts_in_its_own_claim_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, 50 * WAN)
    claim = handle(services.submit(acting("clerk"), claim=draft(("0",))), "officer", "accept")
    handle(claim, "officer", "verify", Given(words="保单", target=Answer.objects.get().pk))
    services.withdraw(acting("owner"), claim=claim)
    claim = handle(services.submit(acting("clerk"), claim=draft(("0",))), "officer", "accept")
    assert not trusted(claim).declared[0].verified


def test_what_the_register_has_learned_no_longer_rests_on_an_answer(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, 50 * WAN)
    claim = draft(("0",))
    assert claim.lines.get().asked == 70 * WAN and FIELD not in page(claim, "clerk", "form/")


# records that the register lacks

ENTERED = "自报1"
POLICY = {
    "mark": "policy",
    "number": " pb-77 ",
    "保险.险种": "首批次应用综合保险",
    "保险.产品": "范围内产品",
    "保险.投保日期": "2022-06-01",
    "保险.保费": "50万元",
}


def add(claim: Claim, **given: str) -> None:
    answer = visit("clerk").post(f"/claims/{claim.pk}/records/", {"seen": claim.version, **POLICY, **given})
    assert (answer.status_code, answer["Location"]) == (302, f"/claims/{claim.pk}/form/")
    claim.refresh_from_db()


def entered(register: Register) -> Claim:
    """A draft of a firm of which the register has no policy, with one entered by hand."""
    register.firms[FIRM] = without_records()
    claim = draft(())
    add(claim)
    return claim


def without_records() -> Subject:
    """The firm, of which the register has no policy."""
    known = firm()
    return Subject(known.entity, {}, known.name)


def test_an_accountant_enters_a_record_that_the_register_lacks(register: Register) -> None:
    claim = entered(register)
    line = claim.lines.get()
    assert (line.record, line.status, line.asked) == (ENTERED, "符合", 35 * WAN), "a result at once, on trial"
    assert line.marks.get(kind="policy").value == "PB-77"
    shown = page(claim, "clerk", "form/")
    assert "自行申报：保险 自报1" in shown and "投保日期 2022-06-01" in shown
    assert DeclaredRecord.objects.get().person.login == "clerk"


def test_nothing_of_it_is_approved_before_an_officer_has_seen_what_shows_it(register: Register) -> None:
    claim = handle(services.submit(acting("clerk"), claim=entered(register)), "officer", "accept")
    assert "登记库没有，企业自行申报" in page(claim, "officer")
    claim = handle(claim, "officer", "send-up", FOR)
    with pytest.raises(Failed, match=r"只是企业自报的事实：.*保险\.保费"):
        decide(claim, "officer-above", "approve")
    one = Answer.objects.get(fact="保费")
    claim = handle(claim, "officer-above-two", "verify", Given(words="保单", target=one.pk, value=40 * WAN))
    with pytest.raises(Failed, match="只是企业自报的事实"):
        decide(claim, "officer-above", "approve")
    given = {
        "action": "verify",
        "words": "保单原件",
        "choosing": "1",
        "records": ENTERED,
        "seen": claim.version,
    }
    visit("officer-above-two").post(f"/claims/{claim.pk}/handle/", given)
    assert decide(claim, "officer-above", "approve").lines.get().amount == 28 * WAN


def test_the_same_policy_entered_by_two_firms_is_found(register: Register) -> None:
    services.submit(acting("clerk"), claim=entered(register))
    register.firms[OTHER_FIRM] = named(without_records(), OTHER_FIRM)
    other = draft((), acting("owner-there"), OTHER_FIRM)
    visit("owner-there").post(f"/claims/{other.pk}/records/", {"seen": other.version, **POLICY})
    with pytest.raises(Failed, match="PB-77"):
        services.submit(acting("owner-there"), claim=other)


def test_a_record_with_every_field_wrong_says_each_and_loses_nothing(register: Register) -> None:
    register.firms[FIRM] = without_records()
    claim = draft(())
    wrong = {
        "mark": "nothing",
        "number": "9" * 81,
        "保险.险种": "没有这种",
        "保险.产品": "长" * 300,
        "保险.投保日期": "去年",
        "保险.起保日期": "1890-01-01",
        "保险.保费": "很多",
    }
    answer = visit("clerk").post(f"/claims/{claim.pk}/records/", {"seen": claim.version, **wrong})
    form, shown = answer.context["form"], answer.content.decode()
    assert answer.status_code == 422 and set(form.errors) >= set(wrong) & set(form.fields)
    for name in form.errors:
        assert f'id="{form[name].auto_id}_error"' in shown
    assert all(f'value="{wrong[name]}"' in shown for name in ("number", "保险.保费"))
    assert not DeclaredRecord.objects.exists()
    empty = {"mark": "policy", "number": "1", "seen": claim.version}
    answer = visit("clerk").post(f"/claims/{claim.pk}/records/", empty)
    assert "还没有内容" in answer.content.decode() and not DeclaredRecord.objects.exists()


def test_records_are_entered_in_a_draft_about_records_alone() -> None:
    claim = services.submit(acting("clerk"), claim=draft())
    assert visit("clerk").get(f"/claims/{claim.pk}/records/").status_code == 404
    about_firms = services.start(acting("clerk"), package=PACKAGE, measure="4.5-地方补贴", credit_code=FIRM)
    assert visit("clerk").get(f"/claims/{about_firms.pk}/records/").status_code == 404
