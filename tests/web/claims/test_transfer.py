"""Competence follows the authority at submission; a firm that moves takes its claim along by a transfer."""

import pytest

from huiqi.web.audit.models import Entry
from huiqi.web.claims import services
from huiqi.web.claims.letters import letters_of
from huiqi.web.claims.models import Claim
from huiqi.web.claims.moves import Given
from huiqi.web.core.service import Failed
from huiqi.web.inbox.models import Notice
from tests.web.claims.stages import FOR, SOUND, Register, decide, draft, firm, handle, last, review, submitted
from tests.web.world import FIRM, HERE, THERE, acting, visit

MOVED = Given(words="企业迁址")


def move_to(register: Register, place: str) -> None:
    """The register has the firm elsewhere from now on."""
    register.firms[FIRM] = firm(所在地=place)


def seen(login: str, claim: Claim) -> int:
    return visit(login).get(f"/claims/{claim.pk}/").status_code


def test_before_submission_a_claim_follows_the_seat(register: Register) -> None:
    claim = draft()
    move_to(register, THERE)
    claim = services.submit(acting("clerk"), claim=claim)
    assert (claim.home.code, claim.desk.code) == (THERE, THERE)
    assert letters_of(claim).get().authority.code == THERE


def test_after_submission_it_stays_until_it_is_transferred_with_its_history(register: Register) -> None:
    claim = review()
    move_to(register, THERE)
    page = visit("officer").get(f"/claims/{claim.pk}/").content.decode()
    assert "登记的所在地已迁至" in page and "移送" in page
    due = claim.clock.due
    posted = {"action": "transfer", "words": "企业迁址", "seen": claim.version}
    visit("officer").post(f"/claims/{claim.pk}/handle/", posted)
    claim = Claim.objects.get(pk=claim.pk)
    assert (claim.home.code, claim.desk.code, claim.state, claim.level) == (THERE, THERE, "review", 1)
    assert claim.clock.due == due
    assert (seen("officer", claim), seen("officer-there", claim), seen("officer-above", claim)) == (
        404,
        200,
        200,
    )
    step = claim.steps.last()
    assert (step.action, step.desk.code, step.words) == ("transfer", HERE, "企业迁址")
    shown = visit("officer-there").get(f"/claims/{claim.pk}/").context
    assert [s.action for s, _ in shown["steps"]] == ["submit", "accept", "transfer"]
    assert [letter.kind for letter, _ in shown["letters"]] == ["filed", "receipt"]


def test_the_firm_and_the_new_office_are_told_and_the_audit_has_it(register: Register) -> None:
    claim = submitted()
    move_to(register, THERE)
    claim = handle(claim, "officer", "transfer", MOVED)
    told = {n.kind: n for n in Notice.objects.filter(link=f"/claims/{claim.pk}/")}
    assert told["receipt"].credit_code == FIRM and "期限不变" in told["receipt"].body
    assert told["task"].authority.code == THERE and told["task"].department.code == "工信"
    changed = Entry.objects.filter(subject="claims.claim", subject_id=str(claim.pk), changes__has_key="home")
    before, after = changed.latest("id").changes["home"]
    assert after == claim.home_id != before
    assert handle(claim, "officer-there", "accept").state == "review"


def test_whoever_has_moved_within_a_city_is_still_decided_there(register: Register) -> None:
    claim = last()
    move_to(register, THERE)
    claim = handle(claim, "officer-above", "transfer", MOVED)
    assert (claim.home.code, claim.desk.code, claim.state) == (THERE, HERE[:4], "last-review")
    assert decide(claim, "officer-above-two", "approve").state == "publicity"


def test_a_move_to_a_place_with_fewer_levels_leaves_no_level_out_of_reach(register: Register) -> None:
    claim = review()
    move_to(register, HERE[:2])
    claim = handle(claim, "officer", "transfer", MOVED)
    assert (claim.desk.code, claim.levels, claim.state) == (HERE[:2], 1, "last-review")


@pytest.mark.parametrize("given", [SOUND, FOR])
def test_nothing_is_transferred_while_the_seat_is_where_it_was(given: Given) -> None:
    with pytest.raises(Failed, match="登记的所在地仍在"):
        handle(submitted(), "officer", "transfer", given)
