"""The subject's relation with the definitions many measures use, computed once for all.

Definitions of enumerations and truths (a size class, say) become columns of the relation:
``def.NAME`` and, where the causes depend on the row, ``def.NAME.k`` and ``def.NAME.s``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..tree import nodes as n
from ..types import BOOL, Enumeration
from ..vocabulary import Fact, Kind
from ..vocabulary.model import REGION_FACT
from . import expr as q
from .expr import Sql, exp
from .lower import Lowering
from .measure import Shared
from .program import Program
from .source import fact_name, stored_column
from .values import Flag, SqlBool, SqlMembers


def shareable(node: n.Node) -> bool:
    """Whether a bound definition is worth a column of its own."""
    columns = isinstance(node.type, Enumeration) or node.type == BOOL
    return columns and not isinstance(node, n.Const | n.FactRef)


def share(
    kind: Kind, relation: exp.Expression, definitions: Mapping[str, n.Node], facts: Iterable[str]
) -> tuple[Shared, exp.Select]:
    """The values of definitions over ``kind``, and the relation that holds them and ``facts``."""
    program = Program()

    def column(fact: Fact) -> Sql:
        return program.input(fact_name(fact), "fact")

    lowering = Lowering(program, column)
    shared = Shared()
    outputs: list[Sql] = [q.col("number")]
    for name, node in definitions.items():
        _hold(shared, outputs, name, node, lowering)
    kept = dict.fromkeys([REGION_FACT, *facts])
    inputs = {fact_name(kind.facts[f]): kind.facts[f] for f in kept}
    for name in program.inputs:
        fact = kind.facts[name.partition(".")[2]]
        inputs.setdefault(name, fact)
    raw = [q.alias(q.col(f.name, "s"), f"stored.{f.name}") for f in inputs.values()]
    lifted = [q.alias(stored_column(inputs[name], "s"), name) for name in program.inputs]
    rows = exp.select(q.alias(q.col("number", "s"), "number"), *raw, *lifted).from_(
        exp.alias_(relation, "s", table=True)
    )
    outputs += [q.alias(q.col(f"stored.{f}"), f) for f in kept]
    return shared, program.select(rows, outputs)


def _hold(shared: Shared, outputs: list[Sql], name: str, node: n.Node, lowering: Lowering) -> None:
    value = lowering.value(node)
    assert isinstance(value, SqlBool | SqlMembers)
    column = f"def.{name}"

    def put(part: Sql, suffix: str) -> Sql:
        outputs.append(q.alias(part.copy(), column + suffix))
        shared.columns[column + suffix] = q.col(column + suffix, "s")
        return q.col(column + suffix)

    def flag(value: Flag, suffix: str) -> Flag:
        return value if isinstance(value, bool) else put(value, suffix)

    k, s = flag(value.k, ".k"), flag(value.s, ".s")
    if isinstance(value, SqlBool):
        held: SqlBool | SqlMembers = SqlBool(put(value.value, ""), value.nullable, k, s)
    else:
        held = SqlMembers(value.members, put(value.mask, ""), k, s)
    shared.values[id(node)] = (node, held)
