"""The subject's relation with the definitions many measures use, computed once for all.

Definitions of enumerations and truths (a size class, say) become columns of the relation:
``def.NAME`` and, where the causes depend on the row, ``def.NAME.k`` and ``def.NAME.s``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

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
from .values import Flag, SqlBool, SqlMembers, SqlValue


def shareable(node: n.Node) -> bool:
    """Whether a bound definition is worth a column of its own."""
    columns = isinstance(node.type, Enumeration) or node.type == BOOL
    return columns and not isinstance(node, n.Const | n.FactRef)


class SubjectRelation:
    """The relation of a subject kind: definitions first, then whichever facts measures read."""

    def __init__(self, kind: Kind, definitions: Mapping[str, n.Node]) -> None:
        self.kind, self.program = kind, Program()
        self.columns: dict[str, Sql] = {}
        self._outputs: list[Sql] = []
        lowering = Lowering(self.program, self._column)
        self._values = {name: self._held(name, lowering.value(node)) for name, node in definitions.items()}

    def shared(self, definitions: Mapping[str, n.Node]) -> Shared:
        """What measures find in it, whose trees hold the definitions as these very nodes."""
        return Shared({id(node): (node, self._values[x]) for x, node in definitions.items()}, self.columns)

    def _held(self, name: str, value: SqlValue) -> SqlValue:
        """A definition's value as columns of the relation."""
        assert isinstance(value, SqlBool | SqlMembers)
        k, s = self._flag(value.k, f"def.{name}.k"), self._flag(value.s, f"def.{name}.s")
        if isinstance(value, SqlBool):
            return SqlBool(self._put(value.value, f"def.{name}"), value.nullable, k, s)
        return SqlMembers(value.members, self._put(value.mask, f"def.{name}"), k, s)

    def _put(self, part: Sql, column: str) -> Sql:
        self._outputs.append(q.alias(part, column))
        self.columns[column] = q.col(column, "s")
        return q.col(column)

    def _flag(self, value: Flag, column: str) -> Flag:
        return value if isinstance(value, bool) else self._put(value, column)

    def _column(self, fact: Fact) -> Sql:
        return self.program.input(fact_name(fact), "fact")

    def query(
        self, relation: exp.Expression, facts: Iterable[str], columns: Container[str] | None = None
    ) -> exp.Select:
        """The relation over what the snapshot stores, with ``facts`` and the definitions.

        ``columns``: no other columns of the definitions than these.
        """
        kept = list(dict.fromkeys([REGION_FACT, *facts]))
        held = [q.col("number"), *(x for x in self._outputs if columns is None or x.alias in columns)]
        inputs = self._inputs(held)
        used = [name.partition(".")[2] for name in inputs]
        raw = [q.alias(q.col(f, "s"), f"stored.{f}") for f in dict.fromkeys([*kept, *used])]
        lifted = [
            q.alias(stored_column(self.kind.facts[fact], "s"), name)
            for name, fact in zip(inputs, used, strict=True)
        ]
        rows = exp.select(q.alias(q.col("number", "s"), "number"), *raw, *lifted).from_(
            exp.alias_(relation, "s", table=True)
        )
        outputs = [*(x.copy() for x in held), *(q.alias(q.col(f"stored.{f}"), f) for f in kept)]
        return self.program.select(rows, outputs)

    def _inputs(self, outputs: list[Sql]) -> list[str]:
        """The facts that outputs rest on."""
        needed = self.program.needed(outputs)
        parts = [*outputs, *(self.program.columns[name][1] for name in needed)]
        read = {column.name for part in parts for column in part.find_all(exp.Column)}
        return [name for name in self.program.inputs if name in read]
