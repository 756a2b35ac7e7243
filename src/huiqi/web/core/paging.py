"""Pages of a list, of which the first 10,000 rows can be leafed through.

Counting is what costs most in a long list, so it stops there; whoever wants a later row narrows the list.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

MOST = 10_000


class Pages(Paginator):  # type: ignore[type-arg]
    """A paginator that counts no further than it leads."""

    object_list: QuerySet[Any]

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: MOST + 1].count()

    @cached_property
    def count(self) -> int:
        """How many rows can be reached."""
        return min(self._counted, MOST)

    @property
    def cut(self) -> bool:
        """Whether there are more."""
        return self._counted > MOST


def paged(request: HttpRequest, rows: QuerySet[Any], size: int) -> Page[Any]:
    """The page that the address asks for; the first or the last where there is none of that number."""
    return Pages(rows, size).get_page(request.GET.get("page"))
