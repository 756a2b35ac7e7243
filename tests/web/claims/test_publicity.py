"""公示: anybody sees what is to be granted and may object; somebody other than the approver decides."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiqi.web.actor import Actor
from huiqi.web.audit.models import Entry
from huiqi.web.claims import opposing, services
from huiqi.web.claims.models import Claim, Opposition
from huiqi.web.claims.moves import Given
from huiqi.web.core.service import Failed
from huiqi.web.inbox.models import Notice
from huiqi.web.permissions import Role
from tests.web.claims.stages import approved, decide, pass_days, publicity, submitted
from tests.web.world import FIRM, acting, visit

SAID = {"name": "李某", "contact": "13800001111", "reason": "这份保单已经退保"}


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    cache.clear()


def object_to(claim: Claim, address: str = "198.51.100.7") -> Opposition:
    return opposing.oppose(Actor(role=Role.VISITOR, address=address), claim=claim, **SAID)


def again(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_what_is_under_notice_is_public_and_no_more_of_it() -> None:
    claim, other = publicity(), visit(None)
    page = other.get("/claims/public/").content.decode()
    assert "样例公司" in page and "100万元" in page and FIRM not in page
    page = other.get(f"/claims/public/{claim.pk}/").content.decode()
    assert "1,000,000.00 元" in page and FIRM not in page and "622" not in page
    pass_days(8)
    assert "样例公司" not in other.get("/claims/public/").content.decode()
    assert other.get(f"/claims/public/{claim.pk}/").status_code == 404


def test_what_is_not_under_notice_is_not_there() -> None:
    assert visit(None).get(f"/claims/public/{submitted().pk}/").status_code == 404


def test_anybody_objects_with_a_reason_and_the_firm_and_the_desk_are_told() -> None:
    claim, client = publicity(), visit(None)
    where = f"/claims/public/{claim.pk}/"
    answer = client.post(where, {"name": "", "contact": "", "reason": "太长" * 600})
    assert answer.status_code == 422 and set(answer.context["form"].errors) == set(SAID)
    assert "太长太长" in answer.content.decode(), "what was typed stays"
    assert "异议已收到" in client.post(where, SAID, follow=True).content.decode()
    row = Opposition.objects.get()
    assert (row.name, row.contact, row.person, row.outcome) == ("李某", "13800001111", None, "open")
    entry = Entry.objects.get(action="publicity.oppose", subject="claims.opposition")
    assert "13800001111" not in str(entry.changes) and "李某" not in str(entry.changes)
    assert Notice.objects.filter(title="公示期间收到异议").count() == 2


def test_who_objected_stays_with_the_officers_and_each_look_is_recorded() -> None:
    claim = publicity()
    row = object_to(claim)
    where = f"/claims/{claim.pk}/oppositions/{row.pk}/"
    assert "李某" not in visit("owner").get(f"/claims/{claim.pk}/").content.decode()
    assert visit("owner").post(where).status_code == 404
    desk = visit("officer-above-two").get(f"/claims/{claim.pk}/").content.decode()
    assert "李某" in desk and "138****1111" in desk and "13800001111" not in desk
    assert "13800001111" in visit("officer-above-two").post(where, follow=True).content.decode()
    assert Entry.objects.filter(action="claim.look", changes__looked=[None, f"opposition:{row.pk}"]).exists()


def test_the_notice_does_not_end_before_what_was_said_is_decided() -> None:
    claim = publicity()
    row = object_to(claim)
    pass_days(8)
    assert again(claim).state == "publicity"
    ruled = Given(words="保单有效，已向保险公司核实", target=row.pk)
    decide(claim, "officer-above-two", "overrule", ruled)
    pass_days(1)
    assert again(claim).state == "approved"
    row.refresh_from_db()
    assert (row.outcome, row.ground) == ("overruled", ruled.words)
    with pytest.raises(Failed, match="公示已经结束"):
        object_to(claim)


def test_upheld_the_limits_are_free_and_the_claim_is_decided_again() -> None:
    claim = publicity()
    row = object_to(claim)
    given = {"action": "uphold", "target": row.pk, "words": "保单确已退保", "seen": claim.version}
    visit("officer-above-two").post(f"/claims/{claim.pk}/decide/", given)
    assert again(claim).state == "last-review" and Opposition.objects.get().outcome == "upheld"
    assert not claim.lines.filter(reservations__released=None, reservations__isnull=False).exists()


def test_whoever_approved_decides_no_objection() -> None:
    claim = publicity()
    row = object_to(claim)
    for action in ("overrule", "uphold"):
        with pytest.raises(Failed, match="原决定的人"):
            decide(claim, "officer-above", action, Given(words="不成立", target=row.pk))
    with pytest.raises(Failed, match="没有这项异议"):
        decide(claim, "officer-above-two", "overrule", Given(words="不成立", target=row.pk + 1))


def test_who_signs_with_an_account_is_told_what_became_of_it() -> None:
    claim = publicity()
    row = opposing.oppose(acting("person"), claim=claim, **SAID)
    decide(claim, "officer-above-two", "overrule", Given(words="已核实", target=row.pk))
    assert Notice.objects.get(person=acting("person").person).title == "您对公示的异议不成立"


def test_too_many_from_one_place_are_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = publicity()
    object_to(claim)
    with pytest.raises(Failed, match="还在处理"):
        object_to(claim)
    object_to(claim, "2001:db8::1")
    with pytest.raises(Failed, match="还在处理"):
        object_to(claim, "2001:db8::2")
    monkeypatch.setattr(opposing, "MOST", 1)
    with pytest.raises(Failed, match="太多"):
        object_to(claim)
    assert Opposition.objects.count() == 2


def test_the_list_is_paged_and_costs_the_same_however_long(
    django_assert_num_queries: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, client = publicity(), visit(None)
    with CaptureQueriesContext(connection) as few:
        client.get("/claims/public/")
    for year in range(2000, 2030):
        named = {"package": first.package, "measure": first.measure, "title": "甲", "state": "publicity"}
        place = {"home": first.home, "desk": first.desk, "department": first.department}
        Claim.objects.create(**named, **place, credit_code=FIRM, firm="样例公司", period=str(year))
    with django_assert_num_queries(len(few)):  # type: ignore[operator]
        page = client.get("/claims/public/")
    assert len(page.context["page"]) == 20 and len(few) <= 8
    for _ in range(60):
        answer = client.get("/claims/public/")
    assert answer.status_code == 429


def test_an_opposed_claim_stands_out_in_the_queue() -> None:
    claim = publicity()
    object_to(claim)
    found = visit("officer-above-two").get("/claims/queue/", {"mark": "opposed"})
    assert [c.pk for c in found.context["page"]] == [claim.pk] and "有异议" in found.content.decode()


def test_what_is_final_takes_no_more_objections() -> None:
    claim = approved()
    assert visit(None).post(f"/claims/public/{claim.pk}/", SAID).status_code == 404
    with pytest.raises(Failed):
        services.decide(acting("officer-above-two"), claim=claim, action="overrule", given=Given(words="甲"))
