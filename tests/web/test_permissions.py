"""The permission table against every URL and method the site resolves."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from huiqi.web.core.routing import METHODS, View
from huiqi.web.permissions import Role, Scope, permissions, scope
from tests.web.samples import SAMPLES
from tests.web.world import PLAYERS, visit

OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
REFUSED = (403, 404)


def routes(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern)
        else:
            yield pattern


ROUTES = {str(pattern.name): pattern for pattern in routes()}
CARRIED = [
    (name, method, action) for name, p in ROUTES.items() for method, action in p.callback.actions.items()
]


def address(name: str) -> str:
    arguments = SAMPLES[name]() if ROUTES[name].pattern.converters else {}
    return reverse(name, kwargs=arguments)


def test_every_url_is_listed_with_its_actions() -> None:
    listed = list(routes())
    assert all(isinstance(p.callback, View) and p.name for p in listed)
    assert len(listed) == len(ROUTES), "two pages share a name"
    assert all(action in permissions() for *_, action in CARRIED)


def test_every_page_with_arguments_has_a_sample() -> None:
    assert {name for name, p in ROUTES.items() if p.pattern.converters} == set(SAMPLES)


@pytest.mark.parametrize("role", Role)
def test_what_the_table_does_not_give_is_refused(role: Role) -> None:
    if role is Role.CLOCK:
        return
    denied = [(n, m) for n, m, action in CARRIED if scope(role, action) is None]
    client = visit(PLAYERS.get(role))
    for name, method in denied:
        answer = client.generic(method, address(name))
        expected = (302,) if role is Role.VISITOR else REFUSED
        assert answer.status_code in expected, (role, name, method, answer.status_code)
        if role is Role.VISITOR:
            assert answer["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("role", PLAYERS)
def test_another_jurisdiction_is_not_there(role: Role) -> None:
    own = [
        (n, m)
        for n, m, action in CARRIED
        if scope(role, action) is Scope.OWN and ROUTES[n].pattern.converters
    ]
    client = visit(PLAYERS[role])
    for name, method in own:
        answer = client.generic(method, address(name))
        assert answer.status_code == 404, (role, name, method)


@pytest.mark.parametrize("name", ROUTES)
def test_a_method_that_carries_no_action_is_not_allowed(name: str) -> None:
    client, where = visit("officer"), address(name)
    for method in (*METHODS, *OTHER_METHODS):
        if method not in ROUTES[name].callback.actions:
            assert client.generic(method, where).status_code == 405


def test_what_matters_wants_a_fresh_code() -> None:
    for role, login in PLAYERS.items():
        client = visit(login, fresh=False)
        for name, method, action in CARRIED:
            if permissions()[action].code and scope(role, action):
                answer = client.generic(method, address(name))
                assert answer.status_code == 302 and answer["Location"].startswith(reverse("step-up"))


def test_a_demo_page_is_not_there_in_production() -> None:
    client = visit("officer")
    with override_settings(DEMO=False):
        for name, method, action in CARRIED:
            if permissions()[action].demo_only:
                assert client.generic(method, address(name)).status_code == 404


def test_administrators_and_the_site_itself_touch_no_money() -> None:
    for action in permissions():
        if action.startswith(("fund.", "payment.", "budget.", "account-number.")):
            assert scope(Role.ADMINISTRATOR, action) is None


def test_a_url_listed_in_any_other_way_is_refused(settings: object) -> None:
    settings.ROOT_URLCONF = "tests.web.stray_urls"  # type: ignore[attr-defined]
    assert visit("officer").get("/stray/").status_code == 403
