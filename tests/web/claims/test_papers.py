"""Every act that needs a paper issues one: numbered, kept, linked, genuine; where it cannot be, nothing is done."""

from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader

from huiqi.web.claims import services
from huiqi.web.claims.letters import letters_of
from huiqi.web.claims.models import Claim, Decision
from huiqi.web.claims.moves import Given
from huiqi.web.core.service import Failed
from huiqi.web.correspondence.models import IssuedLetter
from huiqi.web.terms.models import Provision
from tests.web.claims.stages import (
    SOUND,
    approved,
    decide,
    handle,
    last,
    offered,
    pass_days,
    reconsidering,
    rejected,
    review,
    revoking,
    submitted,
    supplementing,
    with_account,
)
from tests.web.world import acting, visit


def kinds(claim: Claim) -> list[str]:
    return list(letters_of(claim).values_list("kind", flat=True))


def text(letter: IssuedLetter, login: str = "owner") -> str:
    answer = visit(login).get(f"/claims/{letter.subject_id}/letters/{letter.pk}/")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).replace("\n", "")


def _revoked() -> Claim:
    claim = revoking()
    pass_days(7)
    return decide(Claim.objects.get(pk=claim.pk), "officer-above-two", "revoke")


def _confirmed() -> Claim:
    return services.confirm(acting("owner"), claim=with_account(offered()))


def _upheld() -> Claim:
    claim = decide(last(), "officer-above", "approve")
    return decide(claim, "officer-above-two", "uphold")


ACCEPTED = ["filed", "receipt"]
ISSUED: dict[str, tuple[Callable[[], Claim], list[str]]] = {
    "submit": (submitted, ["filed"]),
    "accept": (review, ACCEPTED),
    "refuse": (lambda: handle(submitted(), "officer", "refuse"), ["filed", "refusal"]),
    "ask": (supplementing, [*ACCEPTED, "supplement"]),
    "approve": (approved, [*ACCEPTED, "approval"]),
    "approve-some": (lambda: approved(frozenset({"1"})), [*ACCEPTED, "part-approval"]),
    "reject": (rejected, [*ACCEPTED, "rejection"]),
    "confirm": (_confirmed, ["approval"]),
    "uphold": (_upheld, [*ACCEPTED, "approval", "reopened"]),
    "dismiss": (
        lambda: decide(reconsidering(), "officer-province", "dismiss"),
        [*ACCEPTED, "rejection", "upheld"],
    ),
    "sustain": (
        lambda: decide(reconsidering(), "officer-province", "sustain"),
        [*ACCEPTED, "rejection", "reopened"],
    ),
    "notify": (revoking, [*ACCEPTED, "approval", "revocation-notice"]),
    "revoke": (_revoked, [*ACCEPTED, "approval", "revocation-notice", "revocation"]),
}


@pytest.mark.parametrize("act", ISSUED)
def test_each_act_issues_its_letter_and_anybody_finds_it_genuine(act: str) -> None:
    reach, expected = ISSUED[act]
    claim = reach()
    assert kinds(claim) == expected
    for login in ("owner", "officer"):
        shown = dict(visit(login).get(f"/claims/{claim.pk}/").context["letters"])
        assert [letter.kind for letter in shown] == expected
        for letter, check in shown.items():
            found = visit(None).get(check)
            assert found.status_code == 200 and letter.number in found.content.decode()
    written = text(letters_of(claim).last())
    assert "样例公司" in written and "演示·无法律效力" in written


def test_who_decided_signs_and_a_review_names_what_it_reviewed() -> None:
    claim = decide(reconsidering(), "officer-province", "dismiss")
    first, second = letters_of(claim).filter(kind__in=["rejection", "upheld"])
    assert (first.authority.code, second.authority.code) == ("3601", "36")
    assert second.earlier == first.number and first.number in text(second)


def test_a_letter_says_what_the_officer_wrote_and_by_when() -> None:
    claim = handle(review(), "officer", "ask", Given(words="保单复印件不清\r\n缺发票"))
    written = text(letters_of(claim).last())
    assert "1. 保单复印件不清" in written and "2. 缺发票" in written and "补正截止" in written
    rejection = letters_of(rejected_again(claim)).last()
    assert "条件：目录" in text(rejection)


def rejected_again(claim: Claim) -> Claim:
    """The same claim answered, sent up and refused."""
    claim = services.answer(acting("clerk"), claim=claim, given=Given(form={}))
    given = Given(words="不予支持", opinion=Decision.REFUSED)
    return decide(handle(claim, "officer", "send-up", given), "officer-above", "reject")


def test_an_approval_in_part_lists_every_record_with_its_sum() -> None:
    letter = letters_of(approved(frozenset({"1"}))).last()
    written = text(letter)
    assert letter.amounts == [["核定金额", 70_000_000]]
    assert "部分予以支持" in written and "不支持" in written and "700,000.00" in written


def test_a_letter_of_a_claim_is_nobody_elses() -> None:
    claim = submitted()
    letter = letters_of(claim).get()
    for login in ("owner-there", "officer-there"):
        assert visit(login).get(f"/claims/{claim.pk}/letters/{letter.pk}/").status_code == 404
    assert visit("clerk").get(f"/claims/{claim.pk}/letters/{letter.pk + 1}/").status_code == 404


def test_outside_a_demo_without_remedies_a_decision_is_refused_and_nothing_is_done(settings: object) -> None:
    claim = last()
    people = {"proposed_by": acting("policy").person, "confirmed_by": acting("policy-two").person}
    Provision.objects.exclude(name="决定救济").update(demo=False, **people)
    settings.DEMO = False  # type: ignore[attr-defined]
    before = (claim.version, IssuedLetter.objects.count(), claim.steps.count())
    with pytest.raises(Failed, match="没有办理，因为文书不能签发：决定书缺少复议、诉讼") as refusal:
        decide(claim, "officer-above", "reject")
    assert "“规定”页录入权利告知" in refusal.value.hint
    claim = Claim.objects.get(pk=claim.pk)
    assert (claim.version, IssuedLetter.objects.count(), claim.steps.count()) == before
    assert claim.state == "last-review" and not claim.lines.exclude(decision="open").exists()


def test_where_no_term_is_set_a_letter_that_must_name_a_day_is_refused() -> None:
    Provision.objects.filter(name="补正").delete()
    with pytest.raises(Failed, match="还没有设定“补正”"):
        handle(review(), "officer", "ask", SOUND)
