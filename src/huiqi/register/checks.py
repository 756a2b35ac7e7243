"""SQL that turns a cell into a stored value and says what is wrong with it, all rows at once.

Every rule gives a chain of named columns over a *text* column (``NULL`` where the cell is
empty): helper columns, then the value, and fault expressions that are NULL where nothing is
wrong. Numbers are parsed digit by digit, never through a float.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..codes.credit import ALPHABET, WEIGHTS
from ..types import BOOL, DATE, INDUSTRY, REGION, TEXT, Enumeration, Quantity, Type
from ..vocabulary import Fact, Kind
from ..vocabulary.model import REGION_FACT, from_epoch_day
from . import quoting as q
from .headers import Column, Sheet, code_columns, needed_columns, shifts
from .layout import CODE
from .store import range_text

UNKNOWN_WORDS = ("?", "？", "未知", "不详")
MOST_TEXT = 200
MOST_MEMBERS = 8
TRUE_WORDS = ("是", "真", "true", "1", "y", "yes")
FALSE_WORDS = ("否", "假", "false", "0", "n", "no")
WIDE, NARROW = "０１２３４５６７８９．，－（）％：／", "0123456789.,-()%:/"
DAY = r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?([ T]00:00(:00(\.0+)?)?)?$"
NUMBER = r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?"
CREDIT = "[0-9]{8}[0-9A-HJ-NP-RTUWXY]{10}"


@dataclass(frozen=True)
class Rule:
    """How one column is read: SQL of helper columns in order, of its value, and of its faults."""

    helpers: dict[str, str]
    value: str
    faults: tuple[str, ...]
    joins: tuple[str, ...] = ()


def text_of(index: int) -> str:
    """The trimmed text of a cell; NULL where it is empty or says unknown."""
    trimmed = f"trim(c{index}, chr(160) || chr(12288) || E' \\t\\r\\n')"
    bare = f"CASE WHEN starts_with({trimmed}, '''') THEN substr({trimmed}, 2) ELSE {trimmed} END"
    return f"CASE WHEN {trimmed} IN ('', {q.texts(UNKNOWN_WORDS)}) THEN NULL ELSE {bare} END"


def rule_for(column: Column, kind: Kind) -> Rule:
    """The rule of a column whose text is the SQL column ``t<index>``; only a place may be empty."""
    cell = f"t{column.index}"
    rule = _credit(column, cell) if column.name in code_columns(kind) else _rule(column, cell)
    if column.name not in needed_columns(kind) or column.name == REGION_FACT:
        return rule
    missing = _fault(column.name, f"{cell} IS NULL", "R0402", q.text(f"“{column.name}”不能是空的"))
    return Rule(rule.helpers, rule.value, (missing, *rule.faults), rule.joins)


def subjects_named(sheet: Sheet) -> Iterator[tuple[str, int]]:
    """The columns, with their positions, in which a sheet of records names subjects."""
    if sheet.kind.owner:
        yield from ((name, sheet.columns[name].index) for name in code_columns(sheet.kind))


def subject_faults(sheet: Sheet) -> Iterator[str]:
    """Faults of the subjects named; ``s<index>.known`` is the code on the register, if it is there."""
    own = sheet.columns[CODE].index
    stranger = q.text(f"是“{sheet.kind.owner}”中没有的统一社会信用代码")
    for name, at in subjects_named(sheet):
        unknown = f"length(k{at}) = 18 AND right(k{at}, 1) = d{at} AND s{at}.known IS NULL"
        yield _fault(name, unknown, "R0412" if at == own else "R0416", f"'“' || k{at} || '”' || {stranger}")
        if at != own:
            yield _fault(name, f"k{at} = k{own}", "R0415", f"{_shown(f'k{at}')} || '是这一行自己的主体'")


def _rule(column: Column, cell: str) -> Rule:
    fact = column.fact
    if fact is None or fact.type == TEXT:
        return _text(column.name, cell)
    if isinstance(fact.type, Quantity):
        return _number(column, fact, cell)
    if isinstance(fact.type, Enumeration):
        return _member(column, fact.type, cell)
    return _date(column, fact, cell) if fact.type == DATE else SIMPLE_RULES[fact.type](column, cell)


def _fault(column: str, condition: str, code: str, reason: str) -> str:
    """A fault where the condition holds; ``reason`` is SQL text."""
    return (
        f"CASE WHEN {condition} THEN {{'column': {q.text(column)}, 'code': '{code}', 'reason': {reason}}} END"
    )


def _shown(cell: str) -> str:
    return f"'“' || left({cell}, 40) || '”'"


def _credit(column: Column, cell: str) -> Rule:
    code, due = f"k{column.index}", f"d{column.index}"
    terms = (f"(strpos('{ALPHABET}', substr({code}, {i}, 1)) - 1) * {w}" for i, w in enumerate(WEIGHTS, 1))
    total = " + ".join(terms)
    helpers = {
        code: f"upper({cell})",
        due: f"substr('{ALPHABET}', (31 - ({total}) % 31) % 31 + 1, 1)",
    }
    sized, formed = f"length({code}) = 18", f"regexp_full_match({code}, '{CREDIT}')"
    faults = (
        _fault(
            column.name,
            f"NOT ({sized})",
            "R0401",
            f"'应为 18 位，' || {_shown(cell)} || '是 ' || length({code}) || ' 位'",
        ),
        _fault(
            column.name,
            f"{sized} AND NOT {formed}",
            "R0401",
            f"{_shown(cell)} || '只能含数字和大写字母（没有 I、O、S、V、Z）'",
        ),
        _fault(
            column.name,
            f"{formed} AND right({code}, 1) <> {due}",
            "R0401",
            f"{_shown(cell)} || '校验位不符，按前 17 位应为 ' || {due}",
        ),
    )
    return Rule(helpers, code, faults)


def _text(name: str, cell: str) -> Rule:
    longest = f"最长 {MOST_TEXT} 字"
    fault = _fault(
        name,
        f"length({cell}) > {MOST_TEXT} OR regexp_matches({cell}, '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]')",
        "R0414",
        q.text(f"文字过长或含控制字符（{longest}）"),
    )
    return Rule({}, f"regexp_replace({cell}, '\\s+', ' ', 'g')", (fault,))


def _number(column: Column, fact: Fact, cell: str) -> Rule:
    at = column.index
    number, places, decimals, value = f"n{at}", f"p{at}", f"f{at}", f"v{at}"
    readable = f"({_plain(cell)} OR {number} IS NOT NULL)"
    fine = f"coalesce(length({decimals}) > {places}, false)"
    outside = f"coalesce({value} NOT BETWEEN {fact.low} AND {fact.high}, true)"
    unreadable, beyond = q.text(_number_hint(shifts(fact))), q.text("超出范围 " + range_text(fact))
    too_fine = f"'小数位太多，至多 ' || {places} || ' 位'"
    wrong = (
        (f"{cell} IS NOT NULL AND NOT {readable}", "R0403", unreadable),
        (f"{readable} AND {fine}", "R0404", too_fine),
        (f"{readable} AND NOT {fine} AND {outside}", "R0405", beyond),
    )
    faults = (_fault(column.name, when, code, f"{_shown(cell)} || {why}") for when, code, why in wrong)
    stored = f"CASE WHEN {outside} THEN NULL ELSE CAST({value} AS BIGINT) END"
    return Rule(_number_helpers(column, fact, cell), stored, tuple(faults))


def _plain(cell: str) -> str:
    """Whether a cell is nothing but digits, few enough for the fast way."""
    return f"translate({cell}, '0123456789', '') = '' AND length({cell}) <= 18"


def _number_helpers(column: Column, fact: Fact, cell: str) -> dict[str, str]:
    """The number's text, its decimal places to stored units, its decimals, its stored value."""
    at, units = column.index, shifts(fact)
    number, places, decimals, value = f"n{at}", f"p{at}", f"f{at}", f"v{at}"
    unit = "|".join(sorted(units, key=len, reverse=True)) or "$^"
    shift = "".join(f" WHEN {q.text(name)} THEN {shift}" for name, shift in units.items())
    digits = f"replace(regexp_extract({number}, '^-?([\\d,]+)', 1), ',', '')"
    sign = f"CASE WHEN starts_with({number}, '-') THEN '-' ELSE '' END"
    return {
        number: f"CASE WHEN {_plain(cell)} THEN NULL "
        f"WHEN regexp_full_match({_narrow(cell)}, '{NUMBER}\\s*({unit})?') THEN {_narrow(cell)} END",
        places: f"CASE regexp_extract({number}, '({unit})$', 1){shift} WHEN '' THEN {column.shift} END",
        decimals: f"rtrim(regexp_extract({number}, '\\.(\\d*)', 1), '0')",
        value: f"CASE WHEN {_plain(cell)} THEN CAST({cell} AS HUGEINT) * {10**column.shift}::HUGEINT "
        f"WHEN length({decimals}) <= {places} "
        f"THEN TRY_CAST({sign} || {digits} || rpad({decimals}, {places}, '0') AS HUGEINT) END",
    }


