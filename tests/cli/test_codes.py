"""The page of error codes is current, and every group of codes has a name."""

from pathlib import Path

from huiqi.cli.codes import GROUPS, UNSHOWN, codes, examples, page
from huiqi.register.problems import ERRORS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"


def test_the_page_of_codes_is_current() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_every_code_says_something_and_belongs_to_a_group() -> None:
    for code, said in codes().items():
        assert code[0] in GROUPS
        assert all(message for message, _ in said)
        assert code in ERRORS or all(hint for _, hint in said)


def test_every_code_has_a_page_with_a_failing_example() -> None:
    assert set(examples()) == set(codes()) - set(UNSHOWN)
