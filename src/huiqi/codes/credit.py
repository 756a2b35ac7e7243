"""Unified social credit codes (GB 32100-2015): one at a time, and by the million.

A code is 18 characters: authority and type (2), region (6 digits), organisation code with its
own check character (9, GB 11714), check character. The alphabet has no I, O, S, V, Z. Checking
one code is python-stdnum's work; arrays of ASCII bytes, shape (n, characters), are done here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Bytes = npt.NDArray[np.uint8]


def is_credit_code(code: str) -> bool:
    """Whether the text is a credit code with the right check character, written without spaces."""
    return not credit_code_fault(code)


def credit_code_fault(code: str) -> str:
    """What is wrong with a credit code, in Chinese; empty where nothing is."""
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    try:
        uscc.validate(code)
    except InvalidLength:
        return f"统一社会信用代码应为 18 位，这里是 {len(code)} 位"
    except InvalidChecksum:
        return f"统一社会信用代码校验位不符，按前 17 位应为“{uscc.calc_check_digit(code)}”"
    except ValidationError:
        return "统一社会信用代码只含数字和大写字母（没有 I、O、S、V、Z），第 3 至 8 位为数字"
    return "" if code == uscc.compact(code) else "统一社会信用代码中不应有空格、横线或小写字母"


def check_characters(bodies: Bytes) -> Bytes:
    """The 18th characters of codes given by their first 17: (n, 17) ASCII bytes to (n,)."""
    values = _values(ALPHABET)[bodies].astype(np.int64)
    totals = values @ np.array(WEIGHTS, np.int64)
    return _ascii(ALPHABET)[(31 - totals % 31) % 31]


def organisation_check_characters(bodies: Bytes) -> Bytes:
    """The 9th characters of organisation codes given by their first 8: (n, 8) bytes to (n,)."""
    values = _values(ORGANISATION_ALPHABET)[bodies].astype(np.int64)
    rest = 11 - values @ np.array(ORGANISATION_WEIGHTS, np.int64) % 11
    return _ascii("0123456789X0")[rest]


def _ascii(text: str) -> Bytes:
    return np.frombuffer(text.encode("ascii"), np.uint8)


def _values(alphabet: str) -> Bytes:
    table = np.zeros(256, np.uint8)
    table[_ascii(alphabet)] = np.arange(len(alphabet), dtype=np.uint8)
    return table
