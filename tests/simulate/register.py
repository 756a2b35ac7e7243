"""A register small enough to check every figure by hand.

At 70 % (the sample's demo) 甲 gets 7万元, 乙 105万元 cut to 100万元, 丙 14 + 7 = 21万元: 128万元 in all. 丁 is large
and out of scope, and would get 35万元; 戊's premium is unknown: 0 to 100万元.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from stdnum.cn import uscc

from huiqi.codes import load_regions
from huiqi.register.importing import import_files
from tests.sample import PROVINCE, sample

MEASURE = "11.2-首批次应用综合保险补偿"
AS_OF = date(2022, 12, 31)
ENTERPRISES = {
    "甲": ("360102", "3911", 100, 5000),
    "乙": ("360104", "3911", 100, 5000),
    "丙": ("360702", "1311", 100, 5000),
    "丁": ("360702", "3911", 2000, 100000),
    "戊": ("360102", "3911", 100, 5000),
}
POLICIES = (
    ("乙", "2022-05-01", "150"),
    ("甲", "2022-06-01", "10"),
    ("戊", "2022-06-10", ""),
    ("丁", "2022-06-15", "50"),
    ("丙", "2022-07-01", "20"),
    ("丙", "2022-08-01", "10"),
)


def code(name: str) -> str:
    """The credit code of an enterprise; they sort as they are listed."""
    body = f"91360000{list(ENTERPRISES).index(name) + 1:09d}"
    return body + str(uscc.calc_check_digit(body + "0"))


def worked_register(folder: Path) -> Path:
    """The store of these few."""
    rows = [f"{code(n)},{n},{r},{i},{staff},{revenue}" for n, (r, i, staff, revenue) in ENTERPRISES.items()]
    header = "统一社会信用代码,名称,所在地,行业,从业人员,营业收入(万元)"
    folder.mkdir(parents=True)
    subjects = folder / "企业.csv"
    subjects.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    header = "编号,投保人统一社会信用代码,险种,产品,投保日期,保费(万元)"
    rows = [
        f"{i},{code(name)},首批次应用综合保险,范围内产品,{day},{fen}"
        for i, (name, day, fen) in enumerate(POLICIES)
    ]
    insured = folder / "保险.csv"
    insured.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    package, _ = sample()
    regions = load_regions(PROVINCE)
    report = import_files([subjects, insured], package.vocabulary, regions, folder / "store", AS_OF)
    assert report.rejected == 0
    return folder / "store"
