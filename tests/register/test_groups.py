"""Groups: who is related to whom, through whom, on which day; and what is no relation."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from huiqi.errors import HuiqiError
from huiqi.explain import Reader
from huiqi.register.generate import generate
from huiqi.register.groups import connected, group_of
from huiqi.register.importing import ImportReport
from huiqi.register.store import Snapshot, check_snapshot
from huiqi.vocabulary import Vocabulary, load_vocabulary

from .desk import KNOWN_AT, PROVINCE, ROOT, Desk

Pair = tuple[int, int]
HEADER = "编号,控制方,被控企业,起始日期,终止日期"


def code(letter: str) -> str:
    """A sound credit code that sorts as the letter does."""
    body = f"9136000000000{ord(letter):04d}"
    return body + str(uscc.calc_check_digit(body))


def enterprises(desk: Desk, letters: str) -> Path:
    return desk.enterprises(*((code(x), f"{x}公司", "南昌县") for x in letters))


def relations(desk: Desk, *arrows: str, days: str = ",") -> Path:
    """控制关系.csv with a row for each arrow: AB is A controls B."""
    rows = [f"{a}-{i},{code(a[0])},{code(a[1])},{days}" for i, a in enumerate(arrows)]
    return desk.file("控制关系.csv", "\n".join([HEADER, *rows]) + "\n")


def groups(snapshot: Snapshot | None) -> set[str]:
    """The groups of a snapshot, each as the letters of its members."""
    assert snapshot is not None
    assert snapshot.verify() == []
    found = duckdb.sql(
        f"""SELECT "group", min(number), string_agg(left(name, 1), '' ORDER BY number)
        FROM '{snapshot.groups_path}' JOIN '{snapshot.subjects_path}' USING (number) GROUP BY 1"""
    ).fetchall()
    assert all(number == smallest for number, smallest, _ in found)
    assert len(found) == snapshot.manifest["groups"]
    return {letters for _, _, letters in found}


@pytest.mark.parametrize(
    ("arrows", "expected"),
    [
        (("AB",), {"AB"}),
        (("AB", "BC", "CD"), {"ABCD"}),
        (("DC", "CB", "BA"), {"ABCD"}),
        (("CA", "CB", "CD", "CE"), {"ABCDE"}),
        (("AB", "CD"), {"AB", "CD"}),
        (("AC", "BC"), {"ABC"}),
        (("AB", "BA", "AB"), {"AB"}),
        (("FA", "BE", "EA"), {"ABEF"}),
    ],
    ids=["pair", "chain", "chain upwards", "star", "two pairs", "two parents", "mutual", "crossing"],
)
def test_relations_connect_directly_and_through_others(
    desk: Desk, arrows: tuple[str, ...], expected: set[str]
) -> None:
    report = desk.take(relations(desk, *arrows), enterprises(desk, "ABCDEF"))
    assert report.rejected == 0
    assert groups(report.snapshot) == expected


def test_without_relations_the_file_of_groups_is_empty(desk: Desk, vocabulary: Vocabulary) -> None:
    snapshot = desk.take(enterprises(desk, "AB")).snapshot
    assert groups(snapshot) == set()
    assert snapshot is not None
    assert check_snapshot(snapshot, vocabulary) == []
    described = duckdb.sql(f"DESCRIBE FROM '{snapshot.groups_path}'").fetchall()
    assert [row[:2] for row in described] == [("number", "INTEGER"), ("group", "INTEGER")]


def test_a_later_relation_joins_two_groups(desk: Desk) -> None:
    first = desk.take(enterprises(desk, "BCDE"), relations(desk, "BC", "DE")).snapshot
    assert groups(first) == {"BC", "DE"}
    later = desk.take(enterprises(desk, "A"), relations(desk, "AE", "AB"), base=first).snapshot
    assert groups(later) == {"ABCDE"}
    assert later is not None
    assert first is not None
    assert later.manifest["sha256"] != first.manifest["sha256"]


@pytest.mark.parametrize(
    ("days", "holds"),
    [
        ("2022-10-10,", True),
        ("2022-10-11,", False),
        ("2020-01-01,2022-10-11", True),
        ("2020-01-01,2022-10-10", False),
        ("?,2022-10-10", False),
        ("?,?", True),
    ],
)
def test_a_relation_counts_from_its_first_day_to_the_day_before_its_last(
    desk: Desk, days: str, holds: bool
) -> None:
    assert date(2022, 10, 10) == KNOWN_AT
    report = desk.take(enterprises(desk, "AB"), relations(desk, "AB", days=days))
    assert groups(report.snapshot) == ({"AB"} if holds else set())


def test_a_relation_that_has_ended_parts_the_group(desk: Desk) -> None:
    first = desk.take(enterprises(desk, "ABC"), relations(desk, "AB", "BC")).snapshot
    ended = desk.file("控制关系.csv", f"{HEADER}\nBC-1,{code('B')},{code('C')},,2022-09-30\n")
    assert groups(desk.take(ended, base=first).snapshot) == {"AB"}


def rejected(desk: Desk, *cells: str) -> tuple[ImportReport, list[tuple[str, str]]]:
    """What becomes of two good relations among others whose 被控企业 are the cells."""
    rows = [f"坏{i},{code('A')},{cell}" for i, cell in enumerate(cells)]
    text = "\n".join(
        [
            "编号,控制方,被控企业统一社会信用代码",
            f"好1,{code('A')},{code('B')}",
            *rows,
            f"好2,{code('C')},{code('B')}",
        ]
    )
    report = desk.take(enterprises(desk, "ABC"), desk.file("控制关系.csv", text + "\n"))
    return report, [(r["行号"], r["错误码"]) for r in desk.rejects("控制关系.csv")]


def test_a_relation_to_nobody_nowhere_or_oneself_is_rejected_and_the_others_land(desk: Desk) -> None:
    wrong = code("B")[:-1] + ("0" if code("B")[-1] != "0" else "1")
    report, found = rejected(desk, wrong, "B公司", "", code("Z"), code("A"), code("A").lower())
    assert found == [
        ("3", "R0401"),
        ("4", "R0401"),
        ("5", "R0402"),
        ("6", "R0416"),
        ("7", "R0415"),
        ("8", "R0415"),
    ]
    assert (report.sheets[1].sifted.read, report.sheets[1].sifted.accepted) == (8, 2)
    assert groups(report.snapshot) == {"ABC"}
    reasons = [r["退回原因"] for r in desk.rejects("控制关系.csv")]
    assert f"“{code('Z')}”是“企业”中没有的统一社会信用代码" in reasons
    assert f"“{code('A')}”是这一行自己的主体" in reasons


def test_an_unknown_holder_is_rejected_as_an_unknown_owner(desk: Desk) -> None:
    desk.take(enterprises(desk, "AB"), relations(desk, "ZA", "AB"))
    assert [r["错误码"] for r in desk.rejects("控制关系.csv")] == ["R0412"]


def test_relations_need_to_say_who_is_controlled(desk: Desk) -> None:
    with pytest.raises(HuiqiError, match="缺少“被控企业”一列"):
        desk.take(enterprises(desk, "AB"), desk.file("控制关系.csv", f"编号,控制方\n1,{code('A')}\n"))


def test_everybody_in_a_group_is_told_of_the_same_members(desk: Desk, vocabulary: Vocabulary) -> None:
    snapshot = desk.take(enterprises(desk, "ABCD"), relations(desk, "AC", "CD")).snapshot
    assert snapshot is not None
    found = [group_of(snapshot, "企业", code(x)) for x in "ABCD"]
    reader = Reader(snapshot, vocabulary)
    assert [reader.group("企业", code(x)) for x in "ABCD"] == found
    assert found[1] is None
    assert found[0] == found[2] == found[3]
    assert found[0] is not None
    assert found[0].members == tuple((code(x), f"{x}公司") for x in "ACD")
    snapshot.groups_path.write_bytes(b"no parquet")
    with pytest.raises(HuiqiError) as error:
        group_of(snapshot, "企业", code("A"))
    assert error.value.problems[0].code == "R0103"


def test_groups_that_were_changed_or_lost_are_noticed(desk: Desk, vocabulary: Vocabulary) -> None:
    snapshot = desk.take(enterprises(desk, "AB"), relations(desk, "AB")).snapshot
    assert snapshot is not None
    snapshot.groups_path.write_bytes(b"no parquet")
    assert [p.message for p in snapshot.verify()] == ["快照 0001 的 groups.parquet 与清单不符"]
    assert [p.code for p in check_snapshot(snapshot, vocabulary)] == ["R0103"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=60))
def test_connected_agrees_with_merging_sets_one_by_one(pairs: list[Pair]) -> None:
    sets: dict[int, set[int]] = {}
    for a, b in pairs:
        joined = sets.get(a, {a}) | sets.get(b, {b})
        sets |= dict.fromkeys(joined, joined)
    numbers, smallest = connected(np.array(pairs, np.int64).reshape(-1, 2).T)
    assert dict(zip(numbers.tolist(), smallest.tolist())) == {n: min(s) for n, s in sets.items()}


@pytest.fixture(scope="module")
def law() -> Vocabulary:
    return load_vocabulary(ROOT / "policies" / "vocabulary")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory, law: Vocabulary) -> Snapshot:
    return generate(PROVINCE, law, 20_000, 7, tmp_path_factory.mktemp("groups"))


def test_a_made_up_province_has_groups_of_few_and_one_of_fifty(province: Snapshot) -> None:
    sizes = Counter(
        n
        for (n,) in duckdb.sql(f"SELECT count(*) FROM '{province.groups_path}' GROUP BY \"group\"").fetchall()
    )
    assert sizes.pop(50) == 1
    assert set(sizes) == set(range(2, 9))
    assert 0.03 < sum(n * count for n, count in sizes.items()) / 20_000 < 0.06


def test_a_made_up_province_has_chains_and_stars(province: Snapshot) -> None:
    pairs = duckdb.sql(
        f"""SELECT r.number, s.number FROM '{province.path("控制关系")}' r
        JOIN '{province.subjects_path}' s ON s.code = r.被控企业 AND s.kind = '企业'"""
    ).fetchall()
    assert len(pairs) == province.rows("控制关系")
    holders, held = (Counter(side) for side in zip(*pairs))
    assert set(held.values()) == {1}
    parent = {b: a for a, b in pairs}
    chains = [b for b in parent if parent.get(parent[b]) in parent]
    stars = [a for a, n in holders.items() if n >= 3 and a not in parent]
    assert len(chains) > 20
    assert len(stars) > 20
    assert all(a != b for a, b in pairs)


def test_the_same_seed_gives_the_same_groups_and_another_others(
    tmp_path: Path, law: Vocabulary, province: Snapshot
) -> None:
    again = generate(PROVINCE, law, 20_000, 7, tmp_path)
    other = generate(PROVINCE, law, 2_000, 8, tmp_path)
    same = generate(PROVINCE, law, 2_000, 8, tmp_path)
    assert again.manifest["sha256"] == province.manifest["sha256"]
    assert other.manifest["groups_sha256"] == same.manifest["groups_sha256"]
    assert other.manifest["groups_sha256"] != again.manifest["groups_sha256"]


def test_relations_change_no_other_kind(tmp_path: Path, plain_province: Path, vocabulary: Vocabulary) -> None:
    fewer = {name: kind for name, kind in vocabulary.kinds.items() if not kind.tie}
    without = generate(plain_province, Vocabulary(fewer, vocabulary.enumerations), 1000, 3, tmp_path)
    made = generate(plain_province, vocabulary, 1000, 3, tmp_path)
    assert made.manifest["subjects_sha256"] == without.manifest["subjects_sha256"]
    assert {n: made.manifest["kinds"][n] for n in fewer} == without.manifest["kinds"]
    assert (without.manifest["groups"], made.manifest["groups"] > 0) == (0, True)


@pytest.mark.parametrize("enterprises", [1, 2, 3, 50])
def test_the_smallest_registers_are_made_too(
    tmp_path: Path, plain_province: Path, vocabulary: Vocabulary, enterprises: int
) -> None:
    made = generate(plain_province, vocabulary, enterprises, 3, tmp_path)
    assert check_snapshot(made, vocabulary) == []


@pytest.mark.parametrize(
    "tie",
    [
        "被控企业",
        "被控企业，自 起始日期",
        "持股比例，自 起始日期 至 终止日期",
        "被控企也，自 起始日期 至 终止日期",
    ],
)
def test_a_tie_that_names_no_text_and_two_days_is_refused(tmp_path: Path, tie: str) -> None:
    for page in (ROOT / "policies" / "vocabulary").glob("[企枚控]*.md"):
        text = page.read_text(encoding="utf-8")
        text = text.replace("被控企业，自 起始日期 至 终止日期", tie)
        (tmp_path / page.name).write_text(text, encoding="utf-8")
    with pytest.raises(HuiqiError, match="控制关系") as error:
        load_vocabulary(tmp_path)
    assert [p.code for p in error.value.problems] == ["V0107"]
