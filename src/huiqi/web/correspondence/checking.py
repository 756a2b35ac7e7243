"""Whether a letter is genuine: the code vouches for what the row states, and the page shows just that."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse

from ...letters import Addressee, Amount, Letter, LetterKind, Matter, Verification, check_code, is_genuine
from ..security.digests import digest
from .models import IssuedLetter

NOBODY = IssuedLetter(
    number="无〔2000〕1号",
    kind=LetterKind.RECEIPT.value,
    issued=date(2000, 1, 1),
    organ="无",
    measure="无",
    amounts=[],
    demo=True,
)
BRACKETS = str.maketrans({**dict.fromkeys("[［【(（", "〔"), **dict.fromkeys("]］】)）", "〕")})


def key() -> bytes:
    """What keys the codes: derived from the site's digest key, which never changes."""
    return bytes.fromhex(digest("letter.check", ""))


def verification(letter: Letter) -> Verification:
    """Where a letter can be checked, with its code."""
    return Verification(settings.ORIGIN + reverse("check-letter"), check_code(key(), letter))


def check_page(row: IssuedLetter) -> str:
    """The public page with number and code of a letter filled in, as its QR holds it."""
    code = check_code(key(), stated(row))
    return Verification(reverse("check-letter"), code).address(row.number)


def stated(row: IssuedLetter) -> Letter:
    """What a row states, and its code vouches for; the rest of the letter stands in its PDF alone."""
    return Letter(
        kind=LetterKind(row.kind),
        number=row.number,
        issued=row.issued,
        authority=row.organ,
        department="",
        matter=Matter(row.measure, "", "", ""),
        demo=row.demo,
        addressee=Addressee(row.addressee, row.credit_code) if row.addressee else None,
        earlier=row.earlier,
        amounts=tuple(Amount(label, fen) for label, fen in row.amounts),
    )


def genuine(number: str, code: str) -> IssuedLetter | None:
    """The letter of that number, where the code is its own; brackets and blanks of the number do not matter."""
    typed = "".join(number.split()).translate(BRACKETS)
    row = IssuedLetter.objects.filter(number=typed).first() or NOBODY
    right = is_genuine(key(), stated(row), code)
    return row if right and row is not NOBODY else None