def _narrow(cell: str) -> str:
    """Full-width digits and marks made narrow."""
    return f"translate({cell}, '{WIDE}', '{NARROW}')"


def _number_hint(units: dict[str, int]) -> str:
    known = f"，单位可用 {'、'.join(units)}" if units else ""
    return f"不是数字（不用科学计数法{known}）"


def _date(column: Column, fact: Fact, cell: str) -> Rule:
    assert fact.low is not None and fact.high is not None
    day = f"v{column.index}"
    narrow = _narrow(cell)
    helpers = {
        day: f"CASE WHEN regexp_full_match({narrow}, '\\d{{8}}') "
        f"THEN TRY_CAST(regexp_replace({narrow}, '(....)(..)(..)', '\\1-\\2-\\3') AS DATE) "
        f"WHEN regexp_matches({narrow}, '{DAY}') "
        f"THEN TRY_CAST(regexp_replace({narrow}, '{DAY}', '\\1-\\2-\\3') AS DATE) END",
    }
    low, high = (f"DATE '{from_epoch_day(d)}'" for d in (fact.low, fact.high))
    faults = (
        _fault(
            column.name,
            f"{cell} IS NOT NULL AND {day} IS NULL",
            "R0406",
            f"{_shown(cell)} || '不是存在的日期，写作 2022-12-31'",
        ),
        _fault(
            column.name,
            f"{day} NOT BETWEEN {low} AND {high}",
            "R0405",
            f"{_shown(cell)} || {q.text('超出范围 ' + range_text(fact))}",
        ),
    )
    return Rule(helpers, day, faults)


