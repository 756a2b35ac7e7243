"""Every worked example on the evaluator and on DuckDB, against what the table says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..errors import HuiqiError, Place, Problem, fail
from ..evaluate import Outcome, evaluate
from ..literals import money_text, parse_literal
from ..policy.bind import Binder
from ..policy.model import Package
from ..policy.settings import Settings
from ..tree.measure import READING, BoundMeasure
from ..types import MONEY
from .cases import Case, Expected
from .engine import Candidate, FixedDefinitions, answer_batches

REVIEW = "核对例子与规则"


@dataclass(frozen=True)
class Ran:
    """A case with what the evaluator made of it."""

    case: Case
    bound: BoundMeasure
    outcomes: tuple[Outcome, ...]


@dataclass
class Tally:
    """Rows of the tables: ``evaluator`` agree with what is written, ``duckdb`` with the evaluator."""

    rows: int = 0
    evaluator: int = 0
    duckdb: int = 0

    def add(self, other: Tally) -> None:
        """Adds another's rows."""
        self.rows += other.rows
        self.evaluator += other.evaluator
        self.duckdb += other.duckdb


def run_cases(package: Package, cases: Sequence[Case], definitions: FixedDefinitions) -> list[Ran]:
    """Each case on the evaluator; cases of one measure with equal settings share what is bound."""
    bound: dict[str, BoundMeasure] = {}
    ran = []
    for case in cases:
        key = _signature(case)
        if key not in bound:
            binder = definitions.teach(Binder(package, case.settings, case.as_of))
            bound[key] = binder.measure(case.measure)
        ran.append(Ran(case, bound[key], tuple(evaluate(bound[key], case.subject))))
    return ran


def check_examples(ran: Sequence[Ran], tally: Tally, problems: list[Problem]) -> None:
    """Compare the evaluator with the tables."""
    for item in ran:
        tally.rows += len(item.case.expected)
        if len(item.outcomes) != len(item.case.expected):
            message = f"例“{item.case.name}”写了{len(item.case.expected)}行，得到{len(item.outcomes)}个候选"
            problems.append(Problem("C0303", message, "每个记录一行", item.case.place))
            continue
        for outcome, expected in zip(item.outcomes, item.case.expected, strict=True):
            found = _found(outcome, expected, item)
            tally.evaluator += not found
            problems.extend(found)


def _found(outcome: Outcome, expected: Expected, item: Ran) -> list[Problem]:
    try:
        return list(_differences(outcome, expected, item))
    except HuiqiError as error:
        return list(error.problems)


def _differences(outcome: Outcome, expected: Expected, item: Ran) -> Iterator[Problem]:
    place = Place(item.case.place.file, expected.line)
    what = f"{item.case.measure.id} 例“{item.case.name}”"
    if outcome.status.value != expected.status:
        yield Problem(
            "C0304",
            f"{what}应为{expected.status}，得到{outcome.status.value}",
            _why(outcome) or REVIEW,
            place,
        )
        return
    interval = amount_interval(expected.amount, place)
    got = None if outcome.low is None else (outcome.low, outcome.high)
    if expected.amount and interval != got:
        yield Problem("C0305", f"{what}金额应为{expected.amount}，得到{_interval(got)}", REVIEW, place)
    reasons = open_or_false(outcome)
    if expected.reasons and expected.reasons not in {reasons, reasons | still_open(outcome)}:
        message = (
            f"{what}原因应为{'、'.join(sorted(expected.reasons))}，得到{'、'.join(sorted(reasons)) or '无'}"
        )
        yield Problem("C0306", message, "写出不成立或未定的条件", place)


def _interval(got: tuple[int, int | None] | None) -> str:
    if got is None:
        return "无"
    low, high = got
    if low == high:
        return money_text(low)
    return f"{money_text(low)} 至 {'不设上限' if high is None else money_text(high)}"


def open_or_false(outcome: Outcome) -> frozenset[str]:
    """The names that 原因 lists: conditions false where any is, else those undecided."""
    names = {r.bit: r.name for r in outcome.reasons}
    mask = outcome.false_mask or (outcome.unknown_mask | outcome.unset_mask)
    found = {name for bit, name in names.items() if mask >> bit & 1}
    if outcome.readings and mask & ~sum(1 << b for b in names) & ~(1 << 62):
        found.add(READING)
    return frozenset(found)


