"""The nearest change of every refused candidate of a measure, as one query.

Disjuncts become keys (facts, steps, whether certain) of which each row takes the least: the
search of :mod:`huiqi.nearest.search` in columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..errors import HuiqiError
from ..nearest import (
    TOO_LARGE,
    UNDECIDED,
    Among,
    Disjunct,
    Group,
    Groups,
    Holds,
    Reaches,
    Unsolved,
)
from ..sql import Source
from ..sql import expr as q
from ..sql.expr import Sql, exp
from ..sql.measure import Compiled, Shared
from ..sql.source import build_source
from ..tree.measure import ADOPTED_BIT, VALIDITY_BIT, BoundMeasure, Condition
from .targets import SqlTarget, Targets
from .words import listed, move_text

FACT = 10**15
"""One fact weighs more than any number of steps."""
INEXACT = "不能精确计算"
COLUMNS = ("number", "record", "facts", "steps", "words", "waiting", "blocked", "reason")


@dataclass
class _Result:
    """What a group gives per row: its key's parts, why it has none, and where facts go."""

    failing: Sql
    facts: Sql = field(default_factory=lambda: q.lit(0))
    steps: Sql = field(default_factory=lambda: q.lit(0))
    blocked: Sql = field(default_factory=q.false)
    reason: Sql = field(default_factory=q.null)
    after: dict[str, Sql] = field(default_factory=dict)


Way = tuple[Sql, dict[str, SqlTarget], Sql]
"""A disjunct's key (NULL where it cannot come true), its targets, and why it is uncertain."""


def expressed(bound: BoundMeasure, groups: Groups, source: Source) -> Groups:
    """The groups as the query knows them: what SQL cannot compute exactly is a way not worked out."""
    query = _Nearest(bound, groups, source)
    found = (
        replace(g, form=tuple(query.expressed(d)[0] for d in g.form)) if g.form is not None and g.facts else g
        for g in groups.groups
    )
    return replace(groups, groups=tuple(found))


def nearest_query(bound: BoundMeasure, groups: Groups, source: Source) -> exp.Select:
    """:data:`COLUMNS` for every candidate that is 不符合; ``words`` NULL where nothing was found."""
    return _Nearest(bound, groups, source).query()


