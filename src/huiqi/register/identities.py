"""Credit codes by the million, all different, with valid check characters.

A code is made of a prefix (``91``: enterprises), the region's GB/T 2260 code (an area without
one takes that of the authority above it), an organisation code from a serial number, and the
two check characters. Sorting by code therefore sorts by region.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..codes import Regions
from ..codes.credit import ALPHABET
from ..codes.credit_arrays import Bytes, check_characters, organisation_check_characters
from .draws import Words, portion

LENGTH = 18
BODY = 8
NEWER_SHARE = 0.65
DIGITS = 10**BODY
LETTERS = len(ALPHABET) ** (BODY - 2)
STRIDE = 61_803_399
MOST = 50_000_000


def make_codes(
    words: Words, places: npt.NDArray[np.int64], prefix: str, first: int, regions: Regions
) -> Bytes:
    """Codes as ASCII bytes, shape (n, 18); ``first`` is the serial number of the first.

    ``places`` are indices into ``regions.places``. Serial numbers below 50 million never
    collide: within each of the two forms of organisation code they are permuted.
    """
    size = len(places)
    codes = np.empty((size, LENGTH), np.uint8)
    codes[:, :2] = _ascii(prefix)
    codes[:, 2:8] = np.stack([_ascii(_division(regions, code)) for code in regions.places])[places]
    serial = np.arange(first, first + size, dtype=np.int64)
    newer = portion(words, NEWER_SHARE)
    codes[:, 8:16] = np.where(newer[:, None], _newer(serial), _older(serial))
    codes[:, 16] = organisation_check_characters(codes[:, 8:16])
    codes[:, 17] = check_characters(codes[:, :17])
    return codes


def text_column(codes: Bytes) -> pa.Array:
    """Rows of ASCII bytes as an Arrow column of texts."""
    size, length = codes.shape
    offsets = np.arange(0, (size + 1) * length, length, dtype=np.int64)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(codes))]
    return pa.Array.from_buffers(pa.large_string(), size, buffers).cast(pa.string())


def _older(serial: npt.NDArray[np.int64]) -> Bytes:
    return _digits(serial * STRIDE % DIGITS, 10, BODY)


def _newer(serial: npt.NDArray[np.int64]) -> Bytes:
    body = np.empty((len(serial), BODY), np.uint8)
    body[:, :2] = _ascii("MA")
    body[:, 2:] = _digits(serial * STRIDE % LETTERS, len(ALPHABET), BODY - 2)
    return body


def _digits(values: npt.NDArray[np.int64], base: int, length: int) -> Bytes:
    powers = np.array([base**i for i in reversed(range(length))], np.int64)
    digits: Bytes = _ascii(ALPHABET)[values[:, None] // powers % base]
    return digits


def _division(regions: Regions, code: str) -> str:
    return next(g for c in regions.ancestors(code) if (g := regions[c].gbt2260))


def _ascii(text: str) -> Bytes:
    return np.frombuffer(text.encode("ascii"), np.uint8)
