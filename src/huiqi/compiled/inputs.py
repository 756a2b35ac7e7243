"""How a generated function reads facts, and how its lines become a function.

``s`` holds the facts of the subject, ``r`` those of the record (or again the subject's). Where
facts are taken for certain, one that is unknown hands over to whoever can do without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..sql.program import Program
from ..sql.source import fact_name
from ..sql.truths import codes_above
from ..tree import nodes as n
from ..types import CODED, DATE
from ..vocabulary import Vocabulary
from ..vocabulary.model import EPOCH
from .python import FUNCTIONS, atom
from .writer import Writer

FROM_ORDINAL = EPOCH.toordinal()


class Inputs:
    """Writes the lines that read a program's inputs; ``space`` is what these lines call.

    ``hand_over`` is the statement for a fact that is unknown, or a code too high to tell for the
    lists in ``nodes``; None: the program copes with them.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        program: Program,
        nodes: Iterable[n.Node] = (),
        hand_over: str | None = None,
    ) -> None:
        self.vocabulary, self.program, self.hand_over = vocabulary, program, hand_over
        self.space: dict[str, Any] = {}
        self._vague = _vague_codes(nodes) if hand_over is not None else {}

    def __call__(self, writer: Writer, name: str) -> None:
        """Reads an input where the writer stands."""
        self.read(writer, name, self.program.inputs[name])

    def read(self, writer: Writer, name: str, role: str) -> None:
        """Reads an input of a role: here facts alone."""
        if role != "fact":
            raise TypeError(f"no way to read {name}")
        kind, _, fact = name.partition(".")
        holder = "s" if self.vocabulary.kinds[kind].is_subject else "r"
        variable = writer.variable()
        moved = f"{variable} = {variable}.toordinal() - {FROM_ORDINAL}"
        if self.vocabulary.kinds[kind].facts[fact].type != DATE:
            moved = ""
        if self.hand_over is not None:
            vague = self._vague.get(name)
            unknown = f"{variable} is None" + (f" or {variable} in {sorted(vague)}" if vague else "")
            lines = [f"{variable} = {holder}[{fact!r}]", f"if {unknown}: {self.hand_over}", moved]
        else:
            lines = [f"{variable} = {holder}.get({fact!r})", moved and f"if {variable} is not None: {moved}"]
        writer.write(*filter(None, lines), gives=[variable])
        writer.expressions.names[name] = atom(variable, self.hand_over is None)

    def function(self, name: str, parameters: str, writer: Writer) -> Callable[..., Any]:
        """The function whose body was written."""
        lines = writer.body()
        if self.hand_over is not None:
            lines = ["try:", *_indented(lines), "except KeyError:", f"    {self.hand_over}"]
        source = "\n".join([f"def made({parameters}):", *_indented(lines)])
        self.space |= {**FUNCTIONS, **writer.expressions.constants}
        exec(compile(source, f"<{name}>", "exec"), self.space)
        found: Callable[..., Any] = self.space["made"]
        return found


def _vague_codes(nodes: Iterable[n.Node]) -> dict[str, set[str]]:
    """Per fact, the codes that some list it is held against lies below."""
    found: dict[str, set[str]] = {}
    for node in (x for root in nodes for x in n.walk(root)):
        if isinstance(node, n.Member) and isinstance(node.item, n.FactRef) and node.item.type in CODED:
            above = codes_above(node.list.members or ())
            found.setdefault(fact_name(node.item.fact), set()).update(above)
    return found


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]
