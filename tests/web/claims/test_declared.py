"""What a firm declares belongs to the register: a claim reads it, writes it, and shows every change of it."""

from datetime import date

import pytest

from huiqi.web.claims import services
from huiqi.web.claims.freezing import trusted
from huiqi.web.claims.models import Claim
from huiqi.web.claims.moves import Given
from huiqi.web.claims.rules import rules_of
from huiqi.web.registry.models import Answer, Firm
from huiqi.web.registry.services import declare
from tests.sample import WAN
from tests.web.claims.stages import PACKAGE, Register, draft, firm, handle
from tests.web.world import FIRM, acting, visit

PREMIUM = "保险.保费"
FIELD = f"answer 0 {PREMIUM}"


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
