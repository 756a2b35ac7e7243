"""The relation a measure's program reads: facts of the candidate, joined to what it needs.

Relations are named by kind. A subject's relation carries ``number``, 所在地 and its facts; a
record's carries ``number``, ``record`` and its facts. Dates enter as epoch days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ..tree import nodes as n
from ..types import DATE
from ..vocabulary import Fact, Vocabulary
from . import expr as q
from . import truths
from .expr import Sql, exp
from .lower import Lowering, aggregate_shape
from .program import Program
from .values import Flag, SqlBool, flag_and, flag_or, flag_sql

Relation = Callable[[str], exp.Expression]


@dataclass(frozen=True)
class Source:
    """Where relations are, by kind; ``local`` the relation of joined local rows, if any.

    ``joined``: a relation of records that carries all inputs by name (:func:`joined_query`);
    without it, each measure joins its records to their subjects.
    """

    vocabulary: Vocabulary
    relation: Relation
    local: str | None = None
    joined: Relation | None = None


def fact_name(fact: Fact) -> str:
    """The source column of a fact."""
    return f"{fact.kind}.{fact.name}"


def stored_column(fact: Fact, table: str) -> Sql:
    """The stored column of a fact; dates as epoch days."""
    column = q.col(fact.name, table)
    return exp.UnixDate(this=column) if fact.type == DATE else column


def build_source(
    source: Source,
    kind: str,
    program: Program,
    aggregates: Mapping[str, n.Aggregate],
    extra: Mapping[str, Sql],
) -> exp.Select:
    """SELECT of every input the program asked for.

    ``extra`` are columns computed from the relation of the subject (``s``) that the program uses
    by name, such as shared definitions.
    """
    main = "s" if source.vocabulary.kinds[kind].is_subject else "r"
    own = {n: role for n, role in program.inputs.items() if role not in {"local", "aggregate"}}
    if main == "r" and source.joined is not None:
        keys = [q.col(k, main) for k in ("number", "record")]
        held = exp.alias_(source.joined(kind), main, table=True)
        select = exp.select(*keys, *(q.col(n, main) for n in own)).from_(held)
    else:
        select = joined_query(source, kind, own, extra)
    by_kind: dict[str, dict[str, n.Aggregate]] = {}
    for name, node in aggregates.items():
        by_kind.setdefault(node.kind, {})[name] = node
    for number, (records, found) in enumerate(by_kind.items(), 1):
        table = f"g{number}"
        columns = [
            c for c, role in program.inputs.items() if role == "aggregate" and c.partition("_")[0] in found
        ]
        select = select.select(*(q.alias(q.col(c, table), c) for c in columns), copy=False)
        on = q.binary(exp.EQ, q.col("number", table), q.col("number", main))
        query = aggregate_query(source, records, found)
        select = select.join(query.subquery(table), on=on, join_type="left", copy=False)
    return select


def joined_query(source: Source, kind: str, inputs: Iterable[str], extra: Mapping[str, Sql]) -> exp.Select:
    """Candidates of a kind, records joined to their subjects, with facts and ``extra`` columns as inputs."""
    kinds = source.vocabulary.kinds
    subject = source.vocabulary.subject_of(kind).name
    keys = ["number"] if kinds[kind].is_subject else ["number", "record"]
    main = "s" if kinds[kind].is_subject else "r"
    outputs = [q.alias(q.col(k, main), k) for k in keys]
    for name in inputs:
        owner, _, fact = name.partition(".")
        table = "s" if owner == subject else "r"
        column = extra[name] if name in extra else stored_column(kinds[owner].facts[fact], table)
        outputs.append(q.alias(column, name))
    select = exp.select(*outputs).from_(exp.alias_(source.relation(kind), main, table=True))
    if main == "r":
        on = q.binary(exp.EQ, q.col("number", "s"), q.col("number", "r"))
        select = select.join(exp.alias_(source.relation(subject), "s", table=True), on=on)
    return select


def aggregate_query(source: Source, kind: str, aggregates: Mapping[str, n.Aggregate]) -> exp.Select:
    """Per subject: low, high, k, s of aggregates over its records of a kind, each prefixed by its name."""
    program = Program()
    facts: dict[str, Fact] = {}

    def column(fact: Fact) -> Sql:
        facts[fact_name(fact)] = fact
        return program.input(fact_name(fact), "fact")

    lowering = Lowering(program, column)
    found = {name: matched(lowering, node) for name, node in aggregates.items()}
    outputs = [q.col("number"), *(x for name, one in found.items() for x in _contribution(name, one))]
    inputs = [q.alias(stored_column(f, "r"), name) for name, f in facts.items()]
    table = exp.alias_(source.relation(kind), "r", table=True)
    rows = exp.select(q.alias(q.col("number", "r"), "number"), *inputs).from_(table)
    may = q.either(q.is_not_false(one.holds.value) for one in found.values())
    inner = program.select(rows, [*outputs, q.alias(may, "may")])
    kept = exp.select(exp.Star()).from_(inner.subquery("m")).where(q.col("may")).subquery("g")
    columns = [x for name, node in aggregates.items() for x in _aggregated(name, node.op)]
    return exp.select(q.col("number"), *columns).from_(kept).group_by(q.col("number"))


def _contribution(name: str, found: Matched) -> list[Sql]:
    """What one record brings, as columns; NULL, or nothing, where it cannot match."""
    may = q.is_not_false(found.holds.value)
    return [
        q.alias(q.is_true(found.holds.value), f"{name}_sure"),
        q.alias(q.case([(may, found.low)]), f"{name}_low"),
        q.alias(q.case([(may, found.high)]), f"{name}_high"),
        q.alias(_one(q.both([may, flag_sql(found.k)])), f"{name}_k"),
        q.alias(_one(q.both([may, flag_sql(found.s)])), f"{name}_s"),
    ]


@dataclass(frozen=True)
class Matched:
    """What one record brings to an aggregate: whether it matches, its amount, what it waits for."""

    holds: SqlBool
    low: Sql
    high: Sql
    k: Flag
    s: Flag


def matched(lowering: Lowering, node: n.Aggregate) -> Matched:
    """One record under an aggregate, lowered."""
    holds = lowering.truth(node.filter) if node.filter is not None else truths.constant(True)
    low, high, is_open, k, s = _value(lowering, node)
    waits_k = flag_or([flag_and(holds.open(), holds.k), flag_and(is_open, k)])
    waits_s = flag_or([flag_and(holds.open(), holds.s), flag_and(is_open, s)])
    return Matched(holds, low, high, waits_k, waits_s)


def _value(lowering: Lowering, node: n.Aggregate) -> tuple[Sql, Sql, Sql, bool | Sql, bool | Sql]:
    if node.value is None:
        return q.lit(1), q.lit(1), q.false(), False, False
    value = lowering.number(node.value)
    assert value.low is not None and value.high is not None
    scale, _ = aggregate_shape(node)
    from .numbers import scaled

    low, high = (scaled(b, scale // b.scale) for b in (value.low, value.high))
    return low.num, high.num, truths.open_number(value), value.k, value.s


def _one(condition: Sql) -> Sql:
    return q.case([(condition, q.lit(1))], q.lit(0))


def _aggregated(name: str, op: str) -> list[Sql]:
    sure, low, high = (q.col(f"{name}_{c}") for c in ("sure", "low", "high"))
    zero = q.lit(0)
    certain_low, certain_high = q.case([(sure, low)]), q.case([(sure, high)])
    if op in {"count", "any"}:
        ends: tuple[Sql, Sql] = (exp.Sum(this=_one(sure)), exp.Count(this=high))
    elif op == "sum":
        ends = (
            exp.Sum(this=q.case([(sure, low)], q.least([low, zero]))),
            exp.Sum(this=q.case([(sure, high)], q.greatest([high, zero]))),
        )
    elif op == "max":
        ends = (
            q.greatest([zero, q.coalesce(exp.Max(this=certain_low), zero)]),
            q.greatest([zero, exp.Max(this=high)]),
        )
    else:
        none = q.binary(exp.EQ, exp.Sum(this=_one(sure)), zero)
        ends = (
            q.case([(none, q.least([zero, exp.Min(this=low)]))], exp.Min(this=low)),
            q.case([(none, q.greatest([zero, exp.Max(this=high)]))], exp.Min(this=certain_high)),
        )
    flags = [
        q.alias(q.binary(exp.EQ, exp.Max(this=q.col(f"{name}_{c}")), q.lit(1)), f"{name}_{c}") for c in "ks"
    ]
    typed = [
        q.alias(q.cast(e, "BIGINT") if op != "sum" else e, f"{name}_{c}")
        for e, c in zip(ends, ("low", "high"), strict=True)
    ]
    return [*typed, *flags]
