"""The check code stands for what a letter states, and for nothing else."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from huiqi.errors import HuiqiError
from huiqi.letters import Addressee, Amount, LetterKind, Verification, check_code, is_genuine, official_number

from .samples import KEY, MATTER, URL, letter, verification

CHANGES = [
    {"number": "示工信惠企〔2022〕99号"},
    {"issued": date(2022, 10, 11)},
    {"authority": "另一市工业和信息化局"},
    {"addressee": Addressee("另一公司", "91360000008633857N")},
    {"amounts": (Amount("核定金额", 60_000_001),)},
    {"amounts": (Amount("核定金额", None),)},
    {"matter": replace(MATTER, measure="另一措施")},
    {"demo": False},
    {"kind": LetterKind.PART_APPROVAL},
]


def test_the_code_is_short_and_the_letters_own() -> None:
    code = check_code(KEY, letter())
    assert code == "B43AF-3X4PX"
    assert is_genuine(KEY, letter(), code)
    assert not is_genuine(bytes(32), letter(), code)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_changed_letter_is_not_genuine(change: dict[str, object]) -> None:
    changed = replace(letter(), **change)  # type: ignore[arg-type]
    assert not is_genuine(KEY, changed, check_code(KEY, letter()))


def test_a_code_may_be_typed_carelessly() -> None:
    of = letter(LetterKind.UPHELD)
    code = check_code(KEY, of)
    assert "0" in code
    typed = code.lower().replace("-", " ").replace("0", "o")
    assert is_genuine(KEY, of, typed)


@pytest.mark.parametrize("code", ["", "核验码", "B43AF-3X4P", "B43AF-3X4PXX", "\ud800"])
def test_anything_else_is_not_the_code(code: str) -> None:
    assert not is_genuine(KEY, letter(), code)


def test_the_address_carries_number_and_code() -> None:
    parts = urlsplit(verification(letter()).address(letter().number))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == URL
    assert parse_qs(parts.query) == {"number": ["示工信惠企〔2022〕4号"], "code": ["B43AF-3X4PX"]}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "https://",
        "https://a.example/?next=b",
        "https://例.example/",
        "https://a b",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    assert [problem.code for problem in Verification(url, "").problems()] == ["W0107"]


def test_numbers_are_written_as_official_documents_do() -> None:
    assert official_number("示工信惠企", 2022, 12) == "示工信惠企〔2022〕12号"
    for parts in (("", 2022, 1), ("示工信", 22, 1), ("示工信", 2022, 0), ("示 工信", 2022, 1)):
        with pytest.raises(HuiqiError, match="W0106"):
            official_number(*parts)
