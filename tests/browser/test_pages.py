"""The pages as a person meets them: wide, narrow, by keyboard, without scripts, on paper."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from huiqi.determine.run import open_run
from tests.browser.conftest import Opener

pytestmark = pytest.mark.browser
EVERY_PAGE = pytest.mark.parametrize("name", ["report", "coverage", "simulation", "readings"])
LINKED = pytest.mark.parametrize("name", ["report", "coverage"])
EVERY_WIDTH = pytest.mark.parametrize("width", [1280, 400])
SHOWN = "e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})"
OUTLINED = "getComputedStyle(document.activeElement).outlineStyle"


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def table(page: Page) -> list[str]:
    return page.locator("#places tbody tr").all_inner_texts()


@EVERY_PAGE
@EVERY_WIDTH
def test_axe_finds_nothing(open_page: Opener, name: str, width: int) -> None:
    page = open_page(name, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()


@EVERY_PAGE
@pytest.mark.parametrize("width", [1280, 400, 320])
def test_nothing_scrolls_sideways(open_page: Opener, name: str, width: int) -> None:
    assert not scrolls_sideways(open_page(name, width))


@EVERY_PAGE
def test_the_keyboard_reaches_everything(open_page: Opener, name: str) -> None:
    page = open_page(name)
    wanted = page.locator("a[href], select, summary, [tabindex]")
    page.evaluate("window.reached = new Set()")
    for _ in range(wanted.count()):
        page.keyboard.press("Tab")
        page.evaluate("window.reached.add(document.activeElement)")
        assert page.evaluate(OUTLINED) != "none"
    assert wanted.evaluate_all("all => all.every(e => window.reached.has(e))")


@LINKED
def test_every_link_has_its_one_target(open_page: Opener, name: str) -> None:
    page = open_page(name)
    ids = page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    links = page.locator("a").evaluate_all("all => all.map(e => decodeURIComponent(e.hash.slice(1)))")
    assert len(ids) == len(set(ids))
    assert links and set(links) <= set(ids)


@EVERY_WIDTH
def test_a_sentence_leads_to_its_rule_and_back(open_page: Opener, width: int) -> None:
    page = open_page("coverage", width)
    sentence = page.locator('[id="s-11.2"]')
    sentence.locator("a").first.press("Enter")
    rule = page.locator("section:target")
    expect(rule).to_be_in_viewport()
    expect(rule).to_contain_text("单个投保企业年保险补偿不超过")
    rule.get_by_role("link", name="11.2", exact=True).press("Enter")
    expect(page.locator(":target")).to_be_in_viewport()
    assert page.locator(":target").get_attribute("id") == "s-11.2"


def test_what_waits_for_an_authority_leads_to_its_measure(open_page: Opener) -> None:
    page = open_page("report")
    link = page.locator(".waiting a").first
    title = link.inner_text()
    link.press("Enter")
    expect(page.locator("article:target")).to_be_in_viewport()
    expect(page.locator("article:target h3")).to_contain_text(title)


def test_picking_a_measure_changes_map_table_and_legend(open_page: Opener, run: Path) -> None:
    page = open_page("report")
    at_first = (table(page), page.locator("#legend").inner_text(), page.locator("#map").inner_html())
    measure = max(open_run(run).summary["measures"], key=lambda m: m["statuses"]["符合"])["id"]
    page.get_by_label("措施").select_option(measure)
    counted = duckdb.sql(
        f"SELECT region, count(DISTINCT number) FROM '{run}/entitlements.parquet' JOIN '{run}/subjects.parquet' "
        f"USING (number) WHERE status = '符合' AND measure = '{measure}' AND region IS NOT NULL GROUP BY 1"
    ).fetchall()
    assert len(table(page)) == len(counted)
    assert sum(int(row.split("\t")[1]) for row in table(page)) == sum(n for _, n in counted)
    for region, n in counted:
        for title in page.locator(f'#map [data-code="{region}"] title').all_text_contents():
            assert f"：{n} 个主体" in title
    page.get_by_label("措施").select_option("")
    now = (table(page), page.locator("#legend").inner_text(), page.locator("#map").inner_html())
    assert now == at_first


@EVERY_WIDTH
def test_the_report_is_useful_without_scripts(open_page: Opener, run: Path, width: int) -> None:
    page = open_page("report", width, java_script_enabled=False)
    expect(page.locator("#pick")).to_be_hidden()
    expect(page.locator(".figures strong")).to_have_count(4)
    assert len(table(page)) > 50
    assert page.locator("#map path").count() > 50
    measures = open_run(run).summary["measures"]
    expect(page.locator("article")).to_have_count(len(measures))
    first = page.locator("article details").first
    expect(first.locator("blockquote").first).to_be_hidden()
    first.locator("summary").click()
    expect(first.locator("blockquote").first).to_be_visible()


@EVERY_PAGE
def test_it_prints_whole(open_page: Opener, name: str) -> None:
    page = open_page(name)
    page.emulate_media(media="print")
    hidden = page.locator("details > *:not(summary)").evaluate_all(
        f"all => all.filter(e => !({SHOWN})(e)).length"
    )
    cut = page.locator(".scroll, .document").evaluate_all(
        "all => all.filter(e => e.scrollHeight > e.clientHeight + 1).length"
    )
    assert not hidden and not cut
    assert not page.locator("select").evaluate_all(f"all => all.filter({SHOWN}).length")
    printed = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) > 1
