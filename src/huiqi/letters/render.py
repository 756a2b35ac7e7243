"""Setting a letter with Typst: PDF/A-2a and PDF/UA-1, the same bytes for the same letter.

The template is one fixed file; what a letter says reaches it as JSON and is text there, never source.
Fonts come from a wheel; an authority that holds 仿宋 and 小标宋 names its folder and families.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from ..errors import HuiqiError, fail
from . import wording
from .checks import check_letter
from .genuine import Verification, qr_svg
from .model import Letter

TEMPLATE = Path(__file__).with_name("letter.typ")
WHEEL = pylopdf_fonts_zh_cn.sans_path().parent
SANS, SERIF = "Noto Sans SC", "Noto Serif SC"
NO_GLYPH = re.compile(r'the text `"(.+)"` could not be displayed')
SCREEN = 96.0


@dataclass(frozen=True)
class Faces:
    """Fonts: a folder beside those of the wheel, and the families of title, headings and body."""

    folder: Path | None = None
    title: str = SANS
    heading: str = SANS
    body: str = SERIF


WHEEL_FACES = Faces()


def render_pdf(letter: Letter, verification: Verification, faces: Faces = WHEEL_FACES) -> bytes:
    """The letter as a PDF/A.

    Raises:
        HuiqiError: W0101 to W0107 for what is missing or wrong, W0109 for a font that is not there,
            W0110 for a character that no font has.
    """
    inputs = _inputs(letter, verification, faces)
    day = datetime.combine(letter.issued, time(), UTC)
    try:
        return typst.compile(
            TEMPLATE,
            font_paths=_fonts(faces.folder),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=["a-2a", "ua-1"],
            timestamp=day,
        )
    except typst.TypstError as error:
        raise _undrawn(error) from error


def render_png(
    letter: Letter, verification: Verification, faces: Faces = WHEEL_FACES, ppi: float = SCREEN
) -> list[bytes]:
    """The letter's pages as PNG pictures; raises as :func:`render_pdf`, except W0110."""
    inputs = _inputs(letter, verification, faces)
    fonts = _fonts(faces.folder)
    pages = typst.compile(TEMPLATE, font_paths=fonts, format="png", sys_inputs=inputs, ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


@cache
def _fonts(folder: Path | None) -> typst.Fonts:
    folders = [WHEEL, *([folder] if folder else [])]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _inputs(letter: Letter, verification: Verification, faces: Faces) -> dict[str, str]:
    check_letter(letter)
    if wrong := verification.problems():
        raise HuiqiError(wrong)
    families = _fonts(faces.folder).families()
    for family in (faces.title, faces.heading, faces.body):
        if family not in families:
            raise fail("W0109", f"没有字体“{family}”", f"可用：{'、'.join(families)}")
    return {"letter": json.dumps(_content(letter, verification, faces), ensure_ascii=False)}


def _content(letter: Letter, verification: Verification, faces: Faces) -> dict[str, object]:
    return {
        "title": wording.title(letter),
        "authority": letter.authority,
        "department": letter.department,
        "number": letter.number,
        "addressee": wording.addressee(letter),
        "opening": wording.opening(letter),
        "sections": [asdict(section) for section in wording.sections(letter)],
        "day": wording.day_text(letter.issued),
        "issued": [letter.issued.year, letter.issued.month, letter.issued.day],
        "contact": letter.contact,
        "root": letter.root,
        "mark": wording.DEMO if letter.demo else "",
        "url": verification.url,
        "code": verification.code,
        "qr": qr_svg(verification.address(letter.number)),
        "faces": {"title": faces.title, "heading": faces.heading, "body": faces.body},
        "plain": faces.title == SANS,
    }


def _undrawn(error: typst.TypstError) -> Exception:
    """W0110 where a character has no glyph; any other fault is ours, and stays what it is."""
    found = NO_GLYPH.search(error.message)
    if found is None:
        return error
    return fail("W0110", f"字体中没有“{found[1]}”", "用字体文件夹补上含有这个字的字体")
