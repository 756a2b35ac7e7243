"""Where one fact has to go, as SQL columns: the rules of :mod:`huiqi.nearest.moves`, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from ..nearest import Among, Atom, Reaches, named_target, step_of
from ..nearest.moves import DOWN, UP
from ..sql import expr as q
from ..sql import truths
from ..sql.expr import Sql, exp
from ..sql.measure import Compiled
from ..sql.values import Bound, SqlNum
from ..tree import nodes as n
from ..types import BOOL, Enumeration
from ..vocabulary import Fact
from ..vocabulary.model import is_numeric


@dataclass(frozen=True)
class SqlTarget:
    """``after``: NULL where the fact stays. ``dead``: no value will do. ``open``: nobody knows."""

    after: Sql
    steps: Sql
    dead: Sql
    open: Sql


class Targets:
    """Targets over one measure's program; the same atoms share their columns."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled, self.program, self.lowering = compiled, compiled.program, compiled.lowering

    def column(self, fact: Fact) -> Sql:
        """The stored value of a fact; dates as epoch days."""
        name = f"{fact.kind}.{fact.name}"
        return self.program.input(name, "fact")

    def target(self, fact: Fact, atoms: Sequence[Atom]) -> SqlTarget:
        """The nearest value of the fact that every atom allows."""
        kept = [a for a in atoms if isinstance(a, Reaches | Among)]
        values = [self.lowering.truth(a.now).value for a in kept]
        stays = self.program.let(q.both([q.is_true(v) for v in values]), "stays")
        false = self.program.let(q.either([q.negation(q.is_not_false(v)) for v in values]), "false")
        before = self.column(fact)
        if is_numeric(fact.type):
            way = self._number(fact, before, [a for a in kept if isinstance(a, Reaches)], values)
        else:
            way = self._named(fact, before, [a for a in kept if isinstance(a, Among)], values)
        unknown = q.is_null(before)
        rows = [(stays, q.false()), (unknown, false)]
        dead = q.case(rows, way.dead)
        waits = q.case([(stays, q.false()), (unknown, q.negation(false))], way.open)
        after = q.case(
            [(q.either([stays, unknown, q.is_true(way.dead), q.is_true(way.open)]), q.null())], way.after
        )
        after = self.program.let(after, "after")
        moved = q.negation(q.is_null(after))
        steps = q.case([(moved, self._steps(fact, before, after))], q.lit(0))
        let = self.program.let
        return SqlTarget(after, let(steps, "steps"), let(dead, "dead"), let(waits, "waits"))

    # numbers -------------------------------------------------------------------
    def _number(self, fact: Fact, before: Sql, atoms: Sequence[Reaches], values: Sequence[Sql]) -> SqlTarget:
        step = step_of(fact)
        assert fact.low is not None and fact.high is not None
        lowest, highest = ceil(Fraction(fact.low, step)), floor(Fraction(fact.high, step))
        lows, highs, undefined, unclear = [q.lit(lowest)], [q.lit(highest)], [], []
        up: list[Sql] = []
        down: list[Sql] = []
        for atom, value in zip(atoms, values, strict=True):
            number = self.lowering.number(_in_steps(atom.bound, fact, step))
            undefined += [] if number.undefined is None else [q.is_true(number.undefined)]
            unclear.append(truths.open_number(number))
            below = q.negation(q.is_true(value))
            end = _clamped(_whole(number, atom.operator), lowest - 1, highest + 1)
            (lows if atom.operator in "≥>" else highs).append(end)
            (up if atom.operator in "≥>" else down).append(below)
        let = self.program.let
        low, high, rises = let(q.greatest(lows), "low"), let(q.least(highs), "high"), let(q.either(up), "up")
        never = [q.binary(exp.GT, low, high)]
        never += [] if fact.influence in UP else [rises]
        never += [] if fact.influence in DOWN else [q.either(down)]
        nothing, vague = let(q.either(undefined), "none"), let(q.either(unclear), "vague")
        dead = q.case([(nothing, q.true()), (vague, q.false())], q.either(never))
        after = q.binary(exp.Mul, q.case([(rises, low)], high), q.lit(step))
        waits = q.both([q.negation(nothing), vague])
        return SqlTarget(after, q.lit(0), let(dead, "dead"), let(waits, "waits"))

    def _steps(self, fact: Fact, before: Sql, after: Sql) -> Sql:
        if is_numeric(fact.type):
            gap = exp.Abs(this=q.binary(exp.Sub, after, before))
            step = step_of(fact)
            return q.binary(exp.IntDiv, q.binary(exp.Add, gap, q.lit(step - 1)), q.lit(step))
        if not isinstance(fact.type, Enumeration) or not fact.type.ordered:
            return q.lit(1)
        ranks = [(m, fact.type.ranks.get(m, -1)) for m in fact.type.members]

        def rank(column: Sql) -> Sql:
            return q.case([(q.binary(exp.EQ, column, q.lit(m)), q.lit(r)) for m, r in ranks])

        return exp.Abs(this=q.binary(exp.Sub, rank(after), rank(before)))

    # members and texts ---------------------------------------------------------
    def _named(self, fact: Fact, before: Sql, atoms: Sequence[Among], values: Sequence[Sql]) -> SqlTarget:
        unclear = q.either([q.is_null(v) for v in values])
        allowed = [a.allowed for a in atoms]
        members = fact.type.members if isinstance(fact.type, Enumeration) else ()
        if members:
            found = [(m, named_target(fact, m, allowed)) for m in members]
            rows = [(q.binary(exp.EQ, before, q.lit(m)), q.lit(str(t[0]))) for m, t in found if t is not None]
            after = q.case(rows)
        else:
            one = named_target(fact, None, allowed)
            after = q.null() if one is None else _constant(one[0], fact)
        after = self.program.let(after, "to")
        dead = q.both([q.negation(unclear), q.is_null(after)])
        return SqlTarget(after, q.lit(0), self.program.let(dead, "dead"), self.program.let(unclear, "waits"))


