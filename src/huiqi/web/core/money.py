"""Money as people write it: ``120万元``, ``1.5亿元``, and exact: ``1,200,000.00 元``."""

from __future__ import annotations

YUAN = 100
WAN = 10_000 * YUAN
YI = 10_000 * WAN


def short(fen: int) -> str:
    """The sum in 元, 万元 or 亿元, rounded half up to two decimals where it does not come out.

    >>> short(120_000_000), short(12_345), short(15_000_000_000)
    ('120万元', '123.45元', '1.5亿元')
    """
    size = abs(fen)
    unit, name = next((u, n) for u, n in ((YI, "亿元"), (WAN, "万元"), (1, "")) if size >= u or u == 1)
    if not name:
        return f"{exact_number(fen).removesuffix('.00')}元"
    hundredths = (2 * 100 * size + unit) // (2 * unit)
    text = f"{hundredths // 100:,}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
    return f"{'−' if fen < 0 else ''}{text}{name}"


def exact(fen: int) -> str:
    """The sum to the fen.

    >>> exact(120_000_000)
    '1,200,000.00 元'
    """
    return f"{exact_number(fen)} 元"


def exact_number(fen: int) -> str:
    """The number of an exact sum, without its unit."""
    yuan, rest = divmod(abs(fen), YUAN)
    return f"{'−' if fen < 0 else ''}{yuan:,}.{rest:02d}"
