"""A forgotten password: a link to one's own address, good once, telling nobody who has an account."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from huiqi.web.accounts.links import TOKENS
from huiqi.web.accounts.models import Message, Person
from huiqi.web.accounts.services import ask_link, set_password
from huiqi.web.accounts.signing import PENDING
from huiqi.web.actor import Actor
from huiqi.web.audit.models import Entry
from huiqi.web.core import clock
from huiqi.web.core.service import Failed
from tests.web.world import PASSWORD, named, visit

FORGOT, NEW = "/password/forgot/", "/password/new/"
MAIL = "owner@example.com"
CHOSEN = "a brand new secret"


@pytest.fixture(autouse=True)
def _address() -> None:
    Person.objects.filter(login="owner").update(email=MAIL)
    Person.objects.filter(login="auditor").update(email="auditor@example.com")


def link(email: str = MAIL) -> str:
    body = Message.objects.filter(recipient=email).latest("id").body
    found = re.search(r"https?://[^/\s]+(/password/\S+)", body)
    assert found
    return found[1]


def ask(client: Client, email: str = MAIL) -> str:
    client.post(FORGOT, {"email": email})
    return link(email)


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main")].split("csrf")[0]


def test_a_link_sets_a_new_password_and_the_old_one_is_gone(client: Client) -> None:
    client.get(ask(client))
    answer = client.post(NEW, {"password": CHOSEN}, follow=True)
    assert "请用新密码登录" in answer.content.decode()
    assert client.get("/account/").status_code == 302
    assert client.post("/sign-in/", {"login": "owner", "password": PASSWORD}).status_code == 422
    assert client.post("/sign-in/", {"login": "owner", "password": CHOSEN}).status_code == 302


def test_a_link_is_good_once(client: Client) -> None:
    where = ask(client)
    client.get(where)
    client.post(NEW, {"password": CHOSEN})
    again = client.get(where, follow=True)
    assert again.status_code == 410 and "重新申请" in again.content.decode()


def test_two_who_hold_one_link_set_one_password() -> None:
    person = named("owner")
    token = TOKENS.make_token(person)
    set_password(Actor(), person=person, token=token, password=CHOSEN)
    with pytest.raises(Failed, match="已用过"):
        set_password(Actor(), person=person, token=token, password="another secret")


def test_a_link_is_void_after_a_day_after_signing_in_and_for_anybody_else(client: Client) -> None:
    where = ask(client)
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert client.get(where, follow=True).status_code == 410
    other = re.sub(r"/password/\d+/", f"/password/{named('auditor').pk}/", where)
    assert client.get(other, follow=True).status_code == 410
    client.post("/sign-in/", {"login": "owner", "password": PASSWORD})
    assert client.get(where, follow=True).status_code == 410


def test_the_token_is_in_no_address_a_page_sends_on(client: Client) -> None:
    answer = client.get(ask(client))
    assert answer["Location"] == NEW and answer["Referrer-Policy"] == "same-origin"


def test_a_known_and_an_unknown_address_are_answered_alike_and_each_gets_one_mail(client: Client) -> None:
    pages = [client.post(FORGOT, {"email": e}).content.decode() for e in (MAIL, "nobody@example.com")]
    assert main(pages[0]).replace(MAIL, "x") == main(pages[1]).replace("nobody@example.com", "x")
    assert "没有账户" in Message.objects.get(recipient="nobody@example.com").body
    assert Message.objects.count() == 2


def test_whoever_asks_too_often_waits_known_or_not(client: Client) -> None:
    for email in (MAIL, "nobody@example.com"):
        codes = [client.post(FORGOT, {"email": email}).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
    assert Message.objects.filter(recipient=MAIL).count() == 3
    for number in range(20):
        last = client.post(FORGOT, {"email": f"{number}@example.com"}).status_code
    assert last == 429


def test_every_session_ends_with_the_old_password(client: Client) -> None:
    elsewhere = visit("owner")
    assert elsewhere.get("/account/").status_code == 200
    client.get(ask(client))
    client.post(NEW, {"password": CHOSEN})
    assert elsewhere.get("/account/").status_code == 302


def test_who_knew_the_old_password_and_waits_for_the_code_is_out(client: Client) -> None:
    thief = Client()
    thief.post("/sign-in/", {"login": "auditor", "password": PASSWORD})
    assert PENDING in thief.session
    client.get(ask(client, "auditor@example.com"))
    client.post(NEW, {"password": CHOSEN})
    assert thief.get("/sign-in/code/")["Location"] == "/sign-in/"


def test_staff_still_owe_a_code(client: Client) -> None:
    client.get(ask(client, "auditor@example.com"))
    client.post(NEW, {"password": CHOSEN})
    answer = client.post("/sign-in/", {"login": "auditor", "password": CHOSEN})
    assert answer["Location"].startswith("/sign-in/code/")


def test_a_weak_password_is_refused_and_the_link_is_still_good(client: Client) -> None:
    client.get(ask(client))
    assert client.post(NEW, {"password": "12345678901"}).status_code == 422
    assert client.post(NEW, {"password": CHOSEN}).status_code == 302


def test_it_is_audited_without_the_password_or_the_token() -> None:
    person = named("owner")
    token = TOKENS.make_token(person)
    ask_link(Actor(address="192.0.2.9"), person=person)
    set_password(Actor(address="192.0.2.9"), person=person, token=token, password=CHOSEN)
    asked, done = Entry.objects.filter(action="account.recover").order_by("id")
    assert asked.subject_id == done.subject_id == str(person.pk) and done.address == "192.0.2.9"
    assert all(str(v).startswith("digest:") for v in done.changes["password"])
    assert token not in str((asked.changes, done.changes)) and CHOSEN not in str(done.changes)


def test_an_address_of_staff_opens_no_second_account(client: Client) -> None:
    client.post("/register/", {"name": "李四", "email": "auditor@example.com", "password": CHOSEN})
    assert "您已有账户" in Message.objects.get(recipient="auditor@example.com").body


@pytest.mark.parametrize(
    "weak, said", [("short", "太短"), ("1234567890123", "不能全是数字"), ("password123", "太常见")]
)
def test_what_is_wrong_with_a_password_is_said_in_chinese(client: Client, weak: str, said: str) -> None:
    client.get(ask(client))
    assert said in client.post(NEW, {"password": weak}).content.decode()
