"""A form posted after the session has ended: what was typed is there again after signing in, and not lost."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from huiqi.web.accounts.models import Kinship, Message
from huiqi.web.core import clock
from huiqi.web.core.typed import kept
from tests.web.world import FIRM, PASSWORD, named, visit

NEXT_MORNING = timedelta(hours=15)
NUMBER = "13800001234"


def posted_late(client: Client, path: str, fields: dict[str, Any], late: timedelta = NEXT_MORNING) -> Any:
    """The answer to a form that stood open for so long."""
    with clock.frozen(clock.now() + late):
        return client.post(path, fields)


def sign_in(client: Client, login: str, onward: str) -> Any:
    answer = client.post("/sign-in/", {"login": login, "password": PASSWORD, "next": onward})
    if answer["Location"].startswith("/sign-in/code/"):
        body = Message.objects.filter(recipient=login).latest("id").body
        code = re.search(r"\d{6}", body)
        assert code
        answer = client.post("/sign-in/code/", {"code": code[0], "next": onward})
    return client.get(answer["Location"])


def offered(page: str) -> tuple[str, dict[str, str]]:
    """Where the form that is shown again goes, and its fields."""
    form = re.search(r'<form method="post" action="([^"]+)" class="form">(.*?)</form>', page, re.S)
    assert form
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', form[2])
    return unescape(form[1]), {n: unescape(v) for n, v in fields if n != "csrfmiddlewaretoken"}


@pytest.mark.parametrize("late", [timedelta(minutes=31), NEXT_MORNING])
def test_a_form_left_open_is_sent_after_signing_in_with_what_was_typed(late: timedelta) -> None:
    client, typed = visit("officer"), {"credit_code": FIRM, "relation": '配偶“任职” <b>&"'}
    answer = posted_late(client, "/kinships/declare/", typed, late)
    assert answer["Location"] == "/sign-in/?next=%2Fresume%2F"
    assert not Kinship.objects.exists()
    page = sign_in(client, "officer", "/resume/").content.decode()
    assert "尚未提交" in page and offered(page) == ("/kinships/declare/", typed)
    client.post(*offered(page))
    assert Kinship.objects.get().relation == typed["relation"]


def test_it_is_shown_once_and_to_the_same_person_only() -> None:
    client = visit("officer")
    posted_late(client, "/kinships/declare/", {"credit_code": FIRM, "relation": "配偶任职"})
    assert sign_in(client, "officer-two", "/resume/")["Location"] == "/"
    sign_in(client, "officer", "/resume/")
    assert client.get("/resume/")["Location"] == "/"


def test_a_form_that_needs_a_fresh_code_is_there_again_after_the_code() -> None:
    client = visit("owner")
    answer = posted_late(client, "/account/numbers/", {"phone": NUMBER}, timedelta(minutes=6))
    assert answer["Location"] == "/step-up/?next=%2Fresume%2F"
    client.get("/step-up/")
    code = re.search(r"\d{6}", Message.objects.filter(recipient="owner").latest("id").body)
    assert code
    onward = client.post("/step-up/", {"code": code[0], "next": "/resume/"})
    page = client.get(onward["Location"]).content.decode()
    client.post(*offered(page))
    assert named("owner").phone == NUMBER


def test_what_is_kept_is_cipher_and_holds_neither_codes_nor_passwords() -> None:
    client = visit("owner")
    given = {"phone": NUMBER, "password": "a brand new secret", "code": "123456"}
    posted_late(client, "/account/numbers/", given)
    session = client.session
    assert NUMBER not in str(dict(session.items()))
    found = kept(session, named("owner").pk)
    assert found is not None and found.fields == [("phone", NUMBER)]


def test_a_visitor_keeps_nothing_on_the_site(client: Client) -> None:
    answer = client.post("/kinships/declare/", {"credit_code": FIRM, "relation": "x"})
    assert "resume" not in answer["Location"] and not client.session.keys()


def test_too_much_is_not_kept() -> None:
    client = visit("officer")
    answer = posted_late(client, "/kinships/declare/", {"credit_code": FIRM, "relation": "x" * 200_000})
    assert "resume" not in answer["Location"]
