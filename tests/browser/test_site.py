"""The site in a real browser: signed in by its own pages, wide and narrow, by keyboard, without scripts.

A new page joins :data:`PAGES`: who opens it, and where.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from tests.web.server import served
from tests.web.world import OTHER_FIRM, PASSWORD

pytestmark = pytest.mark.browser
PAGES = [
    ("", "/"),
    ("", "/sign-in/"),
    ("", "/register/"),
    ("", "/password/forgot/"),
    ("", "/demo/"),
    ("", "/nothing/"),
    ("owner", "/"),
    ("owner", "/account/"),
    ("owner", "/step-up/"),
    ("officer", "/kinships/"),
    ("administrator", "/staff/"),
    ("owner", "/facts/"),
    ("owner", "/facts/企业.从业人员/"),
    ("owner-there", "/facts/企业.营业收入/"),
    ("officer-there", "/firms/bindings/"),
    ("officer-there", "/firms/?words=有限公司"),
    ("officer-there", f"/firms/{OTHER_FIRM}/"),
    ("officer-there", f"/firms/{OTHER_FIRM}/企业.从业人员/"),
    ("officer-there", "/corrections/"),
    ("person", "/imports/"),
    ("administrator", "/jobs/"),
    ("administrator", "/authorities/posts/"),
    ("auditor", "/audit/"),
    ("auditor", "/audit/cases/accounts.mandate/1/"),
    ("", "/audit/roots/"),
    ("", "/letters/check/"),
    ("", "/letters/check/?number=1&code=2"),
    ("owner", "/letters/"),
    ("owner", "/inbox/"),
    ("owner", "/inbox/2/"),
    ("owner", "/inbox/mail/"),
    ("clerk", "/claims/"),
    ("clerk", "/claims/measures/"),
    ("clerk", "/claims/1/"),
    ("clerk", "/claims/3/form/"),
    ("clerk", "/claims/5/form/"),
    ("clerk", "/claims/5/records/"),
    ("", "/claims/public/"),
    ("", "/claims/public/4/"),
    ("officer-above-two", "/claims/4/"),
    ("clerk", "/documents/"),
    ("officer", "/claims/queue/"),
    ("officer", "/claims/unreached/?open=1"),
    ("officer", "/claims/1/"),
    ("", "/terms/"),
    ("policy", "/terms/"),
    ("policy", "/terms/propose/?name=办理机构"),
]
STAFF = {"officer", "officer-there", "officer-above-two", "administrator", "auditor", "policy", "person"}
WIDTHS = (1280, 400)
UNMARKED = """() => {
    const e = document.activeElement
    return e === document.body || getComputedStyle(e).outlineStyle != "none" ? "" : e.outerHTML
}"""
# What a closed fold hides is reached once it is opened.
REACHED = ", ".join(
    f"{kind}:visible" for kind in ("a[href]", "button", "input:not([type=hidden])", "select", "summary")
)
SHOTS = os.environ.get("HUIQI_SHOTS")
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running site."""
    with served(tmp_path_factory.mktemp("site")) as where:
        yield where


@pytest.fixture(scope="module")
def states(browser: Browser, address: str) -> Iterator[Callable[[str], Any]]:
    """The cookies of somebody signed in, by name."""
    known: dict[str, Any] = {"": None}

    def state(login: str) -> Any:
        if login not in known:
            context = browser.new_context(base_url=address)
            sign_in(context, login)
            known[login] = context.storage_state()
            context.close()
        return known[login]

    yield state


def sign_in(context: BrowserContext, login: str) -> Page:
    """By the pages that people use; a code is read from the demo's outbox."""
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    if login in STAFF:
        outbox = context.new_page()
        outbox.goto("/demo/")
        message = outbox.locator("tbody tr", has_text=login).first.inner_text()
        code = re.search(r"验证码是 (\d{6})", message)
        assert code
        page.get_by_label("验证码").fill(code[1])
        page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    return page


@pytest.fixture
def open_site(browser: Browser, address: str, states: Callable[[str], Any]) -> Iterator[Opener]:
    """Opens a page as somebody; afterwards: no complaint on its console, nothing fetched from elsewhere."""
    contexts: list[BrowserContext] = []
    said: list[str] = []
    fetched: set[str] = set()

    def opened(login: str, path: str, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            storage_state=states(login),
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: fetched.add(request.url))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not [text for text in said if "404 (Not Found)" not in text and "422" not in text]
    assert not [url for url in fetched if not url.startswith((address, "data:"))]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("login, path", PAGES)
def test_a_page_is_accessible_and_fits(open_site: Opener, login: str, path: str, width: int) -> None:
    page = open_site(login, path, width)
    if SHOTS:
        name = f"{login or 'public'}{path.replace('/', '-')}{width}.png"
        page.screenshot(path=Path(SHOTS) / name, full_page=True)
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("login, path", PAGES)
def test_the_keyboard_reaches_everything(open_site: Opener, login: str, path: str) -> None:
    page = open_site(login, path)
    wanted = page.locator(REACHED)
    page.evaluate("window.reached = new Set()")
    for _ in range(wanted.count() + page.locator("[tabindex]").count() + 12):
        page.keyboard.press("Tab")
        page.evaluate("window.reached.add(document.activeElement)")
        assert page.evaluate(UNMARKED) == ""
    assert wanted.evaluate_all(
        "all => all.filter(e => e.checkVisibility()).every(e => window.reached.has(e))"
    )


def test_without_scripts_an_owner_signs_in_and_out(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = sign_in(context, "owner")
    page.get_by_role("link", name="张owner").click()
    expect(page.get_by_role("heading", name="我的账户")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="登录", exact=True)).to_be_visible()
    context.close()


def test_a_wrong_form_keeps_what_was_written_and_says_what_is_wrong(open_site: Opener) -> None:
    page = open_site("", "/register/", java_script_enabled=False)
    page.get_by_label("姓名").fill("李四")
    page.get_by_label("邮箱").fill("li@example.com")
    page.get_by_label("密码").fill("123")
    page.get_by_role("main").get_by_role("button", name="注册").click()
    expect(page.get_by_label("姓名")).to_have_value("李四")
    expect(page.locator(".wrong")).to_contain_text("密码")
    assert not Axe().run(open_site("", "/register/")).violations_count


def test_the_public_pages_are_there_in_english(open_site: Opener) -> None:
    page = open_site("", "/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("link", name="登录", exact=True)).to_be_visible()


def test_the_skip_link_leads_to_the_content(open_site: Opener) -> None:
    page = open_site("owner", "/account/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_letter_is_downloaded_and_found_genuine_by_anybody(open_site: Opener) -> None:
    page = open_site("owner", "/letters/", java_script_enabled=False)
    with page.expect_download() as got:
        page.get_by_role("row").filter(has_text="决定书").get_by_role("link", name="号").click()
    said = "".join(part.extract_text() for part in PdfReader(got.value.path()).pages)
    number, code = (
        got.value.suggested_filename.removesuffix(".pdf"),
        re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", said),
    )
    assert code
    public = open_site("", "/letters/check/", java_script_enabled=False)
    public.get_by_label("文号").fill(number)
    public.get_by_label("核验码").fill(code[0])
    public.get_by_role("main").get_by_role("button", name="核验").click()
    expect(public.get_by_role("status")).to_contain_text("核验通过")
    expect(public.get_by_role("main")).to_contain_text("600,000.00 元")
    assert not Axe().run(open_site("", public.url)).violations_count
