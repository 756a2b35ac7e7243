"""What the commands say at a terminal, and the page made from the vocabulary."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from huiqi.codes.provinces import only_province
from huiqi.errors import HuiqiError
from huiqi.register.commands import run_generate, run_import
from huiqi.register.reference import PAGE, VOCABULARY, render
from huiqi.vocabulary import Vocabulary, load_vocabulary

from .desk import ENTERPRISE, HERE, OTHER, PROVINCE, ROOT


def test_generating_and_importing_end_in_plain_words(tmp_path: Path, plain_province: Path) -> None:
    console = Console(record=True, width=200, file=StringIO())
    store, words = tmp_path / "store", HERE / "vocabulary"
    run_generate(
        province=plain_province, vocabulary=words, enterprises=100, seed=1, out=store, console=console
    )
    file = tmp_path / "企业.csv"
    file.write_text(
        f"统一社会信用代码,名称,所在地\n{ENTERPRISE},甲,南昌县\n{OTHER},乙,南京市\n", encoding="utf-8"
    )
    report = run_import(files=[file], vocabulary=words, province=plain_province, out=store, console=console)
    shown = console.export_text()
    assert report.snapshot is not None
    assert report.snapshot.rows("企业") == 101
    assert "企业 100" in shown
    assert "读入 2 行 = 入库 1 行 + 退回 1 行" in shown
    assert "[R0407]" in shown
    assert "从业人员" in shown


def test_an_import_of_bad_rows_only_makes_no_snapshot(tmp_path: Path) -> None:
    console = Console(record=True, width=200, file=StringIO())
    file = tmp_path / "企业.csv"
    file.write_text("统一社会信用代码,名称,所在地\n1,甲,南昌县\n", encoding="utf-8")
    words = HERE / "vocabulary"
    report = run_import(
        files=[file], vocabulary=words, province=PROVINCE, out=tmp_path / "s", console=console
    )
    assert report.snapshot is None
    assert "没有一行可以入库" in console.export_text()


def test_the_only_province_is_found(tmp_path: Path) -> None:
    assert only_province(PROVINCE.parent) == PROVINCE
    with pytest.raises(HuiqiError) as error:
        only_province(tmp_path)
    assert error.value.problems[0].code == "R0201"


def test_the_page_names_every_kind_and_fact(vocabulary: Vocabulary) -> None:
    page = render(vocabulary)
    for kind in vocabulary.kinds.values():
        assert f"### {kind.name}\n" in page
        assert all(f"| {fact.name} |" in page for fact in kind.facts.values())
    assert "D < C < B < A、不适用" in page


def test_the_page_is_current() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == render(load_vocabulary(ROOT / VOCABULARY))
