"""What is missing for Spark is said in plain words, with a code and a way out."""

from __future__ import annotations

import importlib.util
import shutil
import socket
from pathlib import Path

import pytest

from huiqi.cli.app import run as command
from huiqi.determine import connect
from huiqi.determine.engine import open_engine
from huiqi.errors import HuiqiError
from huiqi.register.places import LocalFiles, Url, local, url


def code_of(master: str) -> str:
    with pytest.raises(HuiqiError) as caught:
        open_engine("spark", master)
    (problem,) = caught.value.problems
    assert problem.hint
    return problem.code


def without(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(connect, "find_spec", lambda name: None if name in modules else found("json"))


def test_without_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "pyspark")
    assert code_of("local[2]") == code_of("sc://localhost") == "D0105"


def test_the_client_of_spark_connect_alone_cannot_start_a_master(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "py4j")
    assert code_of("spark://localhost:7077") == "D0105"


def test_without_java(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert code_of("local[2]") == "D0106"


def test_where_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert code_of(f"sc://127.0.0.1:{port}") == "D0107"


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(HuiqiError) as caught:
        open_engine("sparkle")
    assert caught.value.problems[0].code == "D0104"
    assert "spark" in caught.value.problems[0].hint


def test_a_master_without_spark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["digest", "run", "--master", "local[2]"]) == 1
    assert "--engine spark" in capsys.readouterr().err


def test_duckdb_keeps_to_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["digest", "s3a://bucket/run"]) == 1
    assert "D0103" in capsys.readouterr().err


def test_a_url_is_joined_without_losing_its_slashes(tmp_path: Path) -> None:
    bucket = url("s3a://bucket/runs/")
    assert str(bucket / "a" / "b.json") == "s3a://bucket/runs/a/b.json"
    assert (bucket / "a").with_name("b") == Url("s3a://bucket/runs/b")
    assert url(str(tmp_path)) == Url(tmp_path.as_uri())
    assert local(url(str(tmp_path))) == tmp_path


def test_files_behind_a_file_url(tmp_path: Path) -> None:
    files, folder = LocalFiles(), url(str(tmp_path)) / "一"
    assert files.names(folder) == [] and not files.exists(folder)
    files.write(folder / "a.txt", "惠企")
    files.rename(folder, folder.with_name("二"))
    assert files.names(url(str(tmp_path))) == ["二"]
    assert files.read(url(str(tmp_path)) / "二" / "a.txt") == "惠企"
    files.remove(folder.with_name("二"))
    assert files.names(url(str(tmp_path))) == []
