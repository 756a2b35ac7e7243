"""Rules in plain Chinese and English."""

from __future__ import annotations

import pytest

from huiqi.codes import load_regions
from huiqi.prose import say
from huiqi.prose.names import NATIONAL, Names
from huiqi.types import INDUSTRY, REGION, TEXT
from tests.sample import PROVINCE, sample

CASES = [
    (
        "11.2-首批次应用综合保险补偿",
        "险种",
        "险种为首批次应用综合保险",
        "the 保险's kind is 首批次应用综合保险",
    ),
    ("11.2-首批次应用综合保险补偿", "期内", "依据日期在执行期内", "the basis date lies in 执行期"),
    (
        "4.5-地方补贴",
        "项目",
        "满足“类型为技改，且级别不低于省级”的项目的件数不低于1",
        "the number of 项目 records where the 项目's kind is 技改 and the 项目's level is at least 省级 is at least 1",
    ),
    ("4.5-地方补贴", "停产", "停产为“是”", "the 企业's halted holds"),
    ("4.5-地方补贴", "强度", "投入强度不低于3%", "投入强度 is at least 3%"),
]


@pytest.mark.parametrize(("measure", "condition", "chinese", "english"), CASES)
def test_conditions_read_as_sentences(measure: str, condition: str, chinese: str, english: str) -> None:
    package, _ = sample()
    found = {c.name: c.node for c in package.measures[measure].body.conditions}
    node = found[condition]
    assert (say(node), say(node, "en")) == (chinese, english)


def test_codes_are_said_by_their_names() -> None:
    names = Names(load_regions(PROVINCE))
    place = next(r for r in load_regions(PROVINCE).values() if r.level == "county")
    assert names.of(REGION, place.code).endswith(place.name)
    assert names.of(REGION, "nowhere") == "nowhere"
    assert NATIONAL.of(REGION, place.code) == place.code
    assert NATIONAL.of(INDUSTRY, "3670") == "汽车零部件及配件制造（3670）"
    assert NATIONAL.of(INDUSTRY, "C") == "制造业（C）"
    assert NATIONAL.of(TEXT, "C") == "C"


def test_every_node_of_the_sample_has_words_in_both_languages() -> None:
    package, _ = sample()
    for measure in package.measures.values():
        for body in (measure.body, *measure.alternatives.values()):
            nodes = [c.node for c in (*body.scope, *body.conditions)]
            nodes += [
                n for n in (body.amount, body.basis, *(x.ceiling for x in body.limits)) if n is not None
            ]
            for node in nodes:
                assert say(node) and say(node, "en")
