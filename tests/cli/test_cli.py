"""The command line: what it prints, its exit codes, and that user errors never end in a traceback."""

import json
from pathlib import Path

import pytest

from huiqi.cli import app, demo
from huiqi.cli.app import COMMANDS, run
from huiqi.cli.options import spread

from ..sample import DEMO, SAMPLE, small_register

Printed = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_register(tmp_path_factory.mktemp("cli") / "register", 500)


@pytest.fixture(scope="module")
def finished(register: Path) -> Path:
    out = register.parent / "run"
    assert run(["determine", str(SAMPLE), *_asked(register), "--out", str(out), "--settings", str(DEMO)]) == 0
    return out


def _asked(register: Path) -> list[str]:
    return ["--register", str(register), "--as-of", "2022-12-31"]


def _problems(capsys: Printed) -> list[dict[str, object]]:
    printed = capsys.readouterr()
    assert not printed.err
    problems: list[dict[str, object]] = json.loads(printed.out)["problems"]
    return problems


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(name: str, capsys: Printed) -> None:
    assert run([name, "--help"]) == 0
    help_ = capsys.readouterr().out
    assert any("\u4e00" <= c <= "\u9fff" for c in help_)
    assert any(
        word in help_ for word in ("A", "The", "Verify", "Generate", "Import", "Answer", "One", "Every")
    )


def test_several_files_after_one_flag() -> None:
    flag = "--settings"
    assert spread(["p", flag, "a", "b", "--json"], flag) == ["p", flag, "a", flag, "b", "--json"]
    assert spread([flag, "a", flag, "b", "c"], flag) == [flag, "a", flag, "b", flag, "c"]
    assert spread(["--settings=a", "b"], flag) == ["--settings=a", "b"]
    assert spread([flag], flag) == [flag]


@pytest.mark.parametrize(
    "args",
    [
        ["nothing"],
        ["check"],
        ["determine", "p", "--register", "r", "--out", "o", "--settings"],
        ["determine", "p", "--register", "r", "--out", "o", "--as-of", "2022-02-30"],
        ["export", "r", "--measure", "m", "--format", "doc"],
        ["generate", "--out", "o", "--enterprises", "-1"],
    ],
)
def test_a_command_written_wrongly_exits_2(args: list[str], capsys: Printed) -> None:
    assert run(args) == 2
    assert "Error" in capsys.readouterr().err


def test_usage_errors_are_json_when_asked(capsys: Printed) -> None:
    assert run(["explain", "p", "--json"]) == 2
    assert _problems(capsys)[0]["code"] == "U0103"


def test_user_errors_say_code_words_and_hint(tmp_path: Path, capsys: Printed) -> None:
    assert run(["determine", str(SAMPLE), *_asked(tmp_path / "none"), "--out", str(tmp_path / "run")]) == 1
    error = capsys.readouterr().err
    assert "R0101" in error
    assert "提示：" in error


def test_user_errors_are_json_when_asked(tmp_path: Path, capsys: Printed) -> None:
    assert run(["explain", str(SAMPLE), *_asked(tmp_path), "--enterprise", "x", "--json"]) == 1
    (problem,) = _problems(capsys)
    assert problem["code"] == "R0101"
    assert set(problem) == {"code", "message", "hint", "file", "line", "column"}


def test_a_setting_that_is_not_there(register: Path, tmp_path: Path, capsys: Printed) -> None:
    args = ["determine", str(SAMPLE), *_asked(register), "--out", str(tmp_path / "run")]
    assert run([*args, "--settings", "no*.md"]) == 1
    assert "no*.md" in capsys.readouterr().err


def test_a_file_that_cannot_be_written(finished: Path, capsys: Printed) -> None:
    measure = "11.2-首批次应用综合保险补偿"
    args = ["export", str(finished), "--measure", measure, "--out", str(finished / "none" / "x.csv")]
    assert run(args) == 1
    assert capsys.readouterr().err


def test_determine_says_where_the_run_is(register: Path, tmp_path: Path, capsys: Printed) -> None:
    out = tmp_path / "run"
    assert run(["determine", str(SAMPLE), *_asked(register), "--out", str(out)]) == 0
    assert str(out) in capsys.readouterr().out.replace("\n", "")
    assert run(["determine", str(SAMPLE), *_asked(register), "--out", str(out)]) == 1


def test_determine_as_json(register: Path, tmp_path: Path, capsys: Printed) -> None:
    args = [*_asked(register), "--out", str(tmp_path / "run"), "--settings", str(DEMO), "--json"]
    assert run(["determine", str(SAMPLE), *args]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["demo"] is True
    assert {m["id"] for m in summary["measures"]} >= {"11.2-首批次应用综合保险补偿"}


def test_export_and_report(finished: Path, capsys: Printed) -> None:
    out = finished.parent / "m.csv"
    assert run(["export", str(finished), "--measure", "11.2-首批次应用综合保险补偿", "--out", str(out)]) == 0
    assert run(["report", str(finished)]) == 0
    assert "report.html" in capsys.readouterr().out.replace("\n", "")
    assert out.stat().st_size


def test_stopping_exits_130(monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app.app, "main", stop)
    assert run(["check", "p"]) == 130
    assert "已停止" in capsys.readouterr().err


def test_demo_clears_only_its_own_folder(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "letters").mkdir()
    assert run(["demo", str(SAMPLE), "--out", str(tmp_path)]) == 1
    assert "U0102" in capsys.readouterr().err
    assert (tmp_path / "letters").exists()


def test_demo_says_what_came_out(finished: Path, capsys: Printed) -> None:
    summary = json.loads((finished / "summary.json").read_text(encoding="utf-8"))
    demo._say(summary, 1.0)
    assert "演示" in capsys.readouterr().out


def test_check_and_coverage(tmp_path: Path, capsys: Printed) -> None:
    assert run(["check", str(SAMPLE), "--json"]) in {0, 1}
    assert json.loads(capsys.readouterr().out)
    page = tmp_path / "coverage.html"
    assert run(["coverage", str(SAMPLE), "--html", str(page)]) == 0
    assert page.stat().st_size


def test_import_without_a_good_row_exits_1(tmp_path: Path, capsys: Printed) -> None:
    file = tmp_path / "企业.csv"
    file.write_text("统一社会信用代码,名称,所在地\nx,甲,1\n", encoding="utf-8")
    args = ["--out", str(tmp_path / "register"), "--known-at", "2022-10-10"]
    assert run(["import", str(file), *args]) == 1
    assert "R0311" in capsys.readouterr().out
