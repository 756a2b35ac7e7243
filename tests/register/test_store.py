"""The store of snapshots: picking one, and refusing one that a run could not rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from huiqi.errors import HuiqiError
from huiqi.register.generate import generate
from huiqi.register.store import Snapshot, check_snapshot, open_store
from huiqi.register.writing import new_snapshot
from huiqi.vocabulary import Vocabulary


@pytest.fixture
def snapshot(tmp_path: Path, plain_province: Path, vocabulary: Vocabulary) -> Snapshot:
    return generate(plain_province, vocabulary, 200, 1, tmp_path, date(2022, 6, 30))


def codes(snapshot: Snapshot, vocabulary: Vocabulary) -> list[str]:
    return [p.code for p in check_snapshot(snapshot, vocabulary)]


def test_the_newest_snapshot_not_later_than_a_day_is_taken(
    tmp_path: Path, plain_province: Path, vocabulary: Vocabulary
) -> None:
    for day in (date(2022, 9, 1), date(2022, 6, 1), date(2022, 6, 1)):
        generate(plain_province, vocabulary, 50, 1, tmp_path, day)
    store = open_store(tmp_path)
    assert [s.number for s in store.snapshots()] == [1, 2, 3]
    assert store.at().number == 1
    assert store.at(date(2022, 8, 31)).number == 3
    with pytest.raises(HuiqiError, match="最早的快照截至 2022-06-01") as error:
        store.at(date(2022, 5, 31))
    assert error.value.problems[0].code == "R0102"


def test_an_empty_store_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(HuiqiError, match="huiqi generate") as error:
        open_store(tmp_path).at()
    assert error.value.problems[0].code == "R0101"


def test_a_sound_snapshot_has_no_problems(snapshot: Snapshot, vocabulary: Vocabulary) -> None:
    assert codes(snapshot, vocabulary) == []
    assert snapshot.verify() == []


def test_a_missing_column_is_refused(snapshot: Snapshot, vocabulary: Vocabulary) -> None:
    path = snapshot.path("保险")
    duckdb.sql(f"COPY (SELECT * EXCLUDE (保费) FROM read_parquet('{path}')) TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").rename(path)
    assert [p.message for p in check_snapshot(snapshot, vocabulary)] == ["“保险”的数据缺少“保费”一列"]
    assert [p.code for p in snapshot.verify()] == ["R0103"]


def test_another_storage_type_is_refused(snapshot: Snapshot, vocabulary: Vocabulary) -> None:
    path = snapshot.path("保险")
    query = f"SELECT * REPLACE (CAST(保费 AS DOUBLE) AS 保费) FROM read_parquet('{path}')"
    duckdb.sql(f"COPY ({query}) TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").rename(path)
    assert codes(snapshot, vocabulary) == ["R0106"]


def test_a_narrower_vocabulary_refuses_what_lies_outside(snapshot: Snapshot, vocabulary: Vocabulary) -> None:
    enterprise = vocabulary.kinds["企业"]
    employees = replace(enterprise.facts["从业人员"], high=100)
    grade = enterprise.facts["信用等级"]
    fewer = replace(grade, type=replace(grade.type, members=("D", "C", "B")))  # type: ignore[type-var]
    facts = {**enterprise.facts, "从业人员": employees, "信用等级": fewer}
    narrower = Vocabulary({**vocabulary.kinds, "企业": replace(enterprise, facts=facts)}, {})
    assert codes(snapshot, narrower) == ["R0107", "R0108"]
    assert "超出范围 0人 至 100人" in check_snapshot(snapshot, narrower)[0].message


def test_a_kind_the_snapshot_does_not_know_is_refused(snapshot: Snapshot, vocabulary: Vocabulary) -> None:
    more = Vocabulary({**vocabulary.kinds, "贷款": replace(vocabulary.kinds["保险"], name="贷款")}, {})
    assert codes(snapshot, more) == ["R0104"]


def test_a_damaged_snapshot_is_refused(snapshot: Snapshot, vocabulary: Vocabulary) -> None:
    snapshot.path("保险").write_bytes(b"no parquet")
    assert codes(snapshot, vocabulary) == ["R0103"]
    (snapshot.folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(HuiqiError) as error:
        open_store(snapshot.folder.parents[1]).snapshots()
    assert error.value.problems[0].code == "R0103"


def test_a_writer_that_dies_leaves_nothing_behind(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(KeyboardInterrupt), new_snapshot(tmp_path, vocabulary, date(2022, 1, 1), {}):
        raise KeyboardInterrupt
    assert open_store(tmp_path).snapshots() == ()
    assert list((tmp_path / "snapshots").iterdir()) == []


def test_a_store_that_is_a_file_is_refused(
    tmp_path: Path, plain_province: Path, vocabulary: Vocabulary
) -> None:
    (tmp_path / "store").write_text("")
    with pytest.raises(HuiqiError) as error:
        generate(plain_province, vocabulary, 10, 1, tmp_path / "store")
    assert error.value.problems[0].code == "R0109"


def test_the_manifest_states_rows_and_ranges(snapshot: Snapshot) -> None:
    manifest = json.loads((snapshot.folder / "manifest.json").read_text(encoding="utf-8"))
    entry = manifest["kinds"]["企业"]
    low, high, nulls = duckdb.sql(
        f"SELECT min(营业收入), max(营业收入), count(*) FILTER (营业收入 IS NULL) FROM '{snapshot.path('企业')}'"
    ).fetchall()[0]
    assert entry["rows"] == 200
    assert entry["columns"]["营业收入"] == {"nulls": nulls, "min": low, "max": high}
