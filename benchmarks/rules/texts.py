"""The rules: per measure its conditions by the bit of the reason, and the amount in fen."""

from __future__ import annotations

from benchmarks.sizes import SIZES

TERM = "day >= d'2022-04-27' and day <= d'2022-12-31'"
SCOPE = {
    2: "region >= '36' and region < '37'",
    3: "industry >= '06' and industry < '47'",
    4: "size <= 2",
}
MEASURES: dict[str, tuple[str | None, dict[int, str], str | None, str | None]] = {
    # name: (records, conditions, what must be set for an answer, amount)
    "4.2-争创企业技术中心": (
        None,
        {
            16: "own_institutes > 0",
            17: "recognised_centres == 0",
            18: "researchers >= 20",
            19: "revenue > 0 and research * 100 >= revenue * 3",
            20: "equipment >= 300000000",
        },
        None,
        None,
    ),
    "6.6-创建绿色工厂": (
        None,
        {
            16: "green_standard",
            17: "green_management",
            18: "green_production",
            19: "energy_management and clean_production",
            20: "plant != '国家级'",
        },
        None,
        None,
    ),
    "11.1-首台套保险补偿": (
        "保险",
        {
            16: "insurance == '首台套重大技术装备综合保险'",
            17: "product in ['智能矿山成套装备', '航空结构件五轴加工中心']",
            18: "cost <= 500000000",
            19: TERM,
        },
        "day >= d'2022-07-01'",
        "(cost * 80 + 50) // 100",
    ),
    "11.2-首批次应用综合保险补偿": (
        "保险",
        {
            16: "insurance == '首批次应用综合保险'",
            17: "product in ['超细晶硬质合金', '高性能稀土永磁材料', '极薄锂电铜箔']",
            18: TERM,
        },
        None,
        "(cost * 70 + 50) // 100",
    ),
    "12.1-展位费补贴": (
        "参展",
        {17: "attended", 18: TERM},
        "fair in ['中国国际中小企业博览会', 'APEC中小企业技术展览会', '世界VR产业大会']",
        "cost",
    ),
    "13.4-培训学费补贴": (
        "培训",
        {
            16: "course in ['中小企业领军人才', '专精特新中小企业人才', '管理创新型企业人才']",
            17: "course == '中小企业领军人才' ? size <= 2 : course == '专精特新中小企业人才' ? "
            "size <= 2 and quality in ['专精特新中小企业', '专精特新小巨人企业'] : true",
            18: "regular",
            19: TERM,
        },
        "day >= d'2022-07-01'",
        "(cost * 50 + 50) // 100",
    ),
}
YEARLY = {"11.2-首批次应用综合保险补偿": 100_000_000}


def sizes() -> list[tuple[str, str]]:
    """Per class of industries: the rule that an enterprise is of it, and its size."""
    found = []
    for ranges, limits in SIZES:
        within = " or ".join(f"(industry >= '{low}' and industry < '{high}')" for low, high in ranges)
        steps = list(zip(*limits.values(), strict=True))
        large, medium, small = (
            " and ".join(f"{n} >= {_fen(n, v)}" for n, v in zip(limits, s, strict=True)) for s in steps[::-1]
        )
        found.append((within, f"{large} ? 3 : {medium} ? 2 : {small} ? 1 : 0"))
    return found


def _fen(name: str, limit: int) -> int:
    return limit if name == "staff" else limit * 100