def still_open(outcome: Outcome) -> frozenset[str]:
    """Conditions undecided, which a row may name beside those that are false."""
    return frozenset(r.name for r in outcome.reasons if r.truth.value is None)


def _why(outcome: Outcome) -> str:
    return "判断依据：" + "、".join(sorted(open_or_false(outcome))) if open_or_false(outcome) else ""


def amount_interval(text: str, place: Place) -> tuple[int, int | None] | None:
    """``60万元``, ``0 至 6万元``, ``≥ 6万元`` in fen; None for an empty cell."""
    text = text.strip()
    if not text:
        return None
    if text[0] in "≥>":
        return _fen(text[1:], place), None
    low, found, high = text.partition("至")
    if not found:
        return _fen(text, place), _fen(text, place)
    return _fen(low, place), None if "不设" in high else _fen(high, place)


def _fen(text: str, place: Place) -> int:
    try:
        literal = parse_literal(text)
    except HuiqiError:
        literal = None
    value = literal.value if literal and (literal.type == MONEY or literal.value == 0) else None
    if not isinstance(value, Fraction) or value.denominator != 1:
        raise fail("C0302", f"“{text.strip()}”不是金额", "写作 60万元、0 至 6万元、≥ 6万元", place)
    return int(value)


# -- DuckDB -----------------------------------------------------------------------------------
def check_duckdb(
    package: Package,
    ran: Sequence[Ran],
    definitions: FixedDefinitions,
    tallies: Mapping[str, Tally],
    problems: list[Problem],
) -> None:
    """Compare DuckDB with the evaluator, candidate by candidate, for the cases of all measures."""
    groups: dict[int, list[Ran]] = {}
    for item in ran:
        groups.setdefault(id(item.bound), []).append(item)
    batches = [(items[0].bound, [i.case.subject for i in items]) for items in groups.values()]
    answers = answer_batches(package, definitions, batches)
    for items, found in zip(groups.values(), answers, strict=True):
        for item, candidates in zip(items, found, strict=True):
            _compare(item, candidates, tallies[item.case.measure.id], problems)


def _compare(item: Ran, candidates: Sequence[Candidate], tally: Tally, problems: list[Problem]) -> None:
    for i, outcome in enumerate(item.outcomes):
        wanted = columns(outcome)
        found = candidates[i] if i < len(candidates) else {}
        wrong = [f"{k} {found.get(k)}（逐条求值 {v}）" for k, v in wanted.items() if found.get(k) != v]
        tally.duckdb += not wrong
        if wrong:
            line = item.case.expected[i].line if i < len(item.case.expected) else item.case.place.line
            message = f"{item.case.measure.id} 例“{item.case.name}”：两个引擎的结果不同"
            hint = f"DuckDB 得到 {'，'.join(wrong)}"
            problems.append(Problem("C0307", message, hint, Place(item.case.place.file, line)))


def _signature(case: Case) -> str:
    """Cases with equal settings and day share one query."""
    s: Settings = case.settings
    parts = (
        case.as_of,
        [(p.name, p.value, p.region) for p in s.parameters],
        [(x.name, x.members.members, x.members.open) for x in s.lists],
        [(c.owner, c.name, getattr(c.node, "value", id(c.node))) for c in s.conditions],
        [(r.reading, r.option) for r in s.readings],
        [(a.region, a.adopted) for a in s.adoptions],
    )
    return repr(parts)


def columns(outcome: Outcome) -> dict[str, object]:
    """An outcome as the columns of a candidate."""
    return {
        "year": outcome.year,
        "status": outcome.status.value,
        "amount_before_limits": outcome.amount_before_limits,
        "amount": outcome.amount,
        "amount_low": outcome.low,
        "amount_high": outcome.high,
        "false_mask": outcome.false_mask,
        "unknown_mask": outcome.unknown_mask,
        "unset_mask": outcome.unset_mask,
        "cut_by": outcome.cut_by,
    }
