"""How often something may be asked for in a while: counted under a digest, in this process, then forgotten."""

from __future__ import annotations

from django.core.cache import cache

from ..security.digests import digest
from .clock import now


def spend(name: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more for ``who`` in this period; whether it was still among the ``most`` allowed."""
    key = _key(name, who, seconds)
    cache.add(key, 0, seconds)
    try:
        return bool(cache.incr(key) <= most)
    except ValueError:  # forgotten between the two lines
        return True


def is_spent(name: str, who: str, *, most: int, seconds: int) -> bool:
    """Whether ``who`` has none left in this period; nothing is counted."""
    return bool(cache.get(_key(name, who, seconds), 0) >= most)


def _key(name: str, who: str, seconds: int) -> str:
    return f"rate:{name}:{int(now().timestamp()) // seconds}:{digest('rate', who)}"
