"""A fact that moves, in words: 从业人员由1005人减至999人."""

from __future__ import annotations

from ..types import DATE
from ..vocabulary import Fact
from ..vocabulary.model import is_numeric
from .words import LANGUAGES


def say_move(fact: Fact, before: str, after: str, up: bool, language: str = "zh") -> str:
    """The move of a fact from one value to another, both already in words."""
    kind = "date_" if fact.type == DATE else ""
    form = f"{kind}{'up' if up else 'down'}" if is_numeric(fact.type) else "turn"
    name = fact.name if language == "zh" else fact.english or fact.name
    return LANGUAGES[language].forms[form].format(before, after, fact=name)
