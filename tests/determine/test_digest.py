"""The canonical digest: what it is, what it ignores, and what `diff` shows where runs differ."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from huiqi.cli.app import run as command
from huiqi.determine.run import RunInfo, determine
from tests.sample import DEMO, SAMPLE, small_register

MEASURE = "11.2-首批次应用综合保险补偿"
Printed = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunInfo:
    folder = tmp_path_factory.mktemp("digest")
    register = small_register(folder / "register", 400)
    return determine(SAMPLE, register, date(2022, 10, 10), folder / "run", settings=[DEMO], digest=True)


def rewritten(run: RunInfo, folder: Path, query: str) -> Path:
    """A copy of the run with one measure's candidates made anew from ``t``."""
    copied = shutil.copytree(str(run.folder), folder / "copy")
    file = copied / "candidates" / f"measure={MEASURE}" / "part-000.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS SELECT * EXCLUDE measure FROM read_parquet('{file}')")
        connection.execute(f"COPY ({query}) TO '{file}'")
    return copied


def test_a_lane_is_a_sum_of_md5_over_the_text_of_rows(run: RunInfo) -> None:
    file = f"{run.folder}/candidates/measure={MEASURE}/part-000.parquet"
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT * EXCLUDE measure FROM read_parquet('{file}')").fetchall()
    texts = ["|".join("∅" if value is None else str(value) for value in row) for row in rows]
    hashes = [hashlib.md5(text.encode()).hexdigest() for text in texts]
    lanes = [str(sum(int(h[start : start + 15], 16) for h in hashes)) for start in (0, 16)]
    assert run.manifest["digest"]["tables"][MEASURE] == {"rows": len(rows), "lanes": lanes}


def test_order_and_files_do_not_matter(run: RunInfo, tmp_path: Path, capsys: Printed) -> None:
    turned = rewritten(run, tmp_path, "SELECT * FROM t ORDER BY number DESC, record DESC")
    assert command(["digest", str(turned), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == run.manifest["digest"]
    assert command(["diff", str(run.folder), str(turned)]) == 0
    assert command(["digest", str(turned)]) == 0
    assert run.manifest["digest"]["sha256"] in capsys.readouterr().out


def test_one_fen_more_is_seen_and_shown(run: RunInfo, tmp_path: Path, capsys: Printed) -> None:
    least = "(SELECT min((number, record)) FROM t WHERE amount > 0)"
    dearer = f"amount + CASE WHEN (number, record) = {least} THEN 1 ELSE 0 END AS amount"
    changed = rewritten(run, tmp_path, f"SELECT * REPLACE ({dearer}) FROM t")
    assert command(["diff", str(run.folder), str(changed)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{MEASURE}：只在前者 1 行，只在后者 1 行"
    before, after = ({w for w in line.split() if w[:7] == "amount="} for line in told[1:])
    assert {int(a[7:]) for a in after} == {int(b[7:]) + 1 for b in before}
    assert len(told) == 3


def test_a_row_twice_is_not_the_row_once(run: RunInfo, tmp_path: Path, capsys: Printed) -> None:
    doubled = rewritten(run, tmp_path, "SELECT * FROM t UNION ALL (SELECT * FROM t LIMIT 1)")
    assert command(["diff", str(run.folder), str(doubled), "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["table"], found["only"]) == (MEASURE, [0, 1])


def test_runs_over_two_snapshots_are_not_compared(run: RunInfo, tmp_path: Path, capsys: Printed) -> None:
    other = rewritten(run, tmp_path, "SELECT * FROM t")
    manifest = json.loads((other / "manifest.json").read_text("utf-8"))
    manifest["snapshot"]["sha256"] = "0" * 64
    (other / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert command(["diff", str(run.folder), str(other), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "D0109"
