"""Letters (文书): receipts, notices and decisions as PDF in the layout of official documents.

A :class:`Letter` is plain data; :func:`render_pdf` checks it, words it and sets it in the layout of
GB/T 9704-2012. Nothing here knows who may sign what, or stores anything: the caller numbers a letter,
keeps it, and answers on a public page whether a number and check code are genuine.
"""

from __future__ import annotations

from .genuine import Verification, check_code, is_genuine
from .model import Addressee, Amount, Column, Deadline, Finding, Letter, LetterKind, Listing, Matter, Remedies
from .money import amount_text, chinese_capitals
from .numbering import official_number
from .render import Faces, render_pdf, render_png

__all__ = [
    "Addressee",
    "Amount",
    "Column",
    "Deadline",
    "Faces",
    "Finding",
    "Letter",
    "LetterKind",
    "Listing",
    "Matter",
    "Remedies",
    "Verification",
    "amount_text",
    "check_code",
    "chinese_capitals",
    "is_genuine",
    "official_number",
    "render_pdf",
    "render_png",
]
