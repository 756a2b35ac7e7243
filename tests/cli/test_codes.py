"""The page of error codes is current, and every group of codes has a name."""

from pathlib import Path

from huiqi.cli.codes import GROUPS, codes, page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"


def test_the_page_of_codes_is_current() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_every_code_says_something_and_belongs_to_a_group() -> None:
    for code, said in codes().items():
        assert code[0] in GROUPS
        assert all(message for message, _ in said)
