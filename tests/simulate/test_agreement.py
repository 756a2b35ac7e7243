"""On a generated register: no change changes nothing, and a reform is what a full run would say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from huiqi.determine.duck import Duck
from huiqi.determine.run import determine
from huiqi.policy.load import load_package
from huiqi.register.generate import generate
from huiqi.simulate import Reform, simulate
from tests.sample import DEMO, PROVINCE, ROOT, SAMPLE, small_register

AS_OF = date(2022, 10, 10)
POLICY = ROOT / "policies" / "jiangxi-2022-20"
SAME = {"得益": 0, "受损": 0, "未定": 0, "待定如前": 0, "gained": 0, "lost": 0, "low": 0, "high": 0}
REFORMS = {
    "a ratio": (("11.2.补偿比例=85%",), ("| 70% |", "| 85% |")),
    "a reading of the scope": (("范围-企业规模=不限规模",), ("| 工业中小企业 |", "| 不限规模 |")),
    "a reading of the day": (("依据日期=起保",), ("| 依据日期 | 投保 |", "| 依据日期 | 起保 |")),
    "an open reading": (
        ("奖补口径=下限",),
        ("| 依据日期 | 投保 |", "| 奖补口径 | 下限 | | | |\n| 依据日期 | 投保 |"),
    ),
    "a place": (("地方补贴@3601=不启用",), ("| 是 |", "| 否 |")),
    "a list": (("11.2.推广应用范围内新材料=「其他产品」",), ("| 「范围内产品」 |", "| 「其他产品」 |")),
}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_register(tmp_path_factory.mktemp("store") / "register", 1500)


def test_no_change_changes_nothing(register: Path, tmp_path: Path) -> None:
    made = simulate(SAMPLE, register, AS_OF, Reform(), None, [DEMO], out=tmp_path / "out")
    (reform,) = made.result["reforms"]
    assert reform["subjects"] == SAME
    assert reform["before"] == reform["after"]
    assert not any(m["changed"] or m["changes"] for m in reform["measures"])
    assert all(g["before"] == g["after"] for groups in reform["groups"].values() for g in groups)


def test_the_same_settings_as_other_files_change_nothing(register: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.md"
    copy.write_bytes(DEMO.read_bytes())
    made = simulate(SAMPLE, register, AS_OF, Reform(settings=[copy]), None, [DEMO])
    assert made.result["reforms"][0]["subjects"] == SAME


@pytest.mark.parametrize("name", REFORMS)
def test_a_reform_is_what_a_full_run_says(name: str, register: Path, tmp_path: Path) -> None:
    lines, (old, new) = REFORMS[name]
    edited = tmp_path / "edited.md"
    text = DEMO.read_text("utf-8")
    assert old in text
    edited.write_text(text.replace(old, new), encoding="utf-8")
    changed, files = (
        simulate(SAMPLE, register, AS_OF, reform, None, [DEMO]).result["reforms"][0]
        for reform in (Reform(lines), Reform(settings=[edited]))
    )
    for end, settings in (("before", DEMO), ("after", edited)):
        run = determine(SAMPLE, register, AS_OF, tmp_path / end, settings=[settings])
        for written, ours, theirs in zip(
            run.summary["measures"], changed["measures"], files["measures"], strict=True
        ):
            money = {"amount": 0, "low": 0, "high": 0} | (ours[end] or {})
            assert {k: written["money"][k] or 0 for k in ("amount", "low")} == {
                k: money[k] for k in ("amount", "low")
            }
            assert ours[end] == theirs[end] and ours["changes"] == theirs["changes"]
            assert ours[end] is None or written["money"]["high"] == money["high"]
    assert sum(m["changed"] for m in changed["measures"]) >= 1


@pytest.mark.slow
def test_each_subject_s_change_is_what_two_runs_say(tmp_path: Path) -> None:
    """On a whole policy: a ratio and a reading that half its measures use."""
    register, edited = tmp_path / "register", tmp_path / "edited"
    generate(PROVINCE, load_package(POLICY).vocabulary, 3000, 7, register, AS_OF)
    settings = sorted((POLICY / "settings").glob("demo*.md"))
    edited.mkdir()
    for file in settings:
        text = re.sub(r"(首批次应用综合保险补偿.补偿比例 \|) 70% ", r"\1 80% ", file.read_text("utf-8"))
        text = text.replace("| 范围-企业规模 | 工业中小企业 |", "| 范围-企业规模 | 不限规模 |")
        (edited / file.name).write_text(text, encoding="utf-8")
    changes = ["首批次应用综合保险补偿.补偿比例=80%", "范围-企业规模=不限规模"]
    simulate(POLICY, register, AS_OF, Reform(changes), None, settings, out=tmp_path / "out")
    determine(POLICY, register, AS_OF, tmp_path / "before", settings=settings)
    determine(POLICY, register, AS_OF, tmp_path / "after", settings=sorted(edited.iterdir()))
    simulated = f"SELECT number, measure, before, after FROM '{tmp_path}/out/changes.parquet' WHERE before IS NOT NULL"
    owed = (
        f"SELECT number, measure, coalesce(sum(amount), 0) AS {{0}} FROM '{tmp_path}/{{0}}/entitlements.parquet' "
        f"WHERE measure IN (SELECT measure FROM ({simulated})) GROUP BY ALL"
    )
    expected = (
        "SELECT number, measure, coalesce(before, 0), coalesce(after, 0) "
        f"FROM ({owed.format('before')}) FULL JOIN ({owed.format('after')}) USING (number, measure)"
    )
    rows = duckdb.sql(f"{expected} ORDER BY ALL").fetchall()
    assert len({row[1] for row in rows}) > 5 and sum(before != after for _, _, before, after in rows) > 20
    assert duckdb.sql(f"{simulated} ORDER BY ALL").fetchall() == rows


def test_only_what_differs_is_determined_again(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decided: list[str] = []
    entitle = Duck.entitle

    def counted(self: Duck, plan: Any, index: int) -> None:
        decided.append(plan.bound.id)
        entitle(self, plan, index)

    monkeypatch.setattr(Duck, "entitle", counted)
    simulate(SAMPLE, register, AS_OF, Reform(["11.2.补偿比例=85%"]), None, [DEMO])
    assert len(decided) == 4
    assert [m for m in set(decided) if decided.count(m) == 2] == ["11.2-首批次应用综合保险补偿"]


def test_one_thread_and_two_write_the_same_bytes(register: Path, tmp_path: Path) -> None:
    reform = Reform(["范围-企业规模=不限规模"])
    for threads in (1, 2):
        simulate(SAMPLE, register, AS_OF, reform, None, [DEMO], out=tmp_path / f"{threads}", threads=threads)
    for name in ("changes.parquet", "groups.parquet", "simulation.json"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def _numbers(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _numbers(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _numbers(inner)
    else:
        yield value


def test_money_is_whole_fen(register: Path) -> None:
    (reform,) = simulate(SAMPLE, register, AS_OF, Reform(["11.2.补偿比例=85%"]), None, [DEMO]).result[
        "reforms"
    ]
    found = [reform[k] for k in ("measures", "before", "after", "subjects", "groups")]
    assert not any(isinstance(x, float) for x in _numbers(found))