def _boolean(column: Column, cell: str) -> Rule:
    yes, no = (f"lower({cell}) IN ({q.texts(words)})" for words in (TRUE_WORDS, FALSE_WORDS))
    value = f"CASE WHEN {yes} THEN true WHEN {no} THEN false END"
    fault = _fault(column.name, f"NOT ({yes} OR {no})", "R0410", f"{_shown(cell)} || '不是“是”或“否”'")
    return Rule({}, value, (fault,))


def _member(column: Column, type_: Enumeration, cell: str) -> Rule:
    few = "、".join(type_.members[:MOST_MEMBERS]) + ("等" if len(type_.members) > MOST_MEMBERS else "")
    fault = _fault(
        column.name,
        f"{cell} NOT IN ({q.texts(type_.members)})",
        "R0409",
        f"{_shown(cell)} || {q.text(f'不在 {few} 之内')}",
    )
    return Rule({}, cell, (fault,))


def _region(column: Column, cell: str) -> Rule:
    at = f"r{column.index}"
    lowest = column.name == REGION_FACT
    table, what = ("places", "县（市、区）") if lowest else ("all_regions", "地区")
    reason = f"{_shown(cell)} || {q.text(f'不是本省的{what}代码或名称')}"
    fault = _fault(column.name, f"{cell} IS NOT NULL AND {at}.code IS NULL", "R0407", reason)
    return Rule({}, f"{at}.code", (fault,), (f"LEFT JOIN {table} AS {at} ON {at}.spelling = {cell}",))


def _industry(column: Column, cell: str) -> Rule:
    at = f"r{column.index}"
    reason = f"{_shown(cell)} || '不是 GB/T 4754-2017 的行业代码（以文本保存，首位 0 不能省）'"
    fault = _fault(column.name, f"{cell} IS NOT NULL AND {at}.code IS NULL", "R0408", reason)
    return Rule({}, f"{at}.code", (fault,), (f"LEFT JOIN all_industries AS {at} ON {at}.spelling = {cell}",))


SIMPLE_RULES: dict[Type, Callable[[Column, str], Rule]] = {
    BOOL: _boolean,
    REGION: _region,
    INDUSTRY: _industry,
}
