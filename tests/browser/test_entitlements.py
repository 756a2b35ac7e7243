"""Measures, self-check, runs, publications and a firm's own pages in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_site import SHOTS, WIDTHS, Opener, open_site, sign_in, states
from tests.web.published import OWNER
from tests.web.server import served

__all__ = ["open_site", "states"]
pytestmark = pytest.mark.browser
MAKE = """import django; django.setup()
from django.conf import settings
from huiqi.web.terms.loading import seed_demo
from tests.sample import PROVINCE
from tests.web import published, world
world.build()
seed_demo(PROVINCE)
published.publish_a_run(settings.DATA)
"""
INSURANCE, GREEN, DISINFECTION = "11.2-首批次应用综合保险补偿", "6.6-打造绿色产品", "1.2-防疫消杀费用补贴"
PAGES = [
    ("", "/measures/"),
    ("", "/measures/?words=没有这种措施"),
    ("", f"/measures/{INSURANCE}/"),
    ("", f"/measures/{INSURANCE}/check/"),
    ("", "/measures/check/"),
    (OWNER, "FIRM/"),
    (OWNER, "FIRM/near/"),
    (OWNER, f"FIRM/{GREEN}/"),
    (OWNER, f"FIRM/{DISINFECTION}/"),
    ("owner", "/"),
    ("policy", "/runs/"),
    ("policy", "/runs/1/"),
    ("policy", "/runs/2/"),
    ("policy", "/runs/2/compare/"),
    ("policy", "/publications/"),
    ("policy", "/publications/1/"),
    ("policy", "/publications/propose/2/"),
    ("policy", "/publications/audiences/"),
    ("policy", f"/publications/audiences/{GREEN}/?part=near"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running site with a published run."""
    with served(tmp_path_factory.mktemp("published-site"), MAKE) as where:
        yield where


@pytest.fixture(scope="module")
def front(browser: Browser, address: str) -> str:
    """The path of the firm's front page, where its owner is led."""
    context = browser.new_context(base_url=address)
    page = sign_in(context, OWNER)
    page.goto("/")
    path = page.url.removeprefix(address)
    context.close()
    return path


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("login, path", PAGES)
def test_a_page_is_accessible_and_fits(
    open_site: Opener, front: str, login: str, path: str, width: int
) -> None:
    page = open_site(login, path.replace("FIRM/", front), width)
    page.wait_for_load_state("networkidle")
    if SHOTS:
        name = f"{login or 'public'}{path.replace('/', '-').replace('?', '-')}{width}.png"
        page.screenshot(path=Path(SHOTS) / name, full_page=True)
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert page.locator("h1").count() == 1


def test_a_self_check_answers_while_one_types(open_site: Opener) -> None:
    page = open_site("", f"/measures/{INSURANCE}/check/")
    page.get_by_label("这份保单是什么险种？").select_option("财产一切险")
    expect(page.locator("#result .verdict").first).to_have_text("不符合")
    page.get_by_label("这份保单是什么险种？").select_option("首批次应用综合保险")
    expect(page.locator("#result .verdict").first).to_have_text("待补充")


def _answer(page: Page) -> None:
    expect(page.locator("#detail")).not_to_contain_text("按您的填报")
    page.get_by_label("是否推行绿色生产？").select_option("是")


def test_an_answer_changes_the_page_at_once_and_can_be_taken_back(open_site: Opener, front: str) -> None:
    page = open_site(OWNER, f"{front}{GREEN}/")
    _answer(page)
    expect(page.locator("#detail")).to_contain_text("按您的填报")
    page.get_by_label("是否推行绿色生产？").select_option("—")
    expect(page.locator("#detail")).not_to_contain_text("按您的填报")


def test_without_scripts_the_same_form_does_the_same(browser: Browser, address: str, front: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = sign_in(context, OWNER)
    page.goto(f"{front}{GREEN}/")
    _answer(page)
    page.get_by_role("button", name="试算").click()
    expect(page.locator("#detail")).to_contain_text("按您的填报")
    page.get_by_label("是否推行绿色生产？").select_option("—")
    page.get_by_role("button", name="试算").click()
    expect(page.locator("#detail")).not_to_contain_text("按您的填报")
    context.close()


def test_the_way_from_the_front_page_to_a_reason(open_site: Opener, front: str) -> None:
    page = open_site(OWNER, front)
    page.get_by_role("link", name="防疫消杀费用补贴").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("防疫消杀费用补贴")
    expect(page.locator("#reasons")).to_be_visible()


def test_a_measure_reads_in_english(open_site: Opener) -> None:
    page = open_site("", f"/measures/{INSURANCE}/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Conditions")).to_be_visible()
    assert not Axe().run(page).violations_count
