"""Long lists: what is counted, what can be leafed through."""

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext

from huiqi.web.authorities.models import Authority
from huiqi.web.core import paging
from huiqi.web.core.paging import paged
from tests.web.world import visit


def asked(page: str) -> HttpRequest:
    request = HttpRequest()
    request.GET = request.GET.copy()  # type: ignore[assignment]
    request.GET["page"] = page  # type: ignore[index]
    return request


def test_a_list_ends_where_counting_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Authority.objects.order_by("code")
    assert rows.count() > 7
    monkeypatch.setattr(paging, "MOST", 7)
    last = paged(asked("99"), rows, 3)
    assert (last.number, last.paginator.count, last.paginator.cut) == (3, 7, True)
    assert list(last) == [rows[6]]


def test_a_short_list_is_counted_to_its_end() -> None:
    rows = Authority.objects.filter(parent=None)
    page = paged(asked("1"), rows, 3)
    assert (page.paginator.count, page.paginator.cut) == (rows.count(), False)


def test_the_database_stops_counting_there_too() -> None:
    with CaptureQueriesContext(connection) as done:
        assert paged(asked("1"), Authority.objects.order_by("code"), 3).paginator.count
    assert f"LIMIT {paging.MOST + 1}" in done[0]["sql"] and "ORDER BY" not in done[0]["sql"]


def test_the_page_says_that_there_are_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST", 51)
    words = "只列出前 10,000 条"
    assert words in visit("auditor").get("/audit/").content.decode()
    monkeypatch.setattr(paging, "MOST", 10_000)
    assert words not in visit("auditor").get("/audit/").content.decode()
