"""Loading again in one process: the same texts are the same package, and every change counts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from huiqi.errors import HuiqiError
from huiqi.policy.load import load_package
from tests.sample import POLICIES

OTHER = """# 另一政策

```policy
编号: 另一〔2022〕1号
名称: 另一政策
引用: sample
```
"""


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    shutil.copytree(POLICIES, tmp_path / "policies")
    (tmp_path / "policies" / "other").mkdir()
    (tmp_path / "policies" / "other" / "package.md").write_text(OTHER, encoding="utf-8")
    return tmp_path / "policies"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_same_texts_are_the_same_package(policies: Path) -> None:
    package = load_package(policies / "other")
    edit(policies / "sample" / "settings" / "demo.md", "10%", "20%")
    assert load_package(policies / "other") is package
    assert load_package(policies / "sample") is package.imports[0]


def test_a_changed_reference_is_noticed(policies: Path) -> None:
    before = load_package(policies / "other").imports[0]
    edit(policies / "sample" / "package.md", "名称: 样例政策", "名称: 改名的政策")
    assert load_package(policies / "other").imports[0].name == "改名的政策" != before.name


def test_a_changed_fact_is_noticed(policies: Path) -> None:
    before = load_package(policies / "sample").measures["4.4-设备奖补"].subject.facts["从业人员"]
    edit(policies / "vocabulary" / "企业.md", "至 1000000人", "至 2000000人")
    after = load_package(policies / "sample").measures["4.4-设备奖补"].subject.facts["从业人员"]
    assert (before.high, after.high) == (1_000_000, 2_000_000)


def test_files_that_come_and_go_are_noticed(policies: Path) -> None:
    file = policies / "sample" / "04-项目.md"
    every, text = load_package(policies / "sample").measures.keys(), file.read_text("utf-8")
    file.unlink()
    assert load_package(policies / "sample").measures.keys() < every
    file.write_text(text, encoding="utf-8")
    assert load_package(policies / "sample").measures.keys() == every


def test_a_problem_is_told_each_time_until_it_is_put_right(policies: Path) -> None:
    file = policies / "sample" / "04-项目.md"
    edit(file, "项目.总投资", "项目.总投入")
    for _ in range(2):
        with pytest.raises(HuiqiError, match="总投入"):
            load_package(policies / "sample")
    edit(file, "项目.总投入", "项目.总投资")
    assert load_package(policies / "sample").measures
