"""The error codes of this package, each with what it means in one line."""

from __future__ import annotations

ERRORS: dict[str, str] = {
    "R0501": "工作日历尚未公布到这一年，不能确定是否工作日",
    "R0502": "没有这一天的一年期贷款市场报价利率（LPR）：早于首次公布，或晚于已核实的日期",
    "R0503": "区划表有误：缺列、代码重复、上级不存在，或上级代码不是下级代码的前缀",
    "R0504": "不是区划表中的地区代码",
    "R0505": "不是 GB/T 4754-2017 中的行业代码",
}
