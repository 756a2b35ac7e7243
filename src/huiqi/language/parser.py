"""Text to syntax: the lark parser, indentation, and errors in plain words.

Columns and lines are the file's own: a fence that starts on line 7 reports line 7 for its first
line. Nesting deeper than :data:`MAX_DEPTH` is a coded error, since later passes recurse.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path as FilePath
from threading import Lock
from typing import Any, ClassVar

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError
from lark.indenter import DedentError, Indenter

from ..errors import HuiqiError, Place, fail
from .builder import MAX_DEPTH, Builder
from .syntax import Expr, FenceSyntax, Test
from .words import EXPECTED, expectation

MAX_LENGTH = 200_000
_one_at_a_time = Lock()
"""A parser keeps the depth of indentation and builds its scanners as it goes: threads take turns."""


class _Indenter(Indenter):
    NL_type = "_NL"
    OPEN_PAREN_types: ClassVar[list[str]] = ["LPAR"]
    CLOSE_PAREN_types: ClassVar[list[str]] = ["RPAR"]
    INDENT_type = "_INDENT"
    DEDENT_type = "_DEDENT"
    tab_len = 4


@cache
def _parser(start: str) -> Lark:
    grammar = FilePath(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        start=start,
        parser="lalr",
        lexer="contextual",
        postlex=_Indenter(),
        propagate_positions=True,
        maybe_placeholders=True,
    )


def parse_fence(kind: str, text: str, place: Place) -> FenceSyntax:
    """Parse a fence whose first inner line stands at ``place.line``.

    Raises:
        HuiqiError: L0101 (syntax), L0102…L0107.
    """
    entries = _run("start", text.rstrip() + "\n", place, 0)
    return FenceSyntax(kind, place, tuple(entries))


def parse_expression(text: str, place: Place) -> Expr:
    """Parse a single expression, such as a table cell or a setting's rule."""
    result: Expr = _run("expression", text.strip() + "\n", place, max(place.column - 1, 0))
    return result


def parse_cell(text: str, place: Place) -> tuple[Test, ...] | None:
    """Parse an input cell of a decision table; None for — (any value)."""
    result: tuple[Test, ...] | None = _run("cell", text.strip() + "\n", place, 0)
    return result


@lru_cache(2048)
def _run(start: str, text: str, place: Place, column: int) -> Any:
    if len(text) > MAX_LENGTH:
        raise fail("L0106", f"文字过长（{len(text)}字）", f"每段规则不超过{MAX_LENGTH}字", place)
    if _bracket_depth(text) > MAX_DEPTH:
        raise fail("L0107", f"嵌套超过{MAX_DEPTH}层", "把内层写成定义", place)
    builder = Builder(place.file, max(place.line - 1, 0), column)
    try:
        with _one_at_a_time:
            tree = _parser(start).parse(text)
        return builder.transform(tree)
    except UnexpectedInput as error:
        raise _syntax_error(error, text, place, builder) from None
    except DedentError:
        raise fail("L0101", "缩进对不齐", "同一块的各行缩进要相同", place) from None
    except VisitError as error:
        if isinstance(error.orig_exc, HuiqiError):
            raise error.orig_exc from None
        raise
    except RecursionError:
        raise fail("L0107", f"嵌套超过{MAX_DEPTH}层", "把内层写成定义", place) from None


def _bracket_depth(text: str) -> int:
    depth = deepest = 0
    for char in text:
        if char in "(（":
            depth += 1
            deepest = max(deepest, depth)
        elif char in ")）":
            depth -= 1
    return deepest


def _syntax_error(error: UnexpectedInput, text: str, place: Place, builder: Builder) -> HuiqiError:
    if isinstance(error, UnexpectedToken):
        token: Token = error.token
        shown = "这一行的结尾" if token.type in {"_NL", "$END", "_DEDENT", "_INDENT"} else f"“{token}”"
        where = builder.place(token.line or text.count("\n"), token.column or 0)
        wanted = error.accepts or error.expected
    elif isinstance(error, UnexpectedCharacters):
        shown = f"“{text[error.pos_in_stream]}”" if error.pos_in_stream is not None else "这个字符"
        where = builder.place(error.line, error.column)
        wanted = error.allowed or set()
    else:
        shown, where, wanted = "这里", place, set()
    return fail("L0101", f"{shown}不能出现在这里", expectation(wanted), where)


__all__ = ["EXPECTED", "parse_cell", "parse_expression", "parse_fence"]
