"""Every page of `good/` holds rules of the language and what they say, read back in words.

`make accept` writes what is said now; read the difference before you commit it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from huiqi.policy.load import load_package
from huiqi.prose import say
from huiqi.tree.calls import FUNCTIONS
from huiqi.tree.measure import Measure
from tests.transcripts import accepted

PAGES = sorted(Path(__file__).with_name("good").glob("*.md"))


def readings(files: list[str]) -> str:
    """What the measures of the files say, in Chinese and English."""
    measures = load_package(Path("policies/sample")).measures.values()
    written = {f.partition("/")[2] for f in files}
    return "\n".join(line for m in measures if m.place.file in written for line in _lines(m))


def _lines(measure: Measure) -> Iterator[str]:
    yield f"{measure.id}（{measure.body.mode.value}，{measure.kind.name}）"
    body = measure.body
    nodes = [(c.name, c.node) for c in body.conditions]
    nodes += [(x.name, x.ceiling) for x in body.limits]
    nodes += [("依据日期", body.basis)] if body.basis else []
    nodes += [("金额", body.amount)] if body.amount else []
    for name, node in nodes:
        yield f"  {name}（{node.type}）：{say(node)}"
        yield f"    {say(node, 'en')}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_the_page_is_what_the_rules_say(page: Path) -> None:
    text, played = accepted(page, readings)
    assert text == played


def test_every_function_has_an_example() -> None:
    written = "".join(p.read_text("utf-8") for p in PAGES)
    assert set(FUNCTIONS) <= set(re.findall(r"(\w+)\(", written))
