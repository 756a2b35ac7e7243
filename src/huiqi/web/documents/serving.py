"""A document as an answer: saved, never shown in place, and nothing in it may run."""

from __future__ import annotations

from django.http import HttpResponse

from ..core.downloads import attachment
from .models import Document
from .storage import path_of


def served(document: Document) -> HttpResponse:
    """The file, to be saved under its name."""
    return attachment(document.name, path_of(document.sha256).read_bytes(), document.media)
