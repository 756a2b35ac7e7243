"""From a draft with limits applied to the columns of an answer; and open readings combined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..tree.measure import ADOPTED_BIT, AMOUNT_BIT, NO, VALIDITY_BIT, Status
from . import expr as q
from .expr import Sql, exp
from .program import Program

ZERO = q.lit(0)
AMOUNT = 1 << AMOUNT_BIT


@dataclass
class Draft:
    """A candidate between its conditions and its answer; amounts in whole fen."""

    false: Sql
    unknown: Sql
    unset: Sql
    alive: Sql
    waits: Sql
    day: Sql
    year: Sql
    own_low: Sql = field(default_factory=lambda: ZERO)
    low: Sql = field(default_factory=lambda: ZERO)
    high: Sql = field(default_factory=lambda: ZERO)
    before: Sql = field(default_factory=q.null)
    amount_k: Sql = field(default_factory=q.false)
    amount_s: Sql = field(default_factory=q.false)
    perhaps: Sql = field(default_factory=q.false)
    cut_by: Sql = field(default_factory=q.null)
    total_low: Sql = field(default_factory=q.null)
    total_high: Sql = field(default_factory=q.null)
    ceiling_low: Sql = field(default_factory=q.null)
    ceiling_high: Sql = field(default_factory=q.null)
    has_amount: bool = False


@dataclass
class Answer:
    """The columns of an answer."""

    day: Sql
    year: Sql
    status: Sql
    before: Sql
    amount: Sql
    low: Sql
    high: Sql
    false: Sql
    unknown: Sql
    unset: Sql
    cut_by: Sql
    totals: tuple[Sql, Sql, Sql, Sql]


def differs(low: Sql, high: Sql) -> Sql:
    """Whether an interval is not one number; NULL high is unbounded."""
    return q.is_not_false(q.binary(exp.NEQ, low, high))


def finish(program: Program, draft: Draft) -> Answer:
    """Verdict, masks with the amount's bit, and amounts where there are any."""
    unknown, unset = draft.unknown, draft.unset
    if draft.has_amount:
        is_open = program.let(
            q.both([draft.alive, q.either([differs(draft.own_low, draft.high), draft.perhaps])]), "ao"
        )
        unknown = _with_bit(program, unknown, q.both([is_open, draft.amount_k]), "unknown")
        unset = _with_bit(program, unset, q.both([is_open, draft.amount_s]), "unset")
    status = program.let(_status(draft.false, unknown, unset), "status")
    paid = draft.alive if draft.has_amount else q.false()
    eligible = q.binary(exp.EQ, status, q.lit(Status.ELIGIBLE.value)) if draft.has_amount else q.false()

    def where(condition: Sql, value: Sql, hint: str) -> Sql:
        nothing = q.is_const(condition, False) or isinstance(value, exp.Null)
        return q.null() if nothing else program.let(q.case([(condition, value)]), hint)

    totals = (draft.total_low, draft.total_high, draft.ceiling_low, draft.ceiling_high)
    return Answer(
        draft.day,
        draft.year,
        status,
        draft.before,
        where(eligible, draft.low, "amount"),
        where(paid, draft.low, "amount_low"),
        where(paid, draft.high, "amount_high"),
        draft.false,
        unknown,
        unset,
        where(paid, draft.cut_by, "cut"),
        totals if draft.has_amount else (q.null(),) * 4,
    )


def _with_bit(program: Program, mask: Sql, condition: Sql, hint: str) -> Sql:
    if q.is_const(condition, False):
        return mask
    part = q.case([(condition, q.lit(AMOUNT))], ZERO)
    return program.let(q.binary(exp.BitwiseOr, mask, part) if not _is_zero(mask) else part, hint)


def _is_zero(mask: Sql) -> bool:
    return isinstance(mask, exp.Literal) and mask.this == "0"


def _has(mask: Sql, bits: int) -> Sql:
    if isinstance(mask, exp.Literal):
        return exp.Boolean(this=bool(int(mask.this) & bits))
    return q.binary(exp.NEQ, q.binary(exp.BitwiseAnd, mask, q.lit(bits)), ZERO)


def _any(mask: Sql) -> Sql:
    if isinstance(mask, exp.Literal):
        return exp.Boolean(this=mask.this != "0")
    return q.binary(exp.NEQ, mask, ZERO)


def _status(false: Sql, unknown: Sql, unset: Sql) -> Sql:
    rows = [
        (_has(false, 1 << ADOPTED_BIT), Status.NOT_ADOPTED),
        (_has(false, 1 << VALIDITY_BIT), Status.NOT_IN_FORCE),
        (_any(false), Status.INELIGIBLE),
        (_any(unknown), Status.FACT_MISSING),
        (_has(unset, AMOUNT - 1), Status.RULE_MISSING),
        (_any(unset), Status.AMOUNT_UNSET),
    ]
    return q.case([(c, _word(s)) for c, s in rows], _word(Status.ELIGIBLE))


def _word(status: Status) -> Sql:
    return q.cast(q.lit(status.value), exp.DataType.build("status", udt=True))


