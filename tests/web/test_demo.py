"""The demo: players one click away, nowhere in production; a script that is read; a folder that starts over."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from huiqi.errors import HuiqiError
from huiqi.web.accounts.models import Person
from huiqi.web.actor import CLOCK
from huiqi.web.audit.models import Entry
from huiqi.web.authorities.queries import authorities, departments
from huiqi.web.catalogue.editions import edition_of
from huiqi.web.core.service import Refused
from huiqi.web.demo.folder import broken_off, start_over
from huiqi.web.demo.people import add_player
from huiqi.web.demo.population import populate
from huiqi.web.demo.script import script
from tests.web.world import visit


@pytest.fixture
def player() -> Person:
    """A player of the script, without a post or a firm yet."""
    return add_player(CLOCK, player=script().players["finance-one"])


def test_one_click_acts_as_a_player_without_a_password(player: Person) -> None:
    client = Client()
    assert player.name in client.get("/demo/").content.decode()
    page = client.post("/demo/as/finance-one/", follow=True).content.decode()
    assert "可以这样走一遍" in page
    assert client.get("/account/").status_code == 200
    assert Entry.objects.filter(action="account.sign-in", subject_id=str(player.pk)).exists()
    assert not player.has_usable_password()


@pytest.mark.parametrize("login", ["officer", "administrator", "nobody"])
def test_nobody_acts_as_somebody_who_is_no_player(player: Person, login: str) -> None:
    client = Client()
    assert client.post(f"/demo/as/{login}/").status_code == 404
    assert client.get("/account/").status_code == 302


def test_production_knows_neither_the_page_nor_the_accounts(player: Person, settings: object) -> None:
    client = Client()
    client.post("/demo/as/finance-one/")
    settings.DEMO = False  # type: ignore[attr-defined]
    settings.SECURE_SSL_REDIRECT = False  # type: ignore[attr-defined]
    assert client.get("/demo/").status_code == client.post("/demo/as/finance-one/").status_code == 404
    assert client.get("/account/").status_code == 302, "the session of a player opens nothing"
    with pytest.raises(Refused):
        populate(Path("register"))


def test_players_are_offered_once_the_demo_is_filled(django_assert_num_queries: object) -> None:
    client = visit("owner")
    assert "/demo/as/" not in client.get("/demo/").content.decode()
    for one in script().players.values():
        if not Person.objects.filter(login=one.login).exists():
            add_player(CLOCK, player=one)
    with django_assert_num_queries(10):  # type: ignore[operator]
        page = client.get("/demo/").content.decode()
    assert page.count("/demo/as/") == sum(p.shown for p in script().players.values()) - 3, (
        "three names are taken"
    )


def test_the_script_names_what_the_province_and_the_package_have() -> None:
    played = script()
    edition = edition_of(played.package)
    assert edition is not None
    assert {*played.applied, *played.automatic, played.closing} <= set(edition.package.measures)
    places, lines = {a.code for a in authorities()}, {d.code for d in departments()}
    for player in played.players.values():
        if player.authority:
            assert player.authority in places and player.department in lines
    assert sum(p.shown for p in played.players.values()) >= 8


@pytest.mark.parametrize(("text", "code"), [(None, "U0101"), ("package = 1", "U0109"), ("[", "U0109")])
def test_a_wrong_script_says_so(tmp_path: Path, settings: object, text: str | None, code: str) -> None:
    if text is not None:
        (tmp_path / "demo.toml").write_text(text, encoding="utf-8")
    settings.PROVINCE = str(tmp_path)  # type: ignore[attr-defined]
    with pytest.raises(HuiqiError) as raised:
        script()
    assert raised.value.problems[0].code == code


def test_a_site_with_people_in_it_is_not_filled() -> None:
    with pytest.raises(HuiqiError) as raised:
        call_command("populate_demo", "register")
    assert raised.value.problems[0].code == "U0109"


def test_what_was_broken_off_starts_over_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "site.sqlite3").touch()
    with pytest.raises(KeyboardInterrupt), broken_off(tmp_path):
        raise KeyboardInterrupt
    start_over(tmp_path)
    assert not tmp_path.exists()
    tmp_path.mkdir()
    with broken_off(tmp_path):
        (tmp_path / "site.sqlite3").touch()
    start_over(tmp_path)
    assert (tmp_path / "site.sqlite3").exists()
