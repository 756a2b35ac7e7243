"""Sums as letters print them: as people say them, exact to the fen, and in capitals.

Capitals follow the rules for bills and settlement vouchers (支付结算办法, 附一). Where those leave a
零 to choice, none is written: ¥1,680.32 is 壹仟陆佰捌拾元叁角贰分.
"""

from __future__ import annotations

from cn2an import an2cn

from ..errors import fail
from ..literals import money_text

UNKNOWN = "待定"
BEYOND = 10**18


def yuan_text(fen: int | None) -> str:
    """Exact yuan with separators: ``600,000.00``; 待定 for ``None``.

    >>> yuan_text(60_000_000)
    '600,000.00'
    """
    return UNKNOWN if fen is None else f"{fen // 100:,}.{fen % 100:02d}"


def chinese_capitals(fen: int) -> str:
    """The sum in capitals (大写金额), without 人民币 before it.

    >>> chinese_capitals(10_500), chinese_capitals(0), chinese_capitals(140_950)
    ('壹佰零伍元整', '零元整', '壹仟肆佰零玖元伍角')

    Raises:
        HuiqiError: W0105, below zero or from 10^18 fen.
    """
    if not is_sum(fen):
        raise fail("W0105", f"“{fen}”不是可以大写的金额", "金额为 0 至 1亿亿元之间的整数分")
    return str(an2cn(f"{fen // 100}.{fen % 100:02d}", "rmb"))


def amount_text(fen: int | None) -> str:
    """A sum in all three forms, or 待定.

    >>> amount_text(60_000_000)
    '60万元（600,000.00元），大写：人民币陆拾万元整'
    """
    if fen is None:
        return UNKNOWN
    return f"{money_text(fen)}（{yuan_text(fen)}元），大写：人民币{chinese_capitals(fen)}"


def is_sum(fen: int) -> bool:
    """Whether the fen can be printed in capitals."""
    return 0 <= fen < BEYOND
