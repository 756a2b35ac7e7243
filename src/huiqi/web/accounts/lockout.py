"""Whose failures django-axes counts together, and what the locked-out are told."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def counted_as(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The name that was tried, however it was written."""
    given = credentials or {}
    name = given.get("username") or given.get("login") or request.POST.get("login", "")
    return name.strip().lower()


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """429, the same whether the account exists or not."""
    return render(request, "accounts/locked.html", status=429)
