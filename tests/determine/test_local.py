"""Local options: what a place adopted, by the as-of day and by the region, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from huiqi.determine.memory import answer
from huiqi.evaluate import Entity, Subject, evaluate
from huiqi.policy.bind import Binder
from huiqi.policy.settings import Settings
from tests.sample import WAN, sample

MEASURE = "4.5-地方补贴"


def subject(region: str | None) -> Subject:
    facts = {
        "所在地": region,
        "行业": "3911",
        "从业人员": 100,
        "营业收入": 5000 * WAN,
        "研发费用": 200 * WAN,
        "停产": True,
    }
    project = Entity("项目", "1", {"类型": "技改", "级别": "省级", "面积": 150})
    return Subject(Entity("企业", "A", facts), {"项目": (project,)})


def until(settings: Settings, day: date) -> Settings:
    first, *rest = settings.adoptions
    return replace(settings, adoptions=(replace(first, until=day), *rest))


CASES = [
    ("360102", date(2022, 10, 10), None, "符合", 2_600_000),
    ("360104", date(2022, 10, 10), None, "符合", 2_000_000),
    ("360102", date(2022, 5, 10), None, "符合", 2_000_000),
    ("360103", date(2022, 10, 10), None, "未启用", None),
    ("360702", date(2022, 10, 10), None, "未启用", None),
    (None, date(2022, 10, 10), None, "待补充", None),
    ("360102", date(2022, 10, 10), date(2022, 12, 1), "符合", 2_600_000),
    ("360102", date(2022, 12, 10), date(2022, 12, 1), "未启用", None),
]


@pytest.mark.parametrize(("region", "as_of", "end", "status", "amount"), CASES)
def test_a_place_s_own_setting_holds_from_its_day(
    region: str | None, as_of: date, end: date | None, status: str, amount: int | None
) -> None:
    package, settings = sample()
    if end is not None:
        settings = until(settings, end)
    bound = Binder(package, settings, as_of).measure(package.measures[MEASURE])
    (outcome,) = evaluate(bound, subject(region))
    assert (outcome.status.value, outcome.amount) == (status, amount)
    (row,) = answer(bound, [subject(region)], package.vocabulary)
    assert (row["status"], row["amount"], row["amount_high"]) == (status, amount, outcome.high)