def combine(program: Program, base: Answer, read: Sequence[Answer], bit: int, has_money: bool) -> Answer:
    """The answer while no reading is adopted: what all agree on, else 读法 is open."""
    no = [s.value for s in Status if s in NO]
    all_no = program.let(q.both([q.one_of(r.status, no) for r in read]), "all_no")
    unadopted = q.both([_is(r.status, Status.NOT_ADOPTED) for r in read])
    first = read[0]
    eligible = [_is(r.status, Status.ELIGIBLE) for r in read]
    same = [_same(r.amount, first.amount) for r in read[1:]]
    agreed = program.let(q.both([*eligible, *same]), "agreed")
    undecided = q.both([q.negation(all_no), q.negation(agreed)])
    none_yet = q.negation(_any(base.false))
    bits = [
        (q.both([all_no, none_yet, unadopted]), q.lit(1 << ADOPTED_BIT)),
        (q.both([all_no, none_yet]), q.lit(1 << bit)),
    ]
    false = program.let(_or(base.false, q.case(bits, ZERO)), "false")
    missing = q.either([_is(r.status, Status.FACT_MISSING) for r in read])
    unknown = program.let(
        _or(base.unknown, q.case([(q.both([undecided, missing]), q.lit(1 << bit))], ZERO)), "unknown"
    )
    unset = program.let(_or(base.unset, q.case([(undecided, q.lit(1 << bit))], ZERO)), "unset")
    status = program.let(_status(false, unknown, unset), "status")
    paid = q.negation(q.one_of(status, no)) if has_money else q.false()
    return _answer(program, read, status, paid, (false, unknown, unset))


def _answer(
    program: Program, read: Sequence[Answer], status: Sql, paid: Sql, masks: tuple[Sql, Sql, Sql]
) -> Answer:
    """What the readings have in common, and the hull of their amounts."""
    first, others = read[0], read[1:]
    same_before = q.both([_same(r.before, first.before) for r in others])
    same_cut = q.both([_same(r.cut_by, first.cut_by) for r in others])
    same_day = q.both([_same(r.day, first.day) for r in others])
    same_year = q.both([_same(r.year, first.year) for r in others])
    lows = [q.coalesce(r.low, ZERO) for r in read]
    unbounded = q.either([q.both([q.negation(q.is_null(r.low)), q.is_null(r.high)]) for r in read])
    highs = q.greatest([q.coalesce(r.high, ZERO) for r in read])

    def where(condition: Sql, value: Sql, hint: str) -> Sql:
        return program.let(q.case([(condition, value)]), hint)

    return Answer(
        where(same_day, first.day, "day"),
        where(same_year, first.year, "year"),
        status,
        where(q.both([paid, same_before]), first.before, "before"),
        where(q.both([paid, _is(status, Status.ELIGIBLE)]), first.amount, "amount"),
        where(paid, q.least(lows), "amount_low"),
        where(q.both([paid, q.negation(unbounded)]), highs, "amount_high"),
        *masks,
        where(q.both([paid, same_cut]), first.cut_by, "cut"),
        _totals(program, read),
    )


def _totals(program: Program, read: Sequence[Answer]) -> tuple[Sql, Sql, Sql, Sql]:
    """Hulls of what each reading would add to a year's total, and of its ceiling."""
    lows = [q.coalesce(r.totals[0], ZERO) for r in read]
    unbounded = q.either([q.both([q.negation(q.is_null(r.totals[0])), q.is_null(r.totals[1])]) for r in read])
    highs = q.greatest([q.coalesce(r.totals[1], ZERO) for r in read])
    high = q.case([(q.negation(unbounded), highs)])
    ceilings = [r.totals[2:] for r in read]
    c_low, c_high = q.null(), q.null()
    if any(not isinstance(c, exp.Null) for c, _ in ceilings):
        c_low = q.least([c for c, _ in ceilings])
    if all(not isinstance(c, exp.Null) for _, c in ceilings):
        c_high = q.greatest([c for _, c in ceilings])
    named = [program.let(x, "t") for x in (q.least(lows), high, c_low, c_high)]
    return named[0], named[1], named[2], named[3]


def _is(status: Sql, wanted: Status) -> Sql:
    return q.binary(exp.EQ, status, q.lit(wanted.value))


def _same(a: Sql, b: Sql) -> Sql:
    if a == b:
        return q.true()
    return exp.NullSafeEQ(this=a, expression=b)


def _or(mask: Sql, bits: Sql) -> Sql:
    return bits if _is_zero(mask) else q.binary(exp.BitwiseOr, mask, bits)


def columns(answer: Answer, has_record: bool) -> list[Sql]:
    """The answer as typed output columns, in order."""
    record = q.col("record") if has_record else q.null()
    numbers = [
        ("amount_before_limits", answer.before),
        ("amount", answer.amount),
        ("amount_low", answer.low),
        ("amount_high", answer.high),
        ("false_mask", answer.false),
        ("unknown_mask", answer.unknown),
        ("unset_mask", answer.unset),
    ]
    return [
        q.alias(q.col("number"), "number"),
        q.alias(q.cast(record, "INT"), "record"),
        q.alias(q.cast(answer.year, "INT"), "year"),
        q.alias(answer.status, "status"),
        *(q.alias(q.cast(value, "BIGINT"), name) for name, value in numbers),
        q.alias(q.cast(answer.cut_by, "TEXT"), "cut_by"),
        *(
            q.alias(q.cast(value, "BIGINT"), name)
            for name, value in zip(
                ("total_low", "total_high", "ceiling_low", "ceiling_high"), answer.totals, strict=True
            )
        ),
        q.alias(q.cast(answer.day, "INT"), "day"),
    ]
