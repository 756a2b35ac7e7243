"""Signing in, as people and as those who try."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from huiqi.web.accounts.devices import Authenticator
from huiqi.web.accounts.models import Message, Person
from huiqi.web.accounts.signing import FRESH
from huiqi.web.core import clock
from tests.web.world import PASSWORD, acting, named, visit

SIGN_IN = "/sign-in/"


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: str) -> object:
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def sent(login: str) -> str:
    body = Message.objects.filter(recipient=login).latest("id").body
    return "".join(c for c in body.split("，")[0] if c.isdigit())


def test_an_owner_signs_in_by_password_and_acts_for_their_firm(client: Client) -> None:
    answer = client.post(SIGN_IN, {"login": "Owner", "password": PASSWORD}, follow=True)
    assert "企业负责人" in answer.content.decode()


def test_staff_are_not_in_before_their_code(client: Client) -> None:
    answer = client.post(SIGN_IN, {"login": "auditor", "password": PASSWORD, "next": "/audit/"})
    assert answer["Location"] == "/sign-in/code/?next=%2Faudit%2F"
    assert client.get("/audit/").status_code == 302
    wrong = client.post("/sign-in/code/", {"code": "000000" if sent("auditor") != "000000" else "111111"})
    assert "验证码不正确" in wrong.content.decode()


def test_the_right_code_lets_staff_in_once(client: Client) -> None:
    sign_in(client, "auditor")
    code = sent("auditor")
    assert client.post("/sign-in/code/", {"code": code, "next": "/audit/"})["Location"] == "/audit/"
    assert client.get("/audit/").status_code == 200
    again = Client()
    sign_in(again, "auditor")
    assert again.post("/sign-in/code/", {"code": code}).status_code == 422


def test_in_production_staff_set_up_an_authenticator_first(client: Client, settings: object) -> None:
    settings.DEMO = False
    settings.SECURE_SSL_REDIRECT = False
    sign_in(client, "auditor")
    page = client.get("/sign-in/code/").content.decode()
    device = Authenticator.objects.get(user=named("auditor"))
    assert device.secret in page and "data:image/svg" in page
    answer = client.post("/sign-in/code/", {"code": f"{device.at().token():06d}"})
    assert answer.status_code == 302
    assert client.get("/audit/").status_code == 200
    assert device.secret not in client.get("/account/").content.decode()


def test_a_code_of_an_authenticator_is_taken_once() -> None:
    device = Authenticator.objects.create(user=named("auditor"), name="app")
    code = f"{device.at().token():06d}"
    assert device.verify_token(code)
    assert not device.verify_token(code)


def test_wrong_name_and_wrong_password_look_the_same(client: Client) -> None:
    pages = [sign_in(client, login, "wrong") for login in ("owner", "nobody-at-all")]
    texts = [page.content.decode().replace("nobody-at-all", "owner") for page in pages]
    assert pages[0].status_code == pages[1].status_code == 422
    strip = [text[text.index("<main") : text.index("</main")].split("csrf")[0] for text in texts]
    assert strip[0] == strip[1] and "用户名或密码不正确" in texts[0]


@pytest.mark.parametrize("login", ["owner", "nobody-at-all"])
def test_after_five_failures_there_is_a_pause_even_for_the_right_password(client: Client, login: str) -> None:
    for _ in range(5):
        sign_in(client, login.upper(), "wrong")
    answer = sign_in(client, login)
    assert answer.status_code == 429 and "15 分钟" in answer.content.decode()


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client: Client, where: str) -> None:
    assert sign_in(client, "owner", next=where)["Location"] == "/"


def test_registering_says_the_same_for_an_address_that_has_an_account(client: Client) -> None:
    Person.objects.create(login="known@example.com", name="张三")
    given = {"name": "李四", "password": "a long enough one"}
    pages = [
        client.post("/register/", {**given, "email": email}, follow=True).content.decode()
        for email in ("known@example.com", "new@example.com")
    ]
    parts = [page[page.index("<main") : page.index("</main")].split("csrf")[0] for page in pages]
    assert parts[0] == parts[1]
    assert "您已有账户" in Message.objects.get(recipient="known@example.com").body


def test_an_account_opens_with_the_code_that_was_sent(client: Client) -> None:
    given = {"name": "李四", "email": "new@example.com", "password": "a long enough one"}
    client.post("/register/", given)
    assert not Person.objects.filter(login="new@example.com").exists()
    client.post("/register/code/", {"code": sent("new@example.com")})
    assert named("new@example.com").check_password(given["password"])
    assert client.get("/account/").status_code == 200


def test_a_code_opens_only_what_was_written_in_the_same_browser(client: Client) -> None:
    thief, given = Client(), {"name": "李四", "email": "new@example.com"}
    thief.post("/register/", {**given, "password": "chosen by a thief"})
    client.post("/register/", {**given, "password": "a long enough one"})
    assert thief.post("/register/code/", {"code": sent("new@example.com")}).status_code == 422
    client.post("/register/code/", {"code": sent("new@example.com")})
    assert named("new@example.com").check_password("a long enough one")


def test_nobody_fills_a_mailbox_by_registering(client: Client) -> None:
    given = {"name": "李四", "email": "new@example.com", "password": "a long enough one"}
    codes = [client.post("/register/", given).status_code for _ in range(4)]
    assert codes == [302, 302, 302, 429] and Message.objects.count() == 3


def test_a_code_of_registration_has_five_tries(client: Client) -> None:
    client.post("/register/", {"name": "李四", "email": "new@example.com", "password": "a long enough one"})
    code = sent("new@example.com")
    for _ in range(5):
        client.post("/register/code/", {"code": "000000" if code != "000000" else "111111"})
    assert client.post("/register/code/", {"code": code}).status_code == 422


def test_after_the_code_one_is_back_where_the_form_stood() -> None:
    client = visit("owner", fresh=False)
    answer = client.post("/mandates/grant/", {}, HTTP_REFERER="http://testserver/account/")
    assert answer["Location"] == "/step-up/?next=%2Faccount%2F"
    part = client.post(
        "/mandates/grant/", {}, HTTP_REFERER="http://testserver/account/", HTTP_HX_REQUEST="true"
    )
    assert part["HX-Redirect"] == answer["Location"]


def test_a_session_ends_after_thirty_idle_minutes_and_after_eight_hours() -> None:
    client, start = visit("owner"), clock.now()
    with clock.frozen(start + timedelta(minutes=29)):
        assert client.get("/account/").status_code == 200
    with clock.frozen(start + timedelta(minutes=60)):
        assert client.get("/account/").status_code == 302
    client = visit("owner")
    for minutes in range(0, 480, 20):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert client.get("/account/").status_code == 200
    with clock.frozen(start + timedelta(minutes=485)):
        assert client.get("/account/").status_code == 302


def test_a_fresh_code_is_fresh_for_five_minutes() -> None:
    client, start = visit("owner"), clock.now()
    assert client.get("/account/reveal/").status_code == 200
    with clock.frozen(start + timedelta(minutes=6)):
        answer = client.get("/account/reveal/")
        assert answer["Location"] == "/step-up/?next=%2Faccount%2Freveal%2F"
        client.get("/step-up/")
        client.post("/step-up/", {"code": sent("owner"), "next": "/account/reveal/"})
        assert client.session[FRESH] > start.timestamp()
        assert client.get("/account/reveal/").status_code == 200


def test_the_session_table_opens_no_session() -> None:
    client = visit("owner")
    key = client.cookies["huiqi"].value
    assert not Session.objects.filter(session_key=key).exists()
    thief = Client()
    thief.cookies["huiqi"] = Session.objects.latest("expire_date").session_key
    assert thief.get("/account/").status_code == 302


def test_signing_out_forgets_the_session() -> None:
    client = visit("owner")
    before = Session.objects.count()
    client.post("/sign-out/")
    assert Session.objects.count() == before - 1
    assert client.get("/account/").status_code == 302


def test_a_revoked_post_ends_at_once() -> None:
    from huiqi.web.authorities.models import Post
    from huiqi.web.authorities.services import end_post

    client = visit("auditor")
    assert client.get("/audit/").status_code == 200
    end_post(acting("administrator"), post=Post.objects.get(person__login="auditor"))
    assert client.get("/audit/").status_code == 403
