"""Every page of `bad/` shows a package that must be refused; every problem has its place, code, words and way out.

`make accept` writes what is said now; read the difference before you commit it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from huiqi.check import check_package
from huiqi.errors import HuiqiError
from tests.transcripts import accepted, outcomes

PROBLEM = re.compile(r"\S+\.md(:\d+){0,2} \[[A-Z]\d{4}\] .+  提示：.+")
PAGES = sorted(Path(__file__).with_name("bad").glob("*.md"))


def problems(files: list[str]) -> str:
    """What the check says of the package whose files were changed."""
    packages = [f.partition("/")[0] for f in files if not f.startswith("vocabulary/")]
    try:
        report = check_package(Path("policies") / (packages or ["whole"])[0])
    except HuiqiError as error:
        return "\n".join(map(str, error.problems))
    return "\n".join(map(str, [*report.problems, *report.warnings]))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_the_page_is_what_happens(page: Path) -> None:
    text, played = accepted(page, problems)
    assert text == played
    assert outcomes(text)
    for said in outcomes(text):
        assert f"[{page.stem}]" in said
        assert all(PROBLEM.fullmatch(line) for line in said.splitlines())
