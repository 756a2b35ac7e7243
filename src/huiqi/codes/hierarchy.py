"""Membership in the hierarchies of codes: what lies below a code starts with it.

A section letter of GB/T 4754 is no prefix of its divisions, so it is replaced by them.
"""

from __future__ import annotations

from functools import cache

from .industries import industries


@cache
def prefixes(members: tuple[str, ...]) -> tuple[str, ...]:
    """The codes whose prefixes decide membership.

    >>> prefixes(("E", "360102"))
    ('47', '48', '49', '50', '360102')
    """
    found: list[str] = []
    for member in members:
        section = len(member) == 1 and member.isalpha()
        found.extend(industries().expand(member) if section else (member,))
    return tuple(found)
