"""Unified social credit codes (GB 32100-2015), one at a time.

A code is 18 characters: authority and type (2), region (6 digits), organisation code with its
own check character (9, GB 11714), check character. The alphabet has no I, O, S, V, Z.
python-stdnum does the checking; :mod:`huiqi.codes.credit_arrays` computes columns of codes.
"""

from __future__ import annotations

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def is_credit_code(code: str) -> bool:
    """Whether the text is a credit code with the right check character, written without spaces."""
    return not credit_code_fault(code)


def credit_code_fault(code: str) -> str:
    """What is wrong with a credit code, in Chinese; empty where nothing is."""
    try:
        uscc.validate(code)
    except InvalidLength:
        return f"统一社会信用代码应为 18 位，这里是 {len(code)} 位"
    except InvalidChecksum:
        return f"统一社会信用代码校验位不符，按前 17 位应为“{uscc.calc_check_digit(code)}”"
    except ValidationError:
        return "统一社会信用代码只含数字和大写字母（没有 I、O、S、V、Z），第 3 至 8 位为数字"
    return "" if code == uscc.compact(code) else "统一社会信用代码中不应有空格、横线或小写字母"
