"""The number of an official document (发文字号; GB/T 9704-2012, 7.2.5)."""

from __future__ import annotations

import re

from ..errors import fail

NUMBER = re.compile(r"[^\s〔〕\d]+〔[1-9]\d{3}〕[1-9]\d*号")


def official_number(prefix: str, year: int, serial: int) -> str:
    """The number of the letter: the issuer's abbreviation, the year in 〔〕, the serial without zeros before it.

    >>> official_number("示工信惠企", 2022, 12)
    '示工信惠企〔2022〕12号'

    Raises:
        HuiqiError: W0106 where the parts do not make a number.
    """
    number = f"{prefix}〔{year}〕{serial}号"
    if not is_official_number(number):
        raise fail("W0106", f"“{number}”不是发文字号", "写作 机关代字〔2022〕12号；序号从 1 起，不编虚位")
    return number


def is_official_number(text: str) -> bool:
    """Whether the text is a number as :func:`official_number` writes it."""
    return NUMBER.fullmatch(text) is not None
