"""The page of overlaps names measures that exist, on a kind that both can be asked about."""

from __future__ import annotations

from functools import cache

import pytest

from huiqi.markdown import read_page
from huiqi.policy.load import load_package
from huiqi.tree.measure import Measure
from tests.sample import ROOT

PAGE = read_page(ROOT / "docs" / "overlaps.md", "overlaps.md")
RELATIONS, PAIRS = ([r for _, r in t.records()] for t in PAGE.tables())
EXAMPLE = "example-nanchang-2023"


@cache
def measure(name: str) -> Measure:
    package, _, id_ = name.strip("`").partition("/")
    return measures(package)[id_]


@cache
def measures(package: str) -> dict[str, Measure]:
    return dict(load_package(ROOT / "policies" / package).measures)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p['measure']} {p['other measure']}")
def test_a_pair_can_meet_where_the_page_says(pair: dict[str, str]) -> None:
    one, other = measure(pair["measure"]), measure(pair["other measure"])
    kinds = {one.kind.name, other.kind.name}
    assert pair["meets on"] in (kinds if len(kinds) == 1 else {one.subject.name} & {other.subject.name})
    assert pair["relation"] in {r["relation"] for r in RELATIONS}


def test_a_pair_stands_once() -> None:
    pairs = [frozenset({p["measure"], p["other measure"]}) for p in PAIRS]
    assert len(pairs) == len(set(pairs))


def test_the_example_says_what_it_is_wherever_it_is_met() -> None:
    package = load_package(ROOT / "policies" / EXAMPLE)
    assert "示例" in package.name and "示例" in package.texts["机关"]
    assert "不是任何机关的文件" in package.document and "假设在2022年施行" in package.document
    assert "示例-假设" in package.general_readings.values()
    assert package.issued is None
