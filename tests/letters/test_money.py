"""Sums in capitals, after the examples of the rules for bills and settlement vouchers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiqi.errors import HuiqiError
from huiqi.letters import amount_text, chinese_capitals

DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}

# The first five are those of 支付结算办法, 附一, 五; where it leaves a 零 to choice, none is written.
EXAMPLES = {
    140_950: "壹仟肆佰零玖元伍角",
    600_714: "陆仟零柒元壹角肆分",
    168_032: "壹仟陆佰捌拾元叁角贰分",
    10_700_053: "壹拾万柒仟元伍角叁分",
    1_640_902: "壹万陆仟肆佰零玖元零贰分",
    32_504: "叁佰贰拾伍元零肆分",
    0: "零元整",
    1: "壹分",
    10: "壹角",
    11: "壹角壹分",
    100: "壹元整",
    105: "壹元零伍分",
    1_000: "壹拾元整",
    10_500: "壹佰零伍元整",
    100_500: "壹仟零伍元整",
    1_000_000: "壹万元整",
    1_000_500: "壹万零伍元整",
    10_000_000: "壹拾万元整",
    100_000_000: "壹佰万元整",
    100_000_001: "壹佰万元零壹分",
    10_000_000_000: "壹亿元整",
    10_000_000_100: "壹亿零壹元整",
    10_010_000_000: "壹亿零壹拾万元整",
    120_000_000_000: "壹拾贰亿元整",
}


def read(capitals: str) -> int:
    """The fen that the capitals name, read independently."""
    yuan, _, rest = capitals.rpartition("元")
    sums = {unit: DIGITS[digit] for digit, unit in re.findall("([壹贰叁肆伍陆柒捌玖])([角分])", rest)}
    return whole(yuan) * 100 + sums.get("角", 0) * 10 + sums.get("分", 0)


def whole(text: str) -> int:
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        high, found, low = text.rpartition(unit)
        if found:
            return whole(high) * size + whole(low)
    return sum(
        DIGITS[digit] * PLACES.get(place, 1)
        for digit, place in re.findall("([壹贰叁肆伍陆柒捌玖])([拾佰仟]?)", text)
    )


@pytest.mark.parametrize(("fen", "capitals"), EXAMPLES.items())
def test_capitals_follow_the_rules(fen: int, capitals: str) -> None:
    assert chinese_capitals(fen) == capitals


@given(
    st.one_of(
        st.integers(0, 10**18 - 1),
        st.text("0001259", min_size=1, max_size=17).map(int),  # many zeros
    )
)
def test_capitals_name_the_same_sum(fen: int) -> None:
    said = chinese_capitals(fen)
    assert read(said) == fen
    assert "零零" not in said
    assert said.endswith("整") == (fen % 100 == 0)


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_what_is_no_sum_is_refused(fen: int) -> None:
    with pytest.raises(HuiqiError, match="W0105"):
        chinese_capitals(fen)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (60_000_000, "60万元（600,000.00元），大写：人民币陆拾万元整"),
        (123_456_789, "123.456789万元（1,234,567.89元），大写：人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        (150_000, "1500元（1,500.00元），大写：人民币壹仟伍佰元整"),
        (0, "0元（0.00元），大写：人民币零元整"),
        (None, "待定"),
    ],
)
def test_a_sum_is_printed_in_words_exactly_and_in_capitals(fen: int | None, text: str) -> None:
    assert amount_text(fen) == text
