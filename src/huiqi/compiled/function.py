"""A decision function per measure: verdict and amount of one subject, without reasons.

Where every fact it needs is known the compiled code answers; where one is not, where a limit
reaches across records, or where an expression counts records, the evaluator does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..evaluate import Entity, Subject, evaluate
from ..sql.expr import Sql, exp
from ..sql.measure import Compiled, Shared
from ..sql.program import Program
from ..sql.source import Source
from ..tree import nodes as n
from ..tree.measure import BoundMeasure
from ..vocabulary import Vocabulary
from ..vocabulary.model import EPOCH
from .python import Translator

Answer = tuple[str, int | None]
Decision = Callable[[Entity, Entity | None], Answer | None]


class Decider:
    """Decides all measures about one kind of subject."""

    def __init__(self, bound: Sequence[BoundMeasure], vocabulary: Vocabulary) -> None:
        self._measures = [(b, compile_measure(b, vocabulary)) for b in bound]

    def __call__(self, subject: Subject) -> dict[str, list[Answer]]:
        """Measure -> (status, amount in fen or None) of each candidate."""
        kind = subject.entity.kind
        found: dict[str, list[Answer]] = {}
        for bound, decision in self._measures:
            if bound.measure.subject.name == kind:
                found[bound.id] = self._decide(bound, decision, subject)
        return found

    @staticmethod
    def _decide(bound: BoundMeasure, decision: Decision | None, subject: Subject) -> list[Answer]:
        answers: list[Answer] = []
        if decision is not None:
            records: Sequence[Entity | None] = (None,)
            if not bound.measure.about_subject:
                records = subject.of(bound.measure.kind.name)
                if len(records) > 1 and _across(bound):
                    records = ()
                    decision = None
            for record in records:
                answer = decision(subject.entity, record) if decision is not None else None
                if answer is None:
                    decision = None
                    break
                answers.append(answer)
        if decision is not None:
            return answers
        return [(o.status.value, o.amount) for o in evaluate(bound, subject)]


def _across(bound: BoundMeasure) -> bool:
    bodies = [b for _, b in bound.alternatives] or [bound.body]
    return any(x.per != "record" for b in bodies for x in b.limits)


def compile_measure(bound: BoundMeasure, vocabulary: Vocabulary) -> Decision | None:
    """The compiled function, or None where the evaluator must decide (aggregates, local options)."""
    if bound.local is not None or _counts(bound):
        return None
    single = _Single(bound, Source(vocabulary, exp.to_table), Shared(), certain=True)
    answer = single.answer()
    return _function(single.program, answer.status, answer.amount, vocabulary)


class _Single(Compiled):
    """A candidate alone: limits across records are limits on it."""

    @property
    def alone(self) -> bool:
        """Always: records are decided one at a time."""
        return True


def _counts(bound: BoundMeasure) -> bool:
    for body in (bound.body, *(b for _, b in bound.alternatives)):
        roots = [c.node for c in body.conditions] + [x for x in (body.amount, body.basis, body.year) if x]
        if any(isinstance(x, n.Aggregate | n.Shift) for r in roots for x in n.walk(r)):
            return True
    return False


def _function(program: Program, status: Sql, amount: Sql, vocabulary: Vocabulary) -> Decision:
    inputs = list(program.inputs)
    translator = Translator({name: f"i{k}" for k, name in enumerate(inputs)}, ())
    needed = program.needed((status, amount))
    for name, (_, expression) in program.columns.items():
        if name in needed:
            translator.assign(name, expression)
    result = f"return ({translator.code(status)[0]}, {translator.code(amount)[0]})"
    lines = _reads(inputs, vocabulary) + translator.lines + [result]
    source = "def decide(subject, record):\n    " + "\n    ".join(lines) + "\n"
    space: dict[str, Any] = {"EPOCH": EPOCH.toordinal()}
    exec(compile(source, "<measure>", "exec"), space)
    decide: Decision = space["decide"]
    return decide


def _reads(inputs: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Lines that fetch each fact, and give up where one is unknown."""
    lines = ["s = subject.facts", "r = record.facts if record is not None else s"]
    for index, name in enumerate(inputs):
        kind, _, fact = name.partition(".")
        holder = "s" if vocabulary.kinds[kind].is_subject else "r"
        lines += [f"i{index} = {holder}.get({fact!r})", f"if i{index} is None: return None"]
        if str(vocabulary.kinds[kind].facts[fact].type) == "日期":
            lines.append(f"i{index} = i{index}.toordinal() - EPOCH")
    return lines
