"""A real browser and the pages a person opens: a report, the coverage of a package, simulations."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from huiqi.check import coverage_html
from huiqi.determine.run import determine
from huiqi.policy.load import load_package
from huiqi.register.generate import generate
from huiqi.report import write_report
from huiqi.simulate import Reform, simulate, write_page
from tests.sample import PROVINCE, ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")
POLICY = ROOT / "policies" / "jiangxi-2022-20"
SETTINGS = sorted((POLICY / "settings").glob("demo*.md"))
AS_OF = date(2022, 10, 10)
REFORMS = {
    "simulation": Reform(["11.2-首批次应用综合保险补偿.补偿比例=80%", "7.1-存量=限执行期内认定"]),
    "readings": Reform(reading="范围-企业规模"),
}
BUDGET = "11.2-首批次应用综合保险补偿=500万元"
Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without it the tests are skipped at a desk and fail in CI."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing = "no Chromium here: install the package `chromium` to run the browser tests"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the whole policy on a small register, with its report."""
    folder = tmp_path_factory.mktemp("run")
    generate(PROVINCE, load_package(POLICY).vocabulary, 3000, 7, folder / "register", AS_OF)
    determine(POLICY, folder / "register", AS_OF, folder / "run", settings=SETTINGS)
    write_report(folder / "run", PROVINCE)
    return folder / "run"


@pytest.fixture(scope="session")
def pages(run: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Name -> file of each page."""
    coverage = tmp_path_factory.mktemp("coverage") / "coverage.html"
    coverage_html(POLICY, coverage)
    simulated = {name: run.parent / f"{name}.html" for name in REFORMS}
    for name, reform in REFORMS.items():
        found = simulate(POLICY, run.parent / "register", AS_OF, reform, None, SETTINGS, [BUDGET])
        write_page(found, simulated[name])
    return {"report": run / "report.html", "coverage": coverage, **simulated}


@pytest.fixture
def open_page(browser: Browser, pages: dict[str, Path]) -> Iterator[Opener]:
    """Opens a page by name; afterwards: nothing on its console, nothing fetched but itself."""
    contexts, said, fetched = [], [], set()

    def opened(name: str, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: fetched.add(request.url.split("#")[0]))
        page.goto(pages[name].as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not said
    assert fetched <= {file.as_uri() for file in pages.values()}
