"""Every page of `bad/` shows a letter that is refused, and what is said then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.transcripts import accepted, outcomes

PAGES = sorted(Path(__file__).with_name("bad").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_the_page_is_what_is_said(page: Path) -> None:
    text, played = accepted(page, lambda files: "")
    assert text == played
    assert outcomes(text)
    assert all(page.stem in said for said in outcomes(text))
