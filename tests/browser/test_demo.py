"""The demo as people meet it: every player's walk, and the ways from a front page to an approved claim."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from huiqi.policy.load import load_package
from huiqi.register.generate import generate
from huiqi.web.claims.states import State
from huiqi.web.demo.checking import check
from huiqi.web.demo.script import script
from tests.browser.conftest import AS_OF, POLICY
from tests.browser.test_site import SHOTS
from tests.sample import PROVINCE
from tests.web.server import served

pytestmark = pytest.mark.browser
ENTERPRISES = 10_000
MOST_CLICKS = 12
UNREACHED = {State.NONE, State.WAITING, State.COMMITTED, State.SETTLED}
BY_APPLICATION = {*State} - UNREACHED - {State.OFFERED}
BY_ITSELF = (
    {*State}
    - UNREACHED
    - {
        State.DRAFT,
        State.SUBMITTED,
        State.REVIEW,
        State.NOT_ACCEPTED,
    }
)
PLAYERS = [p.login for p in script().players.values() if p.shown]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo keeps what it has."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """A demo over a register that is just large enough for the story."""
    register = folder / "made"
    generate(PROVINCE, load_package(POLICY).vocabulary, ENTERPRISES, 1, register, AS_OF)
    (folder / "site").mkdir()
    with served(folder / "site", "", ("--demo", str(register))) as where:
        yield where


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A page of a browser of one's own: as a player, or as the public."""
    contexts = []

    def visited(login: str = "", path: str = "/") -> Page:
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        if login:
            act_as(page, login)
        page.goto(path)
        return page

    yield visited
    for context in contexts:
        context.close()


def act_as(page: Page, login: str) -> None:
    """One click."""
    page.goto("/demo/")
    page.locator(f"form[action='/demo/as/{login}/'] button").click()
    expect(page.get_by_role("link", name=script().players[login].name)).to_be_visible()


def sound(page: Page) -> None:
    """The page is accessible and says what it is."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()


def advance(page: Page, working_days: int) -> None:
    page.goto("/demo/")
    page.get_by_label("工作日").fill(str(working_days))
    page.get_by_role("button", name="前进").click()
    expect(page.get_by_role("status")).to_contain_text("业务日期已到")


def test_claims_of_both_routes_are_in_every_state_there_is_without_money(address: str, folder: Path) -> None:
    with sqlite3.connect(folder / "site" / "site.sqlite3") as rows:
        found = set(rows.execute("SELECT DISTINCT route, state FROM claims_claim"))
        flagged = rows.execute("SELECT count(*) FROM claims_flag WHERE settled IS NULL").fetchone()[0]
        contested = rows.execute("SELECT count(*) FROM registry_conflict WHERE kept IS NULL").fetchone()[0]
        opposed = rows.execute("SELECT count(*) FROM claims_opposition WHERE outcome = 'open'").fetchone()[0]
        missed = {words[:2] for (words,) in rows.execute("SELECT words FROM claims_escalation")}
    assert {state for route, state in found if route == "application"} == BY_APPLICATION
    assert {state for route, state in found if route == "automatic"} == BY_ITSELF
    assert flagged and contested and opposed and "承诺" in missed


def test_the_check_of_the_demo_finds_every_front_page_and_a_letter(address: str) -> None:
    said = list(check(address))
    assert len(said) == len(PLAYERS) + 1 and said[-1].startswith("文书")


@pytest.mark.parametrize("login", [*PLAYERS, ""])
def test_a_walk_leads_through_sound_pages_in_twelve_clicks(visit: Callable[..., Page], login: str) -> None:
    page = visit(login, "/demo/")
    sound(page)
    steps = page.locator(".walk li")
    count = steps.count()
    assert 1 + 2 * (count - 1) + 1 <= MOST_CLICKS, "there, and back to the next one"
    for number in range(count):
        link = steps.nth(number).get_by_role("link")
        words = link.inner_text()
        with page.expect_response(lambda answer: answer.request.is_navigation_request()) as got:
            link.click()
        assert got.value.status < 400, words
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        page.go_back()


def test_from_the_front_page_to_a_grant_without_applying(visit: Callable[..., Page]) -> None:
    page = visit("owner")
    sound(page)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "front.png")
    page.locator("#todo").locator("..").get_by_role("link", name="免申即享").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    sound(page)
    page.get_by_role("link", name="去确认").click()
    page.get_by_role("link", name=title).click()
    sound(page)
    page.get_by_role("link", name="去确认").click()
    sound(page)
    page.get_by_label("开户行").fill("演示银行")
    page.get_by_label("账号").fill("6222000011112222")
    page.get_by_role("button", name="确认享受").click()
    expect(page.get_by_role("main")).to_contain_text("公示中")
    _granted(page, visit, "claim.confirm")


def test_from_the_front_page_to_a_grant_that_was_applied_for(visit: Callable[..., Page]) -> None:
    page = visit("owner")
    page.locator("#todo").locator("..").get_by_role("link", name="在线申请").first.click()
    page.get_by_role("button", name="申请").click()
    sound(page)
    for box in page.locator("input[name=records]").all():
        box.check()
    page.get_by_role("button", name="保存并提交").click()
    expect(page.get_by_role("main")).to_contain_text("已提交")
    sound(page)
    path = page.url
    _act(visit("county-one", path), "受理")
    _act(visit("county-two", path), "提出意见并上报", "支持")
    _act(visit("city-one", path), "核准")
    page.goto(path)
    _granted(page, visit, "claim.decide")


def _act(page: Page, title: str, opinion: str = "") -> None:
    """An officer does one thing."""
    sound(page)
    act = page.locator("details.act", has=page.locator("summary", has_text=re.compile(f"^{title}$")))
    act.locator("summary").click()
    if opinion:
        act.get_by_label("意见").select_option(label=opinion)
    act.get_by_label("说明").fill("与登记一致，符合条件（演示）")
    act.get_by_role("button", name=title).click()
    expect(page.get_by_role("status")).to_contain_text(f"已办理：{title}")


def _granted(page: Page, visit: Callable[..., Page], action: str) -> None:
    """公示 ends; the auditor sees who did it, and anybody that the letter is genuine."""
    path = page.url
    advance(page, 6)
    page.goto(path)
    expect(page.get_by_role("main")).to_contain_text("已核准")
    sound(page)
    letter = (
        page.locator("[aria-labelledby=letters]").get_by_role("link", name="核验").first.get_attribute("href")
    )
    public = visit("", letter)
    expect(public.get_by_role("status")).to_contain_text("核验通过")
    sound(public)
    number = path.rstrip("/").rpartition("/")[2]
    audit = visit("auditor-one", f"/audit/cases/claims.claim/{number}/")
    expect(audit.get_by_role("main")).to_contain_text(action)
    sound(audit)
