"""Corrections over a snapshot: the same for one subject and for the whole register."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from huiqi.explain import corrected, read_subject
from huiqi.register.corrections import Correction, correct_snapshot, write_corrections
from huiqi.register.store import Snapshot, check_snapshot, open_store
from huiqi.vocabulary import Vocabulary
from tests.sample import sample, small_register


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return open_store(small_register(tmp_path_factory.mktemp("store") / "register", 300)).at()


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return sample()[0].vocabulary


@pytest.fixture(scope="module")
def corrections(base: Snapshot) -> list[Correction]:
    codes = pq.read_table(base.subjects_path)["code"].to_pylist()
    insured = pq.read_table(base.path("保险")).slice(0, 1).to_pylist()[0]
    owner = codes[insured["number"]]
    return [
        Correction(codes[3], "企业", "", "从业人员", 7),
        Correction(codes[3], "企业", "", "所在地", "360102"),
        Correction(codes[4], "企业", "", "营业收入", None),
        Correction(owner, "保险", insured["编号"], "投保日期", date(2022, 5, 5)),
        Correction(owner, "保险", "没有的", "保费", 1),
    ]


def test_a_corrected_snapshot_says_what_a_corrected_subject_says(
    base: Snapshot, vocabulary: Vocabulary, corrections: list[Correction], tmp_path: Path
) -> None:
    file = write_corrections(corrections, tmp_path)
    snapshot = correct_snapshot(base, file, vocabulary, tmp_path / "corrected")
    assert not check_snapshot(snapshot, vocabulary) and not snapshot.verify()
    for code in {c.code for c in corrections}:
        expected = corrected(read_subject(base, vocabulary, code), corrections)
        assert read_subject(snapshot, vocabulary, code) == expected
        assert expected != read_subject(base, vocabulary, code)
    region = pq.read_table(snapshot.subjects_path)["region"][3].as_py()
    assert region == "360102"


def test_what_is_not_corrected_stays(
    base: Snapshot, vocabulary: Vocabulary, corrections: list[Correction], tmp_path: Path
) -> None:
    nothing = correct_snapshot(base, write_corrections([], tmp_path), vocabulary, tmp_path / "same")
    assert nothing.manifest["sha256"] == base.manifest["sha256"]
    one = correct_snapshot(base, write_corrections(corrections[:1], tmp_path), vocabulary, tmp_path / "one")
    kinds = {
        k for k, e in base.manifest["kinds"].items() if e["sha256"] != one.manifest["kinds"][k]["sha256"]
    }
    assert kinds == {"企业"} and one.manifest["subjects_sha256"] == base.manifest["subjects_sha256"]


def test_the_digest_is_of_what_they_say_in_any_order(corrections: list[Correction], tmp_path: Path) -> None:
    first, second = (write_corrections(rows, tmp_path) for rows in (corrections, corrections[::-1]))
    assert first == second
    assert write_corrections(corrections[1:], tmp_path) != first
