"""Facts as questions: which a measure asks, and a form with a field for each.

Values are stored ones (fen, ratio × 10^6, counts, days, ``date``, ``bool``, text); an empty answer is
None: unknown, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from ...evaluate.facts import Stored
from ...literals import MONEY_UNITS, decimal_text
from ...tree import nodes as n
from ...tree.measure import BoundMeasure
from ...types import INDUSTRY, MONEY, RATIO_SCALE
from ...vocabulary import Fact
from ...vocabulary.model import REGION_FACT
from ..registry.values import ValueField, unit


@dataclass(frozen=True)
class Question:
    """A fact to ask for; ``members`` are texts that some list of the rules compares it with."""

    fact: Fact
    members: tuple[str, ...] = ()


def questions_of(bound: BoundMeasure) -> dict[str, Question]:
    """What a measure asks of its subject and of the record, subject first; nothing of other records."""
    measure = bound.measure
    facts: dict[str, Fact] = {}
    members: dict[str, dict[str, None]] = {}
    for node in (x for root in bound.nodes() for x in n.walk(root)):
        if isinstance(node, n.FactRef) and not node.decided:
            facts[node.fact.path] = node.fact
        elif isinstance(node, n.Local):
            facts[f"{measure.subject.name}.{REGION_FACT}"] = measure.subject.facts[REGION_FACT]
        elif isinstance(node, n.Member) and isinstance(node.item, n.FactRef):
            members.setdefault(node.item.fact.path, {}).update(dict.fromkeys(node.list.members or ()))
    kinds = dict.fromkeys((measure.subject.name, measure.kind.name))
    ordered = (fact for kind in kinds for fact in facts.values() if fact.kind == kind)
    return {f.path: Question(f, tuple(members.get(f.path, ()))) for f in ordered}


def field_of(question: Question) -> ValueField:
    """The field that asks for a fact; an empty answer is None."""
    fact = question.fact
    return ValueField(fact, label=fact.question or fact.name, required=False, help_text=_hint(question))


def _hint(question: Question) -> str:
    fact, measured = question.fact, unit(question.fact)
    if fact.type == MONEY:
        return _("单位：元；也可以写 500万元")
    if fact.type == INDUSTRY:
        return _("国民经济行业分类代码，例如 3911")
    named = "、".join(question.members[:3])
    if measured:
        return _("单位：{}").format(measured)
    return _("名单中的名称，如{}").format(named) if named else ""


class FactsForm(forms.Form):
    """One field for each question, by the name it is listed under; ``answers`` are those that were given."""

    def __init__(
        self,
        questions: Mapping[str, Question],
        data: QueryDict | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="fact-%s")
        for name, question in questions.items():
            self.fields[name] = field_of(question)

    @property
    def answers(self) -> dict[str, Stored]:
        """What was answered and is sound, by name."""
        return {name: value for name, value in self.sound().items() if value is not None}

    def sound(self) -> dict[str, Stored]:
        """The same with None for what was left empty."""
        if not self.is_bound:
            return {}
        self.full_clean()
        return dict(self.cleaned_data)


def written(fact: Fact, value: Stored) -> str:
    """A stored value as its field shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        cents = 100 if fact.scale == RATIO_SCALE else 1
        scale = fact.scale * (MONEY_UNITS["元"] if getattr(fact.type, "money", 0) == 1 else 1)
        return decimal_text(Fraction(value * cents, scale), 8)
    return str(value)
