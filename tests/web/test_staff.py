"""Somebody new of staff: invited by one administrator, seated by another, let in by what they alone set."""

import re
from typing import Any

import pytest
from django.test import Client

from huiqi.web.accounts.devices import Authenticator
from huiqi.web.accounts.models import Message, Person
from huiqi.web.accounts.services import change_numbers, invite, reveal
from huiqi.web.audit.models import Entry
from huiqi.web.authorities.models import Authority, Department, Post
from huiqi.web.authorities.services import confirm_post
from huiqi.web.core.service import Failed, Refused
from tests.web.world import HERE, acting, named, visit

MAIL, CHOSEN = "li@example.com", "a brand new secret"
NUMBER, OTHER_NUMBER = "110101199003070011", "11010119900307002X"


def given(**other: Any) -> dict[str, Any]:
    place = {
        "authority": Authority.objects.get(code=HERE),
        "department": Department.objects.get(code="工信"),
    }
    return {"login": "li.si", "name": "李四", "email": MAIL, "role": "officer", **place, **other}


def posted(**other: Any) -> dict[str, Any]:
    return {k: getattr(v, "pk", v) for k, v in given(**other).items()}


def follow(client: Client) -> None:
    found = re.search(r"(/password/\S+)", Message.objects.filter(recipient=MAIL).latest("id").body)
    assert found
    client.get(found[1])
    client.post("/password/new/", {"password": CHOSEN})


def test_an_invited_person_sets_password_and_device_and_acts_once_a_second_administrator_agrees(
    client: Client, settings: Any
) -> None:
    settings.DEMO, settings.SECURE_SSL_REDIRECT = False, False
    visit("administrator").post("/staff/invite/", posted())
    follow(client)
    client.post("/sign-in/", {"login": "li.si", "password": CHOSEN})
    page = client.get("/sign-in/code/").content.decode()
    device = Authenticator.objects.get(user=named("li.si"))
    assert device.secret in page
    client.post("/sign-in/code/", {"code": f"{device.at().token():06d}"})
    assert client.get("/claims/queue/").status_code == 403
    post = Post.objects.get(person__login="li.si")
    with pytest.raises(Failed):
        confirm_post(acting("administrator"), post=post)
    confirm_post(acting("administrator-two"), post=post)
    client.post("/account/capacity/", {"capacity": f"post:{post.pk}"})
    assert client.get("/claims/queue/").status_code == 200


def test_nobody_is_in_by_the_password_of_an_invited_account_alone(client: Client) -> None:
    visit("administrator").post("/staff/invite/", posted())
    follow(client)
    answer = client.post("/sign-in/", {"login": "li.si", "password": CHOSEN})
    assert answer["Location"].startswith("/sign-in/code/")
    assert client.get("/account/").status_code == 302


def test_before_the_link_is_followed_there_is_no_password(client: Client) -> None:
    person = invite(acting("administrator"), **given())
    assert not person.has_usable_password()
    assert client.post("/sign-in/", {"login": "li.si", "password": ""}).status_code == 422


@pytest.mark.parametrize("other", [{"login": "owner"}, {"email": "known@example.com"}])
def test_a_name_or_address_that_is_taken_is_refused_and_nothing_is_left(other: dict[str, str]) -> None:
    Person.objects.create(login="known@example.com", name="张三")
    answer = visit("administrator").post("/staff/invite/", posted(**other))
    assert answer.status_code == 422 and "已被使用" in answer.content.decode()
    assert not Post.objects.filter(person__name="李四").exists()


def test_a_form_with_every_field_wrong_says_so_at_each() -> None:
    wrong = {"login": "<b>", "name": "", "email": "x", "authority": "0", "department": "x", "role": "emperor"}
    answer = visit("administrator").post("/staff/invite/", wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)


def test_an_invitation_is_sent_again_until_a_password_is_set(client: Client) -> None:
    administrator = visit("administrator")
    administrator.post("/staff/invite/", posted())
    person = named("li.si")
    administrator.post(f"/staff/{person.pk}/invite/")
    assert Message.objects.filter(recipient=MAIL).count() == 2
    follow(client)
    answer = administrator.post(f"/staff/{person.pk}/invite/", follow=True)
    assert "已经设好密码" in answer.content.decode()
    assert Message.objects.filter(recipient=MAIL).count() == 2


def test_inviting_is_for_administrators_with_a_fresh_code() -> None:
    for login, fresh in (("officer", True), ("auditor", True), ("administrator", False)):
        with pytest.raises(Refused):
            invite(acting(login, fresh), **given())


def test_an_auditor_sees_who_was_invited_and_invites_nobody() -> None:
    invite(acting("administrator"), **given())
    page = visit("auditor").get("/staff/").content.decode()
    assert "李四" in page and "再发邀请" not in page and "邀请人员" not in page


def test_the_list_costs_the_same_however_long(django_assert_num_queries: Any) -> None:
    client = visit("administrator")
    invite(acting("administrator"), **given())
    with django_assert_num_queries(14) as first:
        client.get("/staff/")
    invite(acting("administrator"), **given(login="wang", email="wang@example.com"))
    with django_assert_num_queries(len(first)):
        client.get("/staff/")


def test_a_person_enters_numbers_that_are_cipher_masked_and_audited_by_digest() -> None:
    client = visit("owner")
    client.post("/account/numbers/", {"phone": "13800001234", "identity_number": NUMBER})
    page = client.get("/account/").content.decode()
    assert "138****1234" in page and "110***********0011" in page and NUMBER not in page
    entry = Entry.objects.filter(action="account.numbers").latest("id")
    assert set(entry.changes) == {"phone", "identity_number"} and NUMBER not in str(entry.changes)
    assert reveal(acting("owner"), person=named("owner"), field="identity_number", reason="核对") == NUMBER
    client.post("/account/numbers/", {"phone": "13900001234", "identity_number": ""})
    assert (named("owner").phone, named("owner").identity_number) == ("13900001234", NUMBER)


@pytest.mark.parametrize("field, value", [("phone", "1380000"), ("identity_number", NUMBER[:-1] + "2")])
def test_a_number_that_is_none_is_refused(field: str, value: str) -> None:
    answer = visit("owner").post("/account/numbers/", {field: value})
    assert answer.status_code == 422 and field in answer.context["form"].errors


def test_one_person_has_one_account() -> None:
    change_numbers(acting("owner"), person=named("owner"), phone="", identity_number=NUMBER)
    with pytest.raises(Failed, match="另一个账户"):
        change_numbers(acting("officer"), person=named("officer"), phone="", identity_number=NUMBER)
    change_numbers(acting("officer"), person=named("officer"), phone="", identity_number=OTHER_NUMBER)


def test_nobody_enters_or_sees_the_numbers_of_another() -> None:
    with pytest.raises(Failed, match="本人"):
        change_numbers(
            acting("administrator"), person=named("owner"), phone="13800001234", identity_number=""
        )
    with pytest.raises(Failed, match="不能查看"):
        reveal(acting("administrator"), person=named("owner"), field="phone", reason="好奇")
