"""One measure as Python functions, each made when it is first called.

A function takes ``s`` (facts of the subject), ``r`` (facts of the record, or again the
subject's), ``m`` (definitions already computed for this subject) and ``of`` (its records by
kind). The quick one takes every fact it meets for certain; it hands over to the full one at the
first that is unknown, and where the answer stays open: then facts it did not meet matter too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from itertools import chain
from typing import Any

from ..errors import HuiqiError
from ..evaluate import Entity
from ..sql.expr import Sql, exp
from ..sql.measure import Compiled
from ..sql.outcome import Answer as Columns
from ..sql.outcome import Draft
from ..sql.source import Source
from ..tree.measure import ADOPTED_BIT, VALIDITY_BIT, BoundBody, BoundMeasure, Status
from ..vocabulary import Vocabulary
from .across import Across, Step, decide_together, reaches_across
from .definitions import Definitions
from .python import atom
from .sources import HAND_OVER, PARAMETERS, MeasureInputs
from .writer import Writer

Decide = Callable[..., tuple[Any, ...]]
SAID_BY = {1 << ADOPTED_BIT: Status.NOT_ADOPTED.value, 1 << VALIDITY_BIT: Status.NOT_IN_FORCE.value}
OTHERWISE = Status.INELIGIBLE.value


class NotCompiled(Exception):
    """An expression has no columns (T0215, T0216): the evaluator must decide."""


class Alone(Compiled):
    """A candidate alone: limits across records are limits on it."""

    common: Draft

    @property
    def alone(self) -> bool:
        """Always: records are decided one at a time."""
        return True

    def draft(self, body: BoundBody) -> Draft:
        """As SQL has it; that of the common body is kept as ``common``."""
        found = super().draft(body)
        if body is self.bound.body:
            self.common = found
        return found


class Decision:
    """The functions of one measure."""

    def __init__(self, bound: BoundMeasure, vocabulary: Vocabulary, definitions: Definitions) -> None:
        self.bound, self.definitions = bound, definitions
        self.source = Source(vocabulary, exp.to_table)
        self.across = reaches_across(bound)
        self._lowered = cache(self._lower)

    @cached_property
    def verdict(self) -> Decide:
        """Status and amount of a candidate that shares no limit with others."""
        return _made(lambda: self._verdict(True))

    @cached_property
    def reasons(self) -> Decide:
        """The same, with the masks of what is false, unknown and unset."""
        return _made(lambda: self._reasons(True))

    @cached_property
    def full_verdict(self) -> Decide:
        """``verdict`` where facts may be unknown."""
        return _made(lambda: self._verdict(False))

    @cached_property
    def full_reasons(self) -> Decide:
        """``reasons`` where facts may be unknown."""
        return _made(lambda: self._reasons(False))

    def together(self, records: Sequence[Entity], given: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The answers of all records of a subject, with their masks; limits reach across them."""
        decide, steps = self._together
        return decide_together(decide, steps, records, given)

    # making ------------------------------------------------------------------
    def _verdict(self, certain: bool) -> Decide:
        compiled, conditions, answer = self._lowered(certain)
        base, outputs = compiled.common, [answer.status, answer.amount]
        waits = [[base.unknown, base.unset], [answer.unknown, answer.unset]] if certain else []
        inputs = MeasureInputs(compiled, self.definitions, certain)
        inputs.space["full"] = lambda *given: self.full_verdict(*given)
        writer = Writer(compiled.program, inputs, [*conditions.values(), *chain(*waits), *outputs])
        for bit, condition in conditions.items():
            writer.guard(condition, f"({SAID_BY.get(bit, OTHERWISE)!r}, None)")
        for masks in waits:
            writer.leave(masks, HAND_OVER)
        writer.give("return", outputs)
        return inputs.function(self.bound.id, PARAMETERS, writer)

    def _reasons(self, certain: bool) -> Decide:
        compiled, conditions, answer = self._lowered(certain)
        base, outputs = compiled.common, _outputs(answer)
        inputs = MeasureInputs(compiled, self.definitions, certain)
        inputs.space["full"] = lambda *given: self.full_reasons(*given)
        writer = Writer(compiled.program, inputs, [base.false, base.unknown, base.unset, *outputs])
        if certain:
            writer.leave([base.unknown, base.unset], HAND_OVER)
        false, unknown, unset = (writer.place(m).text for m in (base.false, base.unknown, base.unset))
        if false != "0":
            said = " else ".join(f"{status!r} if {false} & {bit}" for bit, status in SAID_BY.items())
            writer.write(f"if {false}: return ({said} else {OTHERWISE!r}, None, {false}, {unknown}, {unset})")
            writer.know(base.false, atom("0"))
            for condition in conditions.values():
                writer.know_not_false(condition)
        if certain:
            writer.leave([answer.unknown, answer.unset], HAND_OVER)
        writer.give("return", outputs)
        return inputs.function(self.bound.id, PARAMETERS, writer)

    def _lower(self, certain: bool) -> tuple[Alone, dict[int, Sql], Columns]:
        """The program, the conditions all readings share by bit, and the answer.

        The conditions come in order: what is false first says the verdict.
        """
        compiled = Alone(self.bound, self.source, self.definitions.shared(certain), certain)
        compiled.lowering.set_basis(self.bound.body.basis)
        found = sorted(self.bound.body.conditions, key=lambda c: c.bit)
        conditions = {1 << c.bit: compiled.lowering.truth(c.node).value for c in found}
        return compiled, conditions, compiled.answer()

    @cached_property
    def _together(self) -> tuple[Decide, Sequence[Step]]:
        try:
            return self._paused()
        except HuiqiError:
            return _refuse, ()

    def _paused(self) -> tuple[Decide, Sequence[Step]]:
        compiled = Across(self.bound, self.source, self.definitions.shared(False))
        outputs = _outputs(compiled.answer())
        claims = [c for step in compiled.steps for c in step.claim]
        inputs = MeasureInputs(compiled, self.definitions, False)
        writer = Writer(compiled.program, inputs, [*claims, *outputs])
        for step in compiled.steps:
            writer.exchange(step.claim, step.left)
        writer.give("yield", outputs)
        return inputs.function(self.bound.id, PARAMETERS, writer), compiled.steps


def _outputs(answer: Columns) -> list[Sql]:
    return [answer.status, answer.amount, answer.false, answer.unknown, answer.unset]


def _made(make: Callable[[], Decide]) -> Decide:
    try:
        return make()
    except HuiqiError:
        return _refuse


def _refuse(*given: object) -> tuple[Any, ...]:
    raise NotCompiled
