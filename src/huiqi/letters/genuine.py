"""Whether a letter is genuine: a short keyed code, and a QR that leads to the page where anybody can check it.

The code is an HMAC over what the public page shows of a letter (:func:`stated`), so that it changes
with each of these. 50 bits are for a page that limits attempts, not for guessing offline: without
the key nothing can be tried.
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import b32encode
from dataclasses import astuple, dataclass
from urllib.parse import urlencode

import segno

from ..errors import Problem, fail
from .model import Letter

SCHEME = "letter-1"
KEY_BYTES = 32
CODE_LENGTH = 10
ALPHABET = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
READ_AS = str.maketrans("OIL", "011", "- ")
ADDRESS = re.compile(r"https?://[\w.:-]+(/[\w./~-]*)?", re.ASCII)
ADDRESS_LENGTH = 200


@dataclass(frozen=True)
class Verification:
    """Where a letter can be checked (``url``, without query), and its check code."""

    url: str
    code: str

    def address(self, number: str) -> str:
        """The page's address with number and code filled in; what the QR holds."""
        return f"{self.url}?{urlencode({'number': number, 'code': self.code})}"

    def problems(self) -> list[Problem]:
        """What is wrong with the address."""
        if ADDRESS.fullmatch(self.url) and len(self.url) <= ADDRESS_LENGTH:
            return []
        return [Problem("W0107", f"“{self.url}”不能作核验网址", "写作 https://机关网址/路径，不带查询参数")]


def check_code(key: bytes, letter: Letter) -> str:
    """The letter's check code, as ``7K3QM-0ZV4T``.

    Raises:
        HuiqiError: W0108 for a key under 32 bytes.
    """
    if len(key) < KEY_BYTES:
        raise fail("W0108", f"核验密钥只有 {len(key)} 字节", f"至少 {KEY_BYTES} 字节的随机数")
    digest = hmac.digest(key, stated(letter), "sha256")
    code = b32encode(digest).translate(ALPHABET)[:CODE_LENGTH].decode()
    return f"{code[:5]}-{code[5:]}"


def is_genuine(key: bytes, letter: Letter, code: str) -> bool:
    """Whether the code is the letter's; case, hyphens and look-alikes (O, I, L) do not matter."""
    typed = code.upper().translate(READ_AS)
    return hmac.compare_digest(
        typed.encode(errors="replace"), check_code(key, letter).replace("-", "").encode()
    )


def stated(letter: Letter) -> bytes:
    """What the check code vouches for: kind, number, day, issuer, addressee, measure, earlier letter, sums."""
    addressee = astuple(letter.addressee) if letter.addressee else ()
    amounts = [(a.label, a.fen) for a in letter.amounts]
    parts = (
        SCHEME,
        letter.demo,
        letter.kind.value,
        letter.number,
        letter.issued.isoformat(),
        letter.authority,
        addressee,
        letter.matter.measure,
        letter.earlier,
        amounts,
    )
    return json.dumps(parts, separators=(",", ":")).encode()


def qr_svg(text: str) -> str:
    """A QR code as SVG, error correction M, with its quiet zone."""
    return segno.make(text, error="m", micro=False).svg_inline(border=4)
