"""A small vocabulary with tight ranges, so that random values meet every edge."""

from __future__ import annotations

from datetime import date

from huiqi.types import BOOL, DATE, INDUSTRY, MONEY, NUMBER, REGION, TEXT, Enumeration, Type, count_of
from huiqi.vocabulary import Fact, Kind, Vocabulary
from huiqi.vocabulary.model import epoch_day

LEVEL = Enumeration("级别", ("低", "中", "高", "不适用"), ordered=True)
SORT = Enumeration("类别", ("甲", "乙", "丙", "不适用"))
PLAIN = Enumeration("种类", ("子", "丑", "寅"))
PEOPLE, MU = count_of("人"), count_of("亩")
FIRST, LAST = epoch_day(date(2020, 1, 1)), epoch_day(date(2023, 12, 31))

TEXTS = ("东", "西", "南")
REGIONS = ("360102", "360103", "360202", "36-GJXQ", "36")
INDUSTRIES = ("3911", "3912", "3921", "5111", "39")

SUBJECT: dict[str, tuple[Type, int, int | None, int | None]] = {
    "人数": (PEOPLE, 1, 0, 9),
    "收入": (MONEY, 1, 0, 1000),
    "盈亏": (MONEY, 1, -50, 50),
    "比率": (NUMBER, 10**6, 0, 2 * 10**6),
    "系数": (NUMBER, 100, 0, 300),
    "倍数": (NUMBER, 10, 10, 30),
    "巨额": (MONEY, 1, 0, 10**16),
    "成立": (DATE, 1, FIRST, LAST),
    "停产": (BOOL, 1, None, None),
    "出口": (BOOL, 1, None, None),
    "级别": (LEVEL, 1, None, None),
    "类别": (SORT, 1, None, None),
    "称号": (TEXT, 1, None, None),
    "行业": (INDUSTRY, 1, None, None),
    "所在地": (REGION, 1, None, None),
}
PROJECT: dict[str, tuple[Type, int, int | None, int | None]] = {
    "投资": (MONEY, 1, 0, 500),
    "面积": (MU, 1, 0, 300),
    "立项": (DATE, 1, FIRST + 500, LAST),
    "竣工": (DATE, 1, FIRST + 500, LAST),
    "种类": (PLAIN, 1, None, None),
    "级别": (LEVEL, 1, None, None),
    "获批": (BOOL, 1, None, None),
    "议定": (MONEY, 1, 0, 300),
    "称号": (TEXT, 1, None, None),
    "比率": (NUMBER, 10**6, 0, 10**6),
}
LOAN: dict[str, tuple[Type, int, int | None, int | None]] = {
    "本金": (MONEY, 1, 0, 400),
    "天数": (count_of("天"), 1, 0, 400),
    "起": (DATE, 1, FIRST, LAST),
    "止": (DATE, 1, FIRST, LAST),
    "类别": (SORT, 1, None, None),
    "还清": (BOOL, 1, None, None),
    "利率": (NUMBER, 10**6, 0, 10**5),
}


INFLUENCE: dict[str, tuple[str, int | None]] = {
    "人数": ("增减", 1),
    "收入": ("增", 100),
    "系数": ("减", 30),
    "停产": ("改", None),
    "级别": ("改", None),
    "类别": ("改", None),
    "称号": ("改", None),
    "投资": ("增减", 50),
    "竣工": ("改", None),
    "获批": ("改", None),
}
"""Who can move what, and in what steps; everything else stays."""


def _kind(
    name: str, english: str, owner: str | None, facts: dict[str, tuple[Type, int, int | None, int | None]]
) -> Kind:
    made = {
        f: Fact(name, f, f"{english} {f}", t, scale, low, high, "", *INFLUENCE.get(f, ("不可", None)))
        for f, (t, scale, low, high) in facts.items()
    }
    role = "单位" if owner else None
    return Kind(name, english, "记录" if owner else "主体", owner, role, english, made)


VOCABULARY = Vocabulary(
    {
        "企业": _kind("企业", "enterprise", None, SUBJECT),
        "项目": _kind("项目", "project", "企业", PROJECT),
        "贷款": _kind("贷款", "loan", "企业", LOAN),
    },
    {"级别": LEVEL},
)
KINDS = VOCABULARY.kinds
