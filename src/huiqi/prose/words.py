"""The words of each language: one template per form, one word per operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A language's templates; ``{0}``, ``{1}`` are the parts already said."""

    operators: Mapping[str, str]
    both: str
    either: str
    forms: Mapping[str, str]
    listing: str
    quote: str


CHINESE = Words(
    operators={"=": "为", "≠": "不为", "<": "低于", "≤": "不超过", ">": "超过", "≥": "不低于"},
    both="，且",
    either="，或",
    forms={
        "compare": "{0}{op}{1}",
        "compare_date_≥": "{0}不早于{1}",
        "compare_date_≤": "{0}不晚于{1}",
        "compare_date_>": "{0}晚于{1}",
        "compare_date_<": "{0}早于{1}",
        "true": "{0}为“是”",
        "not": "不满足：{0}",
        "within": "{0}在{1}至{2}之间",
        "within_period": "{0}在{period}内",
        "member": "{0}属于{list}",
        "not_member": "{0}不属于{list}",
        "open": "（等）",
        "pending_list": "“{name}”（名单待录入）",
        "named_list": "“{name}”",
        "unset": "待有权机关确定的值",
        "unset_truth": "待有权机关明确",
        "pending": "{name}（依有关规定，条件待录入）",
        "local": "本地确定的{name}",
        "adopted": "所在地已启用",
        "basis": "依据日期",
        "as_of": "决定日",
        "add": "{0} + {1}",
        "subtract": "{0} − {1}",
        "times": " × ",
        "over": "{0} ÷ {1}",
        "largest": "{0}中的最大者",
        "smallest": "{0}中的最小者",
        "if": "如{0}则为{1}，否则为{2}",
        "row": "{0}的，为{1}",
        "else": "其余为{0}",
        "choice": "按“{name}”的解释（{0}）",
        "count": "{kind}的件数",
        "count_filter": "满足“{0}”的{kind}的件数",
        "sum": "各{kind}的{1}合计",
        "sum_filter": "满足“{0}”的各{kind}的{1}合计",
        "max": "各{kind}的{1}中最高者",
        "max_filter": "满足“{0}”的{kind}的{1}中最高者",
        "min": "各{kind}的{1}中最低者",
        "min_filter": "满足“{0}”的{kind}的{1}中最低者",
        "any": "有{kind}",
        "any_filter": "有满足“{0}”的{kind}",
        "days": "{0}至{1}的天数",
        "after": "{0}之后{count}{unit}",
        "before": "{0}之前{count}{unit}",
        "year": "{0}的年份",
        "interest": "{0}按年利率{1}自{2}至{3}的利息（一年按{4}计）",
        "fact": "{fact}",
        "unlimited": "不设上限",
        "up": "{fact}由{0}增至{1}",
        "down": "{fact}由{0}减至{1}",
        "date_up": "{fact}由{0}推后到{1}",
        "date_down": "{fact}由{0}提前到{1}",
        "turn": "{fact}由“{0}”改为“{1}”",
    },
    listing="、",
    quote="“{0}”",
)

ENGLISH = Words(
    operators={
        "=": "is",
        "≠": "is not",
        "<": "is below",
        "≤": "is at most",
        ">": "is above",
        "≥": "is at least",
    },
    both=" and ",
    either=" or ",
    forms={
        "compare": "{0} {op} {1}",
        "compare_date_≥": "{0} is on or after {1}",
        "compare_date_≤": "{0} is on or before {1}",
        "compare_date_>": "{0} is after {1}",
        "compare_date_<": "{0} is before {1}",
        "true": "{0} holds",
        "not": "it is not so that {0}",
        "within": "{0} lies from {1} to {2}",
        "within_period": "{0} lies in {period}",
        "member": "{0} is among {list}",
        "not_member": "{0} is not among {list}",
        "open": " (and others)",
        "pending_list": "“{name}” (list to be recorded)",
        "named_list": "“{name}”",
        "unset": "the value the authority sets",
        "unset_truth": "what the authority decides",
        "pending": "{name} (a condition that stands elsewhere, to be recorded)",
        "local": "the place's {name}",
        "adopted": "the place has adopted it",
        "basis": "the basis date",
        "as_of": "the as-of day",
        "add": "{0} + {1}",
        "subtract": "{0} − {1}",
        "times": " × ",
        "over": "{0} ÷ {1}",
        "largest": "the largest of {0}",
        "smallest": "the smallest of {0}",
        "if": "{1} if {0}, else {2}",
        "row": "{1} where {0}",
        "else": "{0} otherwise",
        "choice": "by the reading of “{name}” ({0})",
        "count": "the number of {kind} records",
        "count_filter": "the number of {kind} records where {0}",
        "sum": "the sum of {1} over {kind} records",
        "sum_filter": "the sum of {1} over {kind} records where {0}",
        "max": "the highest {1} of {kind} records",
        "max_filter": "the highest {1} of {kind} records where {0}",
        "min": "the lowest {1} of {kind} records",
        "min_filter": "the lowest {1} of {kind} records where {0}",
        "any": "there is a {kind} record",
        "any_filter": "there is a {kind} record where {0}",
        "days": "the days from {0} to {1}",
        "after": "{count} {unit} after {0}",
        "before": "{count} {unit} before {0}",
        "year": "the year of {0}",
        "interest": "interest on {0} at {1} a year from {2} to {3} (year of {4})",
        "fact": "the {kind}'s {fact}",
        "unlimited": "no ceiling",
        "up": "raise {fact} from {0} to {1}",
        "down": "lower {fact} from {0} to {1}",
        "date_up": "put {fact} off from {0} to {1}",
        "date_down": "bring {fact} forward from {0} to {1}",
        "turn": "change {fact} from “{0}” to “{1}”",
    },
    listing=", ",
    quote="“{0}”",
)

LANGUAGES = {"zh": CHINESE, "en": ENGLISH}
EXTRAS = {
    "zh": {"天": "天", "月": "个月", "年": "年"},
    "en": {"天": "days", "月": "months", "年": "years"},
}
