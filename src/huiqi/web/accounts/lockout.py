"""Whose failures count together, what the locked-out are told, and how much mail a visitor may cause."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..core.limiting import spend

HOUR = 3600
FROM_ONE_PLACE, TO_ONE_ADDRESS = 20, 3


def counted_as(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The name that was tried, however it was written."""
    given = credentials or {}
    name = given.get("username") or given.get("login") or request.POST.get("login", "")
    return name.strip().lower()


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """429, the same whether the account exists or not."""
    return render(request, "accounts/locked.html", status=429)


def may_write(place: str | None, email: str) -> bool:
    """Whether a visitor from there may have one more mail sent to that address this hour."""
    from_there = spend("mail-from", place or "", most=FROM_ONE_PLACE, seconds=HOUR)
    return from_there and spend("mail-to", email.lower(), most=TO_ONE_ADDRESS, seconds=HOUR)
