"""Who may act for a firm: bound, given, taken back; by whom, and by whom not."""

import pytest

from huiqi.web.accounts.models import Mandate
from huiqi.web.accounts.queries import bindings, mandates
from huiqi.web.accounts.services import ask_binding, confirm_binding, grant_mandate, reveal, revoke_mandate
from huiqi.web.audit.models import Entry
from huiqi.web.authorities.queries import one
from huiqi.web.core.service import Failed, NotThere, Refused
from tests.web.world import FIRM, OTHER_FIRM, acting, named, visit


def test_a_request_waits_at_the_authority_of_the_code() -> None:
    asked = ask_binding(acting("person"), credit_code=FIRM)
    assert asked in bindings(acting("officer"))
    assert asked in bindings(acting("officer-above"))
    assert asked not in bindings(acting("officer-there"))
    assert acting("person").firm == ""


def test_once_checked_the_person_acts_for_the_firm() -> None:
    asked = ask_binding(acting("person"), credit_code=FIRM)
    confirm_binding(acting("officer"), mandate=asked, basis="营业执照原件")
    assert acting("person").firm == FIRM


def test_the_owner_a_firm_has_may_confirm_another() -> None:
    asked = ask_binding(acting("person"), credit_code=FIRM)
    assert asked in bindings(acting("owner"))
    assert asked not in bindings(acting("owner-there"))


def test_nobody_confirms_their_own() -> None:
    asked = ask_binding(acting("owner"), credit_code=OTHER_FIRM)
    with pytest.raises(Failed, match="不能确认"):
        confirm_binding(acting("owner"), mandate=asked, basis="本人")


@pytest.mark.parametrize("code", ["", "91360102", FIRM[:-1] + "?", FIRM.lower()])
def test_a_code_that_is_none_is_refused(code: str) -> None:
    with pytest.raises(Failed):
        ask_binding(acting("person"), credit_code=code)


def test_a_mandate_ends_at_once_and_only_the_firm_or_the_person_ends_it() -> None:
    mandate = Mandate.objects.get(person__login="clerk")
    with pytest.raises(Failed):
        revoke_mandate(acting("owner-there"), mandate=mandate)
    revoke_mandate(acting("owner"), mandate=mandate)
    assert acting("clerk").firm == ""


def test_a_bookkeeper_serves_many_firms() -> None:
    grant_mandate(acting("owner-there"), login="bookkeeper", role="bookkeeper")
    titles = visit("bookkeeper").get("/account/").content.decode()
    assert FIRM in titles and OTHER_FIRM in titles


def test_a_counter_officer_acts_on_behalf_of_a_firm_of_its_authority() -> None:
    client = visit("counter")
    client.post("/firms/serve/", {"credit_code": OTHER_FIRM})
    assert client.get("/account/").wsgi_request.actor.firm == ""
    client.post("/firms/serve/", {"credit_code": FIRM})
    actor = client.get("/account/").wsgi_request.actor
    assert (actor.role, actor.firm) == ("counter", FIRM)
    assert Entry.objects.latest("id").changes == {"serves": [None, FIRM]}
    client.post("/firms/serve/", {"credit_code": ""})
    assert client.get("/account/").wsgi_request.actor.firm == ""


def test_a_clerk_grants_nothing() -> None:
    with pytest.raises(Refused):
        grant_mandate(acting("clerk"), login="person", role="clerk")


def test_somebody_elses_mandate_is_not_there() -> None:
    other = Mandate.objects.get(person__login="owner-there")
    for pk in (other.pk, 10**9):
        with pytest.raises(NotThere):
            one(mandates(acting("owner"), "mandate.revoke"), pk=pk)


def test_each_look_at_a_number_is_audited_and_the_number_is_not_in_it() -> None:
    person = named("owner")
    person.phone = "13800001234"
    person.save()
    page = visit("owner").get("/account/").content.decode()
    assert "138****1234" in page and "13800001234" not in page
    assert reveal(acting("owner"), person=person, field="phone", reason="核对") == "13800001234"
    entry = Entry.objects.latest("id")
    assert entry.action == "account.reveal" and entry.changes["revealed"] == [None, "phone"]
    assert "13800001234" not in str(entry.changes)
