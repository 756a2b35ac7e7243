"""A kept value in words."""

from __future__ import annotations

from typing import Any

from django import template

from ....vocabulary import Fact
from ..values import from_json, text

register = template.Library()


@register.filter
def meant(kept: Any, fact: Fact) -> str:
    """What a value of a fact means, as people write it."""
    return text(fact, from_json(fact, kept))
