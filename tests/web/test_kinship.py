"""Whoever declares a tie to a firm decides nothing of it; auditors see who declared what."""

import re
from typing import Any

import pytest

from huiqi.web.accounts.models import Mandate
from huiqi.web.accounts.queries import kinships
from huiqi.web.accounts.services import ask_binding, confirm_binding, declare_kinship
from huiqi.web.audit.models import Entry
from huiqi.web.core.service import Failed, Refused
from tests.web.world import FIRM, OTHER_FIRM, acting, visit


def declared(login: str = "officer", firm: str = FIRM) -> None:
    declare_kinship(acting(login), credit_code=firm, relation="配偶任职")


def test_an_officer_declares_on_a_page_and_finds_it_there() -> None:
    client = visit("officer")
    asked = {"credit_code": FIRM, "relation": "配偶任职"}
    page = client.post("/kinships/declare/", asked, follow=True).content.decode()
    assert FIRM in page and "配偶任职" in page
    assert Entry.objects.latest("id").action == "kinship.declare"


def test_declaring_again_says_it_anew_and_stays_one() -> None:
    declared()
    declare_kinship(acting("officer"), credit_code=FIRM, relation="本人持股")
    declare_kinship(acting("officer"), credit_code=FIRM, relation="本人持股")
    assert [k.relation for k in kinships(acting("officer"))] == ["本人持股"]


def test_a_form_with_every_field_wrong_says_so_at_each() -> None:
    for wrong in ({}, {"credit_code": "1" * 19, "relation": "甲" * 61}):
        answer = visit("officer").post("/kinships/declare/", wrong)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"credit_code", "relation"}
    page = visit("officer").post("/kinships/declare/", {"credit_code": FIRM[:-1] + "?", "relation": "甲"})
    assert page.status_code == 422 and not kinships(acting("officer"))


def test_an_officer_sees_their_own_and_auditors_those_of_their_place() -> None:
    declared()
    declared("officer-there", OTHER_FIRM)
    sees = {
        login: {k.person.login for k in kinships(acting(login))}
        for login in ("officer", "officer-above", "auditor", "auditor-here")
    }
    assert sees == {
        "officer": {"officer"},
        "officer-above": set(),
        "auditor": {"officer", "officer-there"},
        "auditor-here": {"officer"},
    }
    assert re.search("张officer-there", visit("auditor").get("/kinships/").content.decode())


def test_a_tie_bars_from_confirming_who_acts_for_the_firm() -> None:
    asked = ask_binding(acting("person"), credit_code=FIRM)
    declared()
    assert f"/firms/bindings/{asked.pk}/" not in visit("officer").get("/firms/bindings/").content.decode()
    with pytest.raises(Failed, match="不能确认"):
        confirm_binding(acting("officer"), mandate=asked, basis="营业执照原件")
    confirm_binding(acting("officer-two"), mandate=asked, basis="营业执照原件")
    assert Mandate.objects.get(pk=asked.pk).confirmed_by is not None


def test_firms_and_visitors_declare_nothing() -> None:
    with pytest.raises(Refused):
        declared("owner")
    assert visit("owner").get("/kinships/").status_code == 403


def test_the_list_costs_the_same_however_long(django_assert_num_queries: Any) -> None:
    client = visit("auditor")
    declared()
    with django_assert_num_queries(9) as first:
        client.get("/kinships/")
    declared("officer-there", OTHER_FIRM)
    declared("officer-two")
    with django_assert_num_queries(len(first)):
        client.get("/kinships/")
