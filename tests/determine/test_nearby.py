"""Near misses and what is missing, over a whole register: the same as one subject at a time."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from huiqi.api import missing
from huiqi.determine.run import determine
from huiqi.errors import HuiqiError
from huiqi.evaluate import Outcome, Subject, evaluate
from huiqi.explain import Reader, explain_subject, read_subject
from huiqi.explain.questions import unknown_facts
from huiqi.export import export_nearest
from huiqi.policy.bind import bind
from huiqi.register.store import open_store
from huiqi.tree.measure import BoundMeasure, Status
from huiqi.vocabulary import Fact
from tests.sample import DEMO, SAMPLE, sample, small_register

DAY = date(2022, 10, 10)
INSURANCE = "11.2-首批次应用综合保险补偿"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_register(tmp_path_factory.mktemp("near") / "register", 400)


@pytest.fixture(scope="module")
def subjects(store: Path) -> list[Subject]:
    package, _ = sample()
    snapshot = open_store(store).at(None)
    with duckdb.connect() as connection:
        codes = connection.execute(f"SELECT code FROM read_parquet('{snapshot.subjects_path}')").fetchall()
    return [read_subject(snapshot, package.vocabulary, code) for (code,) in codes]


def test_one_reader_reads_everybody_as_they_are_read_alone(store: Path, subjects: list[Subject]) -> None:
    package, _ = sample()
    reader = Reader(open_store(store).at(None), package.vocabulary)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(reader.read, (s.entity.code for s in subjects))) == subjects
    with pytest.raises(HuiqiError) as caught:
        reader.read(subjects[0].entity.code[:-1] + "?")
    assert (
        caught.value.problems[0].code == "E0101" and subjects[0].entity.code in caught.value.problems[0].hint
    )


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_list_is_what_every_explanation_says(
    store: Path, subjects: list[Subject], tmp_path: Path
) -> None:
    export_nearest(SAMPLE, store, DAY, tmp_path / "near.csv", settings=[DEMO])
    listed = Counter((r["统一社会信用代码"], r["措施"], r["改变"]) for r in read(tmp_path / "near.csv"))
    package, settings = sample()
    bound = bind(package, settings, DAY)
    said: Counter[tuple[str, str, str]] = Counter()
    for subject in subjects:
        for measure in explain_subject(bound, subject, "", "").measures:
            changes = (c.change for c in measure.candidates if c.change is not None)
            said.update((subject.entity.code, measure.id, "，".join(c.moves)) for c in changes if c.moves)
    assert listed == said and said


def test_the_closest_come_first(store: Path, tmp_path: Path) -> None:
    export_nearest(SAMPLE, store, DAY, tmp_path / "near.csv", settings=[DEMO])
    costs = [(int(r["改变项数"]), int(r["步数"])) for r in read(tmp_path / "near.csv")]
    assert costs == sorted(costs)


def test_excel_and_parquet_hold_the_same_rows(store: Path, tmp_path: Path) -> None:
    found = [
        export_nearest(SAMPLE, store, DAY, tmp_path / f"near.{f}", settings=[DEMO])
        for f in ("xlsx", "parquet")
    ]
    sheet = CalamineWorkbook.from_path(str(tmp_path / "near.xlsx")).get_sheet_by_index(0).to_python()
    assert found[0] == found[1] and len(sheet) == sum(c.found for c in found[0]) + 1


def test_one_measure_can_be_asked_for_and_a_wrong_one_is_refused(store: Path, tmp_path: Path) -> None:
    counts = export_nearest(SAMPLE, store, DAY, tmp_path / "x.csv", INSURANCE, settings=[DEMO])
    assert [c.measure for c in counts] == [INSURANCE]
    for name, measure, code in (("x.csv", "11.3", "X0101"), ("x.doc", INSURANCE, "X0102")):
        with pytest.raises(HuiqiError) as caught:
            export_nearest(SAMPLE, store, DAY, tmp_path / name, measure, settings=[DEMO])
        assert caught.value.problems[0].code == code


def test_what_a_missing_fact_holds_back_is_the_sum_of_those_that_wait_for_it_alone(
    store: Path, subjects: list[Subject], tmp_path: Path
) -> None:
    run = determine(SAMPLE, store, DAY, tmp_path / "run", settings=[DEMO])
    package, settings = sample()
    bound = next(b for b in bind(package, settings, DAY) if b.id == INSURANCE)
    expected: dict[str, list[int]] = {}
    for outcome, facts in _waiting(bound, subjects):
        if len(facts) == 1 and not outcome.unset_mask:
            held = (outcome.high or 0) - (outcome.low or 0)
            expected.setdefault(facts[0].path, []).append(held)
    entries = next(m for m in run.summary["measures"] if m["id"] == INSURANCE)["missing"]
    found = {e["name"]: (e["alone"], e["held"]) for e in entries if e["kind"] == "事实" and e["alone"]}
    assert found == {path: (len(held), sum(held)) for path, held in expected.items()} and found


def test_a_setting_nobody_recorded_holds_back_what_its_bounds_leave_open(tmp_path: Path) -> None:
    """Without the ratio, between 60% and 100%, what the bounds leave open waits for it alone."""
    rows = DEMO.read_text(encoding="utf-8").splitlines(keepends=True)
    lacking = tmp_path / "lacking.md"
    lacking.write_text("".join(r for r in rows if f"{INSURANCE}.补偿比例" not in r), encoding="utf-8")
    store = small_register(tmp_path / "register", 6000)
    run = determine(SAMPLE, store, DAY, tmp_path / "run", settings=[lacking])
    (entry,) = (e for e in missing(run.folder) if e["name"] == "补偿比例" and e["alone"])
    assert (entry["kind"], entry["owner"], entry["unbounded"]) == ("设定", INSURANCE, 0)
    with duckdb.connect() as connection:
        files = run.folder / "candidates" / f"measure={INSURANCE}" / "*.parquet"
        query = (
            "SELECT count(*), sum(amount_high - amount_low) FROM read_parquet(?) WHERE status = '金额待定'"
        )
        assert connection.execute(query, [str(files)]).fetchall() == [(entry["alone"], entry["held"])]


def _waiting(bound: BoundMeasure, subjects: list[Subject]) -> Iterator[tuple[Outcome, list[Fact]]]:
    for subject in subjects:
        for outcome in evaluate(bound, subject):
            if outcome.status == Status.FACT_MISSING:
                yield outcome, unknown_facts(bound, subject, outcome)
