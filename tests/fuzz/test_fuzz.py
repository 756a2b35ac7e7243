"""Mutated programs and packages end in coded errors or valid packages, never a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from huiqi.errors import HuiqiError
from huiqi.policy.load import load_package
from huiqi.policy.settings import load_settings
from tests.sample import POLICIES

FILES = ("package.md", "04-项目.md", "11-保险.md", "interpretations/总则.md", "settings/demo.md")
BITS = (
    "(",
    ")",
    "「",
    "」",
    "：",
    ":",
    ",",
    "|",
    "≥",
    "且",
    " ",
    "\n",
    "  ",
    "%",
    "万元",
    "10^30",
    "2022-02-30",
    "#",
    "`",
    "-",
    "表",
)


def mutated(rng: Random, text: str) -> str:
    """The text with a few characters or lines lost, doubled, swapped or put in."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text))
        draw = rng.random()
        if draw < 0.3:
            text = text[:at] + text[at + rng.randint(1, 6) :]
        elif draw < 0.6:
            text = text[:at] + rng.choice(BITS) + text[at:]
        else:
            lines = text.splitlines(keepends=True)
            i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[i], lines[j] = (lines[j], lines[i]) if draw < 0.8 else (lines[i] + lines[i], lines[j])
            text = "".join(lines)
        text = text or "x"
    return text


@settings(max_examples=120)
@given(st.integers(0, 2**48))
def test_a_mutated_package_is_valid_or_refused_with_codes(seed: int) -> None:
    rng = Random(seed)
    with TemporaryDirectory() as folder:
        policies = Path(folder) / "policies"
        shutil.copytree(POLICIES, policies)
        file = policies / "sample" / rng.choice(FILES)
        file.write_text(mutated(rng, file.read_text("utf-8")), "utf-8")
        try:
            package = load_package(policies / "sample")
            load_settings(package, [policies / "sample" / "settings" / "demo.md"])
        except HuiqiError as error:
            assert error.problems
            assert all(p.code and p.message for p in error.problems)
