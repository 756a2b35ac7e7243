"""Several threads may read rules at once, as the processes of the site do."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from huiqi.errors import Place
from huiqi.language import parser
from huiqi.language.parser import parse_fence

TEXT = """编号: 9.{n}
对象: 项目
条件:
  大小: 分级(企业.从业人员, ≥ {n}人: 3, ≥ 3人: 2, 其余: 1) ≤ 2
金额: 匹配(项目.类型, 「技改」: {n}万元, 其余: 0元) × 分期(项目.第几年, 前 3年: 80%, 后 2年: 50%)
"""


@pytest.fixture(name="hurried")
def _hurried() -> Iterator[None]:
    """Threads change places as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    parser._run.cache_clear()
    parser._parser.cache_clear()
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hurried")
def test_threads_do_not_disturb_each_other() -> None:
    def read(number: int) -> object:
        return parse_fence("measure", TEXT.format(n=number), Place("rule.md", 1))

    with ThreadPoolExecutor(8) as threads:
        at_once = list(threads.map(read, range(60)))
    parser._run.cache_clear()
    assert at_once == [read(number) for number in range(60)]
