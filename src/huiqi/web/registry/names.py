"""How names are compared and searched: by pairs of neighbouring characters.

Any part of a name of two characters or more is found, wherever words would have been cut.
"""

from __future__ import annotations

import unicodedata

SHORTEST = 2


def folded(name: str) -> str:
    """The name without differences of width, case and spaces.

    >>> folded("长江　（Ａ）")
    '长江(a)'
    """
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def pairs(text: str) -> list[str]:
    """Every pair once, in order.

    >>> pairs("长江机械")
    ['长江', '江机', '机械']
    """
    return list(dict.fromkeys(text[i : i + SHORTEST] for i in range(len(text) - 1)))
