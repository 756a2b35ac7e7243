"""Whatever stands in an address, a query, a header or a field: no page breaks, and nobody is led elsewhere."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huiqi.web.accounts.models import Message, Person
from huiqi.web.core.routing import METHODS
from huiqi.web.permissions import Role, scope
from tests.web.test_permissions import CARRIED, ROUTES, address
from tests.web.world import PASSWORD, PLAYERS, visit

STRANGE = ("²", "-1", "9" * 40, "\0", "é" * 3000, "2022-13-45")
QUERIES = [
    "page",
    "words",
    "record",
    "name",
    "before",
    "measure",
    "state",
    "part",
    "text",
    "due",
    "mark",
    "day",
    "number",
    "code",
    "action",
    "person",
]
FIELDS = [
    *QUERIES,
    *[
        "login",
        "email",
        "authority",
        "department",
        "role",
        "claims",
        "seen",
        "value",
        "field",
        "credit_code",
        "capacity",
        "relation",
    ],
    *["known_at", "days", "since", "file", "reason"],
]
ELSEWHERE = (
    "//evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\\evil.example",
    "http:///evil.example",
)


def opened(method: str) -> list[tuple[Role, str]]:
    """Every page with that method, with the first who may open it; not the one that ends their session."""
    carried = [(n, action) for n, m, action in CARRIED if m == method and n != "sign-out"]
    able = [(next((r for r in PLAYERS if scope(r, action)), None), n) for n, action in carried]
    return [(role, n) for role, n in able if role]


@pytest.mark.parametrize("text", STRANGE)
def test_no_page_breaks_on_a_strange_query(text: str) -> None:
    browsers = {role: visit(login) for role, login in PLAYERS.items()}
    for role, name in opened("GET"):
        answer = browsers[role].get(address(name), dict.fromkeys(QUERIES, text))
        assert answer.status_code < 500, name


@pytest.mark.parametrize("text", STRANGE)
def test_no_form_breaks_on_strange_fields(text: str) -> None:
    browsers = {role: visit(login) for role, login in PLAYERS.items()}
    for role, name in opened("POST"):
        answer = browsers[role].post(address(name), dict.fromkeys(FIELDS, text))
        assert answer.status_code < 500, name


def test_a_number_beyond_all_numbers_is_not_there() -> None:
    browsers = {role: visit(login) for role, login in PLAYERS.items()}
    numbered = [(r, n, m) for m in METHODS for r, n in opened(m) if "pk" in ROUTES[n].pattern.converters]
    for role, name, method in numbered:
        arguments = {k: "9" * 40 if k == "pk" else 1 for k in ROUTES[name].pattern.converters}
        answer = browsers[role].generic(method, reverse(name, kwargs=arguments))
        assert answer.status_code == (302 if name == "password-link" else 404), name


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "testserver:80/x"]
)
def test_a_host_that_is_not_ours_is_refused(client: Client, host: str) -> None:
    assert client.get("/", HTTP_HOST=host).status_code == 400


def test_a_link_in_a_mail_goes_to_the_site_whatever_the_request_said(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.ORIGIN = ["*"], "https://huiqi.example"
    Person.objects.filter(login="owner").update(email="owner@example.com")
    asked = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}
    client.post("/password/forgot/", {"email": "owner@example.com"}, **asked)
    body = Message.objects.get(recipient="owner@example.com").body
    assert "https://huiqi.example/password/" in body and "evil" not in body


@pytest.mark.parametrize("where", ELSEWHERE)
def test_nobody_is_led_elsewhere_from_any_page_that_leads_on(where: str) -> None:
    given = {"login": "owner", "password": PASSWORD, "next": where}
    assert Client().post("/sign-in/", given)["Location"] == "/"
    page = Client().get("/sign-in/", {"next": where}).content.decode()
    assert 'name="next" value=""' in page
    assert Client().post("/language/", {"language": "en", "next": where})["Location"] == "/"
    stale = visit("owner", fresh=False)
    answer = stale.post("/mandates/grant/", {}, HTTP_REFERER=where)
    assert answer["Location"] == "/step-up/?next=%2F"
