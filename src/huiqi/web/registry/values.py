"""Values of facts: as JSON keeps them, in words, and as the field of a form that asks for one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...codes import industries
from ...evaluate.facts import Stored
from ...explain.values import stored_text
from ...literals import MONEY_UNITS
from ...types import BOOL, DATE, INDUSTRY, RATIO_SCALE, REGION, Enumeration, Quantity
from ...vocabulary import Fact
from ...vocabulary.model import epoch_day
from .sources import names, regions

TRUTHS = {"true": True, "false": False}
LONGEST = 200
DIGITS = 24


def to_json(value: Stored) -> int | bool | str | None:
    """A stored value as JSON."""
    return value.isoformat() if isinstance(value, date) else value


def from_json(fact: Fact, kept: Any) -> Stored:
    """A stored value from JSON."""
    return date.fromisoformat(kept) if fact.type == DATE and kept is not None else kept


def text(fact: Fact, value: Stored) -> str:
    """A value in words: 1200万元, 是, a place by its full name; 不详 where unknown."""
    return stored_text(fact, value, names())


class ValueField(forms.Field):
    """What a person writes, turned into a stored value of the fact."""

    def __init__(self, fact: Fact, **options: Any) -> None:
        super().__init__(widget=_widget(fact), **options)
        self.fact = fact

    def clean(self, value: Any) -> Stored:
        """The stored value.

        Raises:
            ValidationError: not of the fact's type, or outside its range.
        """
        given = super().clean(value)
        if given in self.empty_values:
            return None
        try:
            stored = _stored(self.fact, str(given).strip())
        except (ValueError, ArithmeticError):
            raise forms.ValidationError(_("填写的内容不是这项事实的值。")) from None
        fact = self.fact
        if fact.low is not None and fact.high is not None:
            number = epoch_day(stored) if isinstance(stored, date) else int(stored or 0)
            if not fact.low <= number <= fact.high:
                raise forms.ValidationError(_("超出这项事实的范围。"))
        return stored


def unit(fact: Fact) -> str:
    """The unit a person writes the value in; empty where it has none."""
    if fact.scale == RATIO_SCALE:
        return "%"
    return getattr(fact.type, "unit", "") if isinstance(fact.type, Quantity) else ""


def _choices(fact: Fact) -> list[tuple[str, str]] | None:
    if fact.type == BOOL:
        return [("true", gettext("是")), ("false", gettext("否"))]
    if isinstance(fact.type, Enumeration):
        return [(member, member) for member in fact.type.members]
    if fact.type == REGION:
        return [(code, regions().full_name(code)) for code in regions().places]
    return None


def _widget(fact: Fact) -> forms.Widget:
    choices = _choices(fact)
    if choices is not None:
        return forms.Select(choices=[("", "—"), *choices])
    if fact.type == DATE:
        return forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.TextInput({"inputmode": "decimal"} if isinstance(fact.type, Quantity) else {})


def _stored(fact: Fact, given: str) -> Stored:
    choices = _choices(fact)
    if choices is not None:
        if given not in dict(choices):
            raise ValueError(given)
        return TRUTHS[given] if fact.type == BOOL else given
    if fact.type == DATE:
        return date.fromisoformat(given)
    if isinstance(fact.type, Quantity):
        return _number(fact, given)
    if fact.type == INDUSTRY and given not in industries():
        raise ValueError(given)
    if len(given) > LONGEST:
        raise ValueError(given)
    return given


def _number(fact: Fact, given: str) -> int:
    """A number in the unit of :func:`unit`, or money with a unit of its own (5000万元), exactly."""
    if len(given) > DIGITS:
        raise ValueError(given)
    own = next((u for u in sorted(MONEY_UNITS, key=len, reverse=True) if given.endswith(u)), "元")
    scale = RATIO_SCALE // 100 if fact.scale == RATIO_SCALE else fact.scale
    if isinstance(fact.type, Quantity) and fact.type.money == 1:
        scale *= MONEY_UNITS[own]
        given = given.removesuffix(own)
    number = Decimal(given.replace(",", "").strip()) * int(scale)
    if not number.is_finite() or number != number.to_integral_value():
        raise ValueError(given)
    return int(number)
