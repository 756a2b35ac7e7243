"""Rules of stacking: limits that reach across, awards that exclude one another, budgets.

A rules file is Markdown with tables told apart by their first column. ``- 标记: demo`` marks a file
whose rules must say so wherever they surface.

* 限额: 措施, 每 (企业、关联企业组), 期 (年、不限、滚动3年), 上限
* 不重复: 措施 (options set apart by ；), 按 (记录、企业、企业年、关联企业组), 方法 (就高、互斥、补差)
* 预算: 措施 (or 资金 X: all that draw on it), 金额, 次序 (依据日期、名次、金额从高到低、金额从低到高), 不足 (按比例、整笔、末笔部分)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import HuiqiError, Place, Problem, did_you_mean, fail
from ..limits.budgets import ORDERS, Shortage
from ..literals import parse_literal
from ..markdown import Page, Paragraph, Record, read_page
from ..types import MONEY

UNITS = {"企业": "subject", "关联企业组": "group"}
KEYS = {"记录": "record", "企业": "subject", "企业年": "subject-year", "关联企业组": "group"}
METHODS = ("就高", "互斥", "补差")
FUND = "资金 "
ROLLING = re.compile(r"滚动\s*(\d{1,2})\s*年")


@dataclass(frozen=True)
class LimitRule:
    """A ceiling in fen over several measures: per subject or group, and year, all time or ``years``."""

    name: str
    measures: tuple[str, ...]
    per: str
    yearly: bool
    years: int | None
    ceiling: int
    ground: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class ExclusionRule:
    """Options of which one may be taken per key, or (``top_up``) the later adds what is missing."""

    name: str
    options: tuple[tuple[str, ...], ...]
    key: str
    top_up: bool
    ground: str
    place: Place = field(compare=False)

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure of every option."""
        return tuple(m for option in self.options for m in option)


@dataclass(frozen=True)
class BudgetRule:
    """Money for some measures, in fen: who comes first, and what happens when it runs short."""

    name: str
    measures: tuple[str, ...]
    amount: int
    order: str
    shortage: str
    ground: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Rules:
    """All rules of all files, in order; ``files`` with their hashes."""

    limits: tuple[LimitRule, ...] = ()
    exclusions: tuple[ExclusionRule, ...] = ()
    budgets: tuple[BudgetRule, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    demo: bool = False


def load_rules(paths: Sequence[Path], known: Mapping[str, str]) -> Rules:
    """Read rules files; ``known`` are the measures of the runs, as ``package/measure``, with their funds.

    Raises:
        HuiqiError: S0101 (a measure that no run has), S0102 (a cell), P0101, P0103.
    """
    reader = _Reader(known)
    files = []
    demo = False
    for path in paths:
        page = read_page(path, path.name)
        files.append((path.name, hashlib.sha256(path.read_bytes()).hexdigest()))
        demo = demo or any(isinstance(b, Paragraph) and "标记: demo" in b.text for b in page.blocks)
        reader.read(page)
    if reader.problems:
        raise HuiqiError(reader.problems)
    return Rules(tuple(reader.limits), tuple(reader.exclusions), tuple(reader.budgets), tuple(files), demo)


class _Reader:
    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.limits: list[LimitRule] = []
        self.exclusions: list[ExclusionRule] = []
        self.budgets: list[BudgetRule] = []
        self.problems: list[Problem] = []

    def read(self, page: Page) -> None:
        makers = {"限额": self._limit, "不重复": self._exclusion, "预算": self._budget}
        for table in page.tables():
            make = makers.get(table.headers[0])
            if make is None:
                hint = did_you_mean(table.headers[0], makers) or f"首列写 {'、'.join(makers)}"
                place = page.place(table.line)
                self.problems.append(Problem("S0102", f"首列为“{table.headers[0]}”的表没有用处", hint, place))
                continue
            for line, record in table.records():
                record.place = page.place(line)
                try:
                    make(record)
                except HuiqiError as error:
                    self.problems.extend(error.problems)

    def _limit(self, row: Record) -> None:
        rolling = ROLLING.fullmatch(row["期"])
        period = "" if rolling else _one_of(row, "期", ("年", "不限", "滚动3年"))
        self.limits.append(
            LimitRule(
                row["限额"],
                self._measures(row["措施"], row.place),
                UNITS[_one_of(row, "每", tuple(UNITS))],
                period == "年",
                int(rolling[1]) if rolling else None,
                _money(row, "上限"),
                row.get("依据", ""),
                row.place,
            )
        )

    def _exclusion(self, row: Record) -> None:
        method = _one_of(row, "方法", METHODS)
        options = tuple(self._measures(cell, row.place) for cell in re.split("[；;]", row["措施"]))
        if method != "互斥":
            options = tuple((m,) for option in options for m in option)
        if len(options) < 2:
            raise fail("S0102", f"“{row['不重复']}”只有一项", "互斥的各组用；隔开，其余用、隔开", row.place)
        key = KEYS[_one_of(row, "按", tuple(KEYS))]
        top_up = method == "补差"
        self.exclusions.append(
            ExclusionRule(row["不重复"], options, key, top_up, row.get("依据", ""), row.place)
        )

    def _budget(self, row: Record) -> None:
        self.budgets.append(
            BudgetRule(
                row["预算"],
                self._measures(row["措施"], row.place),
                _money(row, "金额"),
                _one_of(row, "次序", tuple(ORDERS)),
                _one_of(row, "不足", tuple(Shortage)),
                row.get("依据", ""),
                row.place,
            )
        )

    def _measures(self, cell: str, place: Place) -> tuple[str, ...]:
        names = [name.strip() for name in cell.split("、") if name.strip()]
        return tuple(m for name in names for m in self._named(name, place))

    def _named(self, name: str, place: Place) -> tuple[str, ...]:
        """One measure, or every measure that draws on a fund (``资金 X``)."""
        fund = name.removeprefix(FUND).strip() if name.startswith(FUND) else None
        if fund is None:
            return (self._measure(name, place),)
        found = tuple(m for m, drawn in self.known.items() if drawn == fund)
        if not found:
            hint = did_you_mean(fund, self.known.values()) or "写措施的“资金”一项，或逐条写措施"
            raise fail("S0101", f"各次测算里没有措施用资金“{fund}”", hint, place)
        return found

    def _measure(self, name: str, place: Place) -> str:
        found = [k for k in self.known if name in {k, k.rpartition("/")[2]}]
        if len(found) == 1:
            return found[0]
        if found:
            raise fail("S0101", f"“{name}”在几个政策包里都有", f"写作 {' 或 '.join(found)}", place)
        hint = did_you_mean(name, self.known) or "把含有它的测算也列在命令里"
        raise fail("S0101", f"各次测算里没有措施“{name}”", hint, place)


def _one_of(row: Record, column: str, allowed: Sequence[str]) -> str:
    if row[column] not in allowed:
        hint = f"可用：{'、'.join(allowed)}"
        raise fail("S0102", f"“{column}”不能是“{row[column]}”", hint, row.place)
    return row[column]


def _money(row: Record, column: str) -> int:
    value = parse_literal(row[column])
    if value.type != MONEY or int(value.value) != value.value:  # type: ignore[arg-type]
        raise fail("S0102", f"“{row[column]}”不是到分的金额", "例如 500万元", row.place)
    return int(value.value)  # type: ignore[arg-type]
