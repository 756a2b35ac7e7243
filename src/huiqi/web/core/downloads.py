"""Files handed out: saved, never opened in the site's own page, kept by no cache."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A cell's text, with an apostrophe before what a spreadsheet would take for a formula.

    >>> harmless("=1+1"), harmless("公司")
    ("'=1+1", '公司')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def attachment(name: str, content: bytes, kind: str) -> HttpResponse:
    """The file under that name; ``kind`` is its MIME type."""
    headers = {
        "Content-Disposition": str(content_disposition_header(True, name)),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
