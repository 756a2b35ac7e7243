"""What a measure starts from beside facts: local settings, counts of records, shared definitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..sql.local import local_row
from ..sql.measure import Compiled
from ..tree.measure import BoundMeasure
from ..types import Quantity
from .aggregates import aggregation
from .definitions import Definitions
from .inputs import Inputs
from .python import atom
from .writer import Writer

PARAMETERS = "s, r, m, of"
HAND_OVER = f"return full({PARAMETERS})"


class MeasureInputs(Inputs):
    """Facts, and all else a measure starts from."""

    def __init__(self, compiled: Compiled, definitions: Definitions, certain: bool) -> None:
        hand_over = HAND_OVER if certain else None
        super().__init__(compiled.source.vocabulary, compiled.program, compiled.bound.nodes(), hand_over)
        self.compiled, self.definitions, self.certain = compiled, definitions, certain

    def read(self, writer: Writer, name: str, role: str) -> None:
        """Reads an input of a role."""
        if role == "local":
            self._local(writer, name)
        elif role == "aggregate":
            self._aggregate(writer, name.partition("_")[0])
        elif role == "shared":
            self._shared(writer, name)
        else:
            super().read(writer, name, role)

    def _local(self, writer: Writer, name: str) -> None:
        table, column = self.program.looked_up[name]
        columns = [c for found, c in self.program.looked_up.values() if found == table]
        if f"rows_{table}" not in self.space:
            self.space[f"rows_{table}"] = LocalRows(self.compiled.bound, columns)
            region, era = (writer.place(key).text for key in self.program.lookups[table].values())
            writer.write(f"{table} = rows_{table}[{region}, {era}]", gives=[table])
        variable = writer.variable()
        writer.write(f"{variable} = {table}[{columns.index(column)}]", gives=[variable])
        writer.expressions.names[name] = atom(variable, name.endswith((".value", ".high")))

    def _aggregate(self, writer: Writer, name: str) -> None:
        node = self.compiled.lowering.aggregates[name]
        self.space[f"over_{name}"] = aggregation(node, self.vocabulary)
        columns = [f"{name}_{part}" for part in ("low", "high", "k", "s")]
        writer.write(f"{', '.join(columns)} = over_{name}(of.get({node.kind!r}, ()))", gives=columns)
        writer.expressions.names |= {column: atom(column) for column in columns}

    def _shared(self, writer: Writer, name: str) -> None:
        _, index, part = name.split(".")
        definition = self.definitions.of(self.certain)[int(index)]
        variable, compute = f"d{index}", f"define_{index}"
        if compute not in self.space:
            self.space[compute] = definition.compute
            slot = 2 * int(index) + self.certain
            lines = [
                f"{variable} = m[{slot}]",
                f"if {variable} is ...: {variable} = m[{slot}] = {compute}(s)",
            ]
            if self.hand_over is not None:
                lines.append(f"if {variable} is None: {self.hand_over}")
            writer.write(*lines, gives=[variable])
        writer.expressions.names[name] = atom(f"{variable}[{part}]", part == "0" and definition.nullable)


class LocalRows(dict[tuple[str, int], tuple[Any, ...]]):
    """The local settings of a place in an era, made when they are first asked for."""

    def __init__(self, bound: BoundMeasure, columns: Sequence[str]) -> None:
        super().__init__()
        self._bound, self._columns = bound, columns

    def __missing__(self, at: tuple[str, int]) -> tuple[Any, ...]:
        plan, parameters = self._bound.local, self._bound.measure.parameters.values()
        assert plan is not None
        names = [(p.name, p.type) for p in parameters if isinstance(p.type, Quantity)]
        region, era = at
        row = local_row(plan, names, region or None, era)
        found = self[at] = tuple(row[c] for c in self._columns)
        return found