def _constant(value: str | bool, fact: Fact) -> Sql:
    return exp.Boolean(this=bool(value)) if fact.type == BOOL else q.lit(str(value))


def _in_steps(bound: n.Node, fact: Fact, step: int) -> n.Node:
    """The bound counted in steps of the fact."""
    if fact.scale == step:
        return bound
    return n.MulDiv(bound.type, (bound, n.number(Fraction(fact.scale, step))))


def _whole(number: SqlNum, operator: str) -> Sql:
    """The first whole step that a bound allows, where the number is known."""
    assert number.low is not None
    bound = number.low
    exact = bound.scale == 1 and bound.den is None
    up = operator in "≥>"
    if exact:
        shift = {">": 1, "<": -1}.get(operator, 0)
        return q.binary(exp.Add, bound.num, q.lit(shift)) if shift else bound.num
    if operator in "≤>":
        floor_ = _divided(bound, q.lit(-1), exp.LT)
        return q.binary(exp.Add, floor_, q.lit(1)) if up else floor_
    ceiling = _divided(bound, q.lit(1), exp.GT)
    return ceiling if up else q.binary(exp.Sub, ceiling, q.lit(1))


def _divided(bound: Bound, correction: Sql, where: type[exp.Binary]) -> Sql:
    """The quotient, which SQL cuts towards zero, corrected where the remainder asks for it."""
    wide = bound.wide()
    divisor: Sql = q.cast(q.lit(bound.scale), "INT128")
    if bound.den is not None:
        divisor = q.binary(exp.Mul, q.cast(bound.den, "INT128"), divisor)
    rest = q.binary(where, q.binary(exp.Mod, wide.num, divisor), q.lit(0))
    quotient = q.binary(exp.IntDiv, wide.num, divisor)
    return q.binary(exp.Add, quotient, q.case([(rest, correction)], q.lit(0)))


def _clamped(value: Sql, low: int, high: int) -> Sql:
    return q.cast(q.greatest([q.lit(low), q.least([value, q.lit(high)])]), "BIGINT")
