"""A run on a small register: what is written, that it adds up, and that it is the same each time."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from huiqi.determine import run as runs
from huiqi.determine.duck import Duck
from huiqi.determine.engine import open_engine
from huiqi.determine.run import determine, open_run
from huiqi.errors import HuiqiError
from huiqi.evaluate import evaluate
from huiqi.explain import read_subject
from huiqi.policy.bind import bind
from huiqi.register.store import open_store
from tests.sample import DEMO, SAMPLE, sample, small_register

AS_OF = date(2022, 10, 10)
CANDIDATES = [
    ("number", "INTEGER"),
    ("record", "INTEGER"),
    ("year", "INTEGER"),
    ("status", "VARCHAR"),
    ("amount_before_limits", "BIGINT"),
    ("amount", "BIGINT"),
    ("amount_low", "BIGINT"),
    ("amount_high", "BIGINT"),
    ("false_mask", "BIGINT"),
    ("unknown_mask", "BIGINT"),
    ("unset_mask", "BIGINT"),
    ("cut_by", "VARCHAR"),
]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_register(tmp_path_factory.mktemp("store") / "register")


@pytest.fixture(scope="module")
def run(register: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "run"
    determine(SAMPLE, register, AS_OF, out, settings=[DEMO])
    return out


def query(sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()


def digests(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != "log.json"
    }


def test_every_candidate_is_written_with_the_stated_columns(run: Path) -> None:
    summary = json.loads((run / "summary.json").read_text("utf-8"))
    assert len(summary["measures"]) == 3
    for measure in summary["measures"]:
        files = f"'{run}/candidates/measure={measure['id']}/*.parquet'"
        described = query(
            f"DESCRIBE SELECT * EXCLUDE measure FROM read_parquet({files}, hive_partitioning = true)"
        )
        assert [(r[0], r[1]) for r in described] == CANDIDATES
        (count,) = query(f"SELECT count(*) FROM read_parquet({files})")[0]
        assert measure["rows"] == {"expected": count, "written": count}
        assert sum(measure["statuses"].values()) == count


def test_same_inputs_same_bytes_at_one_and_two_threads(register: Path, run: Path, tmp_path: Path) -> None:
    determine(SAMPLE, register, AS_OF, tmp_path / "again", settings=[DEMO], threads=1)
    assert digests(tmp_path / "again") == digests(run)


def test_candidates_stand_in_total_order(run: Path) -> None:
    for folder in (run / "candidates").iterdir():
        rows = query(f"SELECT number, record FROM read_parquet('{folder}/part-000.parquet')")
        assert rows == sorted(rows, key=lambda r: (r[0], r[1] or 0))


def test_each_subject_gets_what_the_evaluator_says(register: Path, run: Path) -> None:
    package, settings = sample()
    snapshot = open_store(register).at(None)
    measures = bind(package, settings, AS_OF)
    entitled = query(
        f"SELECT DISTINCT code FROM '{run}/entitlements.parquet' JOIN '{run}/subjects.parquet' USING (number) "
        "ORDER BY code LIMIT 25"
    )
    assert entitled
    for (code,) in entitled:
        subject = read_subject(snapshot, package.vocabulary, str(code))
        for measure in measures:
            expected = [
                (o.status.value, o.year, o.amount, o.low, o.high, o.false_mask, o.unknown_mask, o.unset_mask)
                for o in evaluate(measure, subject)
            ]
            written = query(
                "SELECT status, year, amount, amount_low, amount_high, false_mask, unknown_mask, unset_mask "
                f"FROM read_parquet('{run}/candidates/measure={measure.id}/*.parquet') "
                f"JOIN '{run}/subjects.parquet' USING (number) WHERE code = '{code}' ORDER BY record"
            )
            assert written == expected


def test_entitlements_leave_out_every_kind_of_no_and_add_up_to_the_summary(run: Path) -> None:
    summary = json.loads((run / "summary.json").read_text("utf-8"))
    statuses = {r[0] for r in query(f"SELECT DISTINCT status FROM '{run}/entitlements.parquet'")}
    assert statuses and not statuses & {"未启用", "不在执行期", "不符合"}
    for measure in summary["measures"]:
        owed = query(
            f"SELECT sum(amount) FROM '{run}/entitlements.parquet' WHERE measure = '{measure['id']}'"
        )
        candidates = query(
            f"SELECT sum(amount) FROM read_parquet('{run}/candidates/measure={measure['id']}/*.parquet')"
        )
        assert (owed[0][0] or 0) == (candidates[0][0] or 0) == (measure["money"]["amount"] or 0)


def test_the_yearly_ceiling_bounds_every_entitlement(run: Path) -> None:
    rows = query(
        f"SELECT max(amount), max(amount_low), max(amount_high) FROM '{run}/entitlements.parquet' "
        "WHERE measure = '11.2-首批次应用综合保险补偿' AND year IS NOT NULL"
    )
    assert all(v is None or int(str(v)) <= 100_000_000 for v in rows[0])


def test_the_manifest_names_everything_that_went_in(run: Path) -> None:
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    assert manifest["settings"][0]["sha256"] == hashlib.sha256(DEMO.read_bytes()).hexdigest()
    assert manifest["readings"]["执行期-起始"] == "印发之日"
    assert len(manifest["package"]["sha256"]) == len(manifest["snapshot"]["sha256"]) == 64
    assert manifest["as_of"] == "2022-10-10"


def test_a_run_without_settings_leaves_amounts_to_the_authority(register: Path, tmp_path: Path) -> None:
    info = determine(SAMPLE, register, AS_OF, tmp_path / "bare")
    assert not info.summary["demo"]
    statuses = {m["id"]: m["statuses"] for m in info.summary["measures"]}
    assert statuses["4.5-地方补贴"]["未启用"] > 0
    assert all(s["符合"] == 0 for s in statuses.values())


def test_an_existing_folder_is_refused(register: Path, run: Path) -> None:
    with pytest.raises(HuiqiError) as caught:
        determine(SAMPLE, register, AS_OF, run, settings=[DEMO])
    assert caught.value.problems[0].code == "D0101"


def test_a_killed_run_leaves_nothing_that_looks_finished(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Duck, "write_entitlements", killed)
    with pytest.raises(KeyboardInterrupt):
        determine(SAMPLE, register, AS_OF, out, settings=[DEMO])
    assert not out.exists()
    with pytest.raises(HuiqiError) as caught:
        open_run(out)
    assert caught.value.problems[0].code == "D0102"
    monkeypatch.undo()
    assert runs.determine(SAMPLE, register, AS_OF, out, settings=[DEMO]).folder == out


def test_what_passes_the_memory_waits_beside_the_run_and_is_gone_after(
    register: Path, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[object, ...]] = []
    entitle = Duck.write_entitlements

    def spilling(duck: Duck, names: list[str], target: Path) -> int:
        assert duck.spill is not None
        duck.spill.mkdir()
        seen.extend(duck.connection.execute("SELECT current_setting('temp_directory')").fetchall())
        return entitle(duck, names, target)

    monkeypatch.setattr(Duck, "write_entitlements", spilling)
    engine = open_engine(memory="256MiB")
    again = determine(SAMPLE, register, AS_OF, tmp_path / "run", settings=[DEMO], engine=engine)
    assert seen == [(str(tmp_path / ".run.partial.spill"),)]
    assert [p.name for p in tmp_path.iterdir()] == ["run"]
    assert again.summary == open_run(run).summary


def test_a_register_without_a_column_is_refused_with_its_name(register: Path, tmp_path: Path) -> None:
    broken = tmp_path / "register"
    shutil.copytree(register, broken)
    file = broken / "snapshots" / "0001" / "kinds" / "保险.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * EXCLUDE 保费 FROM '{file}') TO '{tmp_path}/x.parquet'")
    (tmp_path / "x.parquet").replace(file)
    with pytest.raises(HuiqiError) as caught:
        determine(SAMPLE, broken, AS_OF, tmp_path / "run", settings=[DEMO])
    assert any("保费" in p.message for p in caught.value.problems)
    assert all(p.code.startswith("R") for p in caught.value.problems)