class _Nearest:
    def __init__(self, bound: BoundMeasure, groups: Groups, source: Source) -> None:
        self.bound, self.groups, self.source = bound, groups, source
        self.compiled = Compiled(bound, source, Shared())
        self.program, self.lowering = self.compiled.program, self.compiled.lowering
        self.lowering.set_basis(bound.body.basis)
        self.targets = Targets(self.compiled)

    def query(self) -> exp.Select:
        results = [self._group(g) for g in self.groups.groups]
        failing = self.program.let(q.either([r.failing for r in results]), "failing")
        pairs = [(c, r) for g, r in zip(self.groups.groups, results, strict=True) for c in g.conditions]
        blocked = self._names([(c.name, q.both([r.blocked, self._false(c)])) for c, r in pairs])
        reasons = [r.reason for r in results if not isinstance(r.reason, exp.Null)]
        reason = exp.Coalesce(this=q.null(), expressions=reasons) if reasons else q.null()
        clear = q.both([q.is_null(r) for r in reasons] + [q.negation(r.blocked) for r in results])
        clear = self.program.let(clear, "clear")
        outputs = [
            q.alias(q.col("number"), "number"),
            q.alias(q.null() if self.bound.measure.about_subject else q.col("record"), "record"),
            q.alias(_sum([r.facts for r in results]), "facts"),
            q.alias(_sum([r.steps for r in results]), "steps"),
            q.alias(q.case([(clear, self._words(results))]), "words"),
            q.alias(self._waiting(), "waiting"),
            q.alias(blocked, "blocked"),
            q.alias(reason, "reason"),
            q.alias(failing, "failing"),
            q.alias(self._in_force(), "in_force"),
        ]
        measure = self.bound.measure
        relation = build_source(self.source, measure.kind.name, self.program, self.lowering.aggregates, {})
        inner = self.program.select(relation, outputs, self.source.local).subquery("n")
        wanted = q.both([q.col("failing"), q.col("in_force")])
        return exp.select(*(q.col(c) for c in COLUMNS)).from_(inner).where(wanted)

    def _false(self, condition: Condition) -> Sql:
        return q.negation(q.is_not_false(self.lowering.truth(condition.node).value))

    def _in_force(self) -> Sql:
        """Neither 未启用 nor 不在执行期."""
        early = [c for c in self.bound.body.conditions if c.bit in (ADOPTED_BIT, VALIDITY_BIT)]
        return q.both([q.is_not_false(self.lowering.truth(c.node).value) for c in early])

    def _words(self, results: list[_Result]) -> Sql:
        after = {path: column for r in results for path, column in r.after.items()}
        moved = [
            move_text(fact, self.targets.column(fact), after[path])
            for path, fact in sorted(self.groups.movable.items())
            if path in after
        ]
        return listed(moved, "，") if moved else q.lit("")

    def _waiting(self) -> Sql:
        rows = [(c.name, q.is_null(self.lowering.truth(c.node).value)) for c in self.bound.body.conditions]
        return self._names(rows)

    @staticmethod
    def _names(rows: list[tuple[str, Sql]]) -> Sql:
        named = [q.case([(holds, q.lit(name))]) for name, holds in rows if not q.is_const(holds, False)]
        return listed(named, "、") if named else q.lit("")

    # groups --------------------------------------------------------------------
    def _group(self, group: Group) -> _Result:
        failing = self.program.let(q.either([self._false(c) for c in group.conditions]), "failing")
        if group.form is None:
            return _Result(failing, reason=q.case([(failing, q.lit(TOO_LARGE))]))
        if not group.facts:
            return _Result(failing, blocked=failing)
        return self._searched(failing, group)

    def _searched(self, failing: Sql, group: Group) -> _Result:
        assert group.form is not None
        let = self.program.let
        ways = [self.expressed(d)[1] for d in group.form]
        if not ways:
            return _Result(failing, blocked=failing)
        best = let(q.case([(failing, q.least([key for key, _, _ in ways]))]), "best")
        chosen = let(
            q.case([(q.binary(exp.EQ, key, best), q.lit(i)) for i, (key, _, _) in enumerate(ways)]), "way"
        )
        certain = q.binary(exp.EQ, q.binary(exp.Mod, best, q.lit(2)), q.lit(0))
        cost = let(q.case([(certain, q.binary(exp.IntDiv, best, q.lit(2)))], q.lit(0)), "cost")
        reasons = [(q.binary(exp.EQ, chosen, q.lit(i)), r) for i, (_, _, r) in enumerate(ways)]
        reason = q.case([(q.negation(certain), q.case(reasons))])
        after = {path: self._chosen(path, chosen, ways) for path in sorted(group.facts)}
        return _Result(
            failing,
            q.coalesce(q.binary(exp.IntDiv, cost, q.lit(FACT)), q.lit(0)),
            q.coalesce(q.binary(exp.Mod, cost, q.lit(FACT)), q.lit(0)),
            q.both([failing, q.is_null(best)]),
            let(reason, "reason"),
            {path: column for path, column in after.items() if column is not None},
        )

    def expressed(self, disjunct: Disjunct) -> tuple[Disjunct, Way]:
        """A disjunct, or a way not worked out in its place, as SQL."""
        try:
            return disjunct, self._way(disjunct)
        except HuiqiError:
            unsolved: Disjunct = (Unsolved(1, INEXACT),)
            return unsolved, self._way(unsolved)

    def _chosen(self, path: str, chosen: Sql, ways: list[Way]) -> Sql | None:
        """Where the fact goes in the way that was chosen."""
        rows = [
            (q.binary(exp.EQ, chosen, q.lit(i)), targets[path].after)
            for i, (_, targets, _) in enumerate(ways)
            if path in targets
        ]
        return self.program.let(q.case(rows), "moved") if rows else None

    def _way(self, disjunct: Disjunct) -> Way:
        dead, waits, pins, fewest, reason = [], [], set[str](), 0, UNDECIDED
        by_fact: dict[str, list[Reaches | Among]] = {}
        for atom in disjunct:
            pins |= atom.pins
            match atom:
                case Holds():
                    value = self.lowering.truth(atom.node).value
                    fails = q.negation(q.is_not_false(value)) if atom.positive else q.is_true(value)
                    dead.append(fails)
                    waits.append(q.is_null(value))
                case Unsolved():
                    fewest, reason = max(fewest, atom.facts), atom.reason
                case Reaches() | Among():
                    by_fact.setdefault(atom.fact.path, []).append(atom)
        targets = {path: self.targets.target(atoms[0].fact, atoms) for path, atoms in by_fact.items()}
        dead += [t.dead for t in targets.values()]
        dead += [q.negation(q.is_null(t.after)) for path, t in targets.items() if path in pins]
        waits += [t.open for t in targets.values()]
        return (
            self._key(dead, waits, list(targets.values()), fewest),
            targets,
            q.lit(reason),
        )

    def _key(self, dead: list[Sql], waits: list[Sql], targets: list[SqlTarget], fewest: int) -> Sql:
        let = self.program.let
        moved = _sum([q.case([(q.is_null(t.after), q.lit(0))], q.lit(1)) for t in targets])
        facts = q.greatest([moved, q.lit(fewest)]) if fewest else moved
        cost = q.binary(exp.Add, q.binary(exp.Mul, facts, q.lit(FACT)), _sum([t.steps for t in targets]))
        doubt = q.lit(1) if fewest else q.case([(let(q.either(waits), "waits"), q.lit(1))], q.lit(0))
        key = q.binary(exp.Add, q.binary(exp.Mul, cost, q.lit(2)), doubt)
        return let(q.case([(let(q.either(dead), "dead"), q.null())], key), "key")


def _sum(parts: list[Sql]) -> Sql:
    total: Sql = q.lit(0)
    for part in parts:
        total = part if total == q.lit(0) else q.binary(exp.Add, total, part)
    return q.cast(total, "BIGINT")
