"""The vocabulary says who can move what, and in what steps."""

from pathlib import Path

import pytest

from huiqi.errors import HuiqiError
from huiqi.vocabulary import load_vocabulary

HEAD = (
    "- 种类: 主体\n- 英文: plant\n\n| 事实 | 英文 | 类型 | 范围 | 影响 | 步长 |\n|---|---|---|---|---|---|\n"
)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("| 职工 | staff | 数量(人) | 0人 至 9人 | 随意 | 1人 |", "影响“随意”无法识别"),
        ("| 职工 | staff | 数量(人) | 0人 至 9人 | 增 | |", "“职工”可以改变，没有大于零的步长"),
        ("| 职工 | staff | 数量(人) | 0人 至 9人 | 增减 | 0人 |", "“职工”可以改变，没有大于零的步长"),
    ],
)
def test_an_influence_is_a_known_word_with_a_step(tmp_path: Path, row: str, words: str) -> None:
    (tmp_path / "工厂.md").write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(HuiqiError) as error:
        load_vocabulary(tmp_path)
    assert [(p.code, p.message) for p in error.value.problems] == [("V0106", words)]


def test_a_number_that_nobody_moves_needs_no_step(tmp_path: Path) -> None:
    row = "| 职工 | staff | 数量(人) | 0人 至 9人 | | |"
    (tmp_path / "工厂.md").write_text(HEAD + row + "\n", encoding="utf-8")
    assert load_vocabulary(tmp_path).kinds["工厂"].facts["职工"].influence == "不可"
