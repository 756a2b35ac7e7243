"""What a letter must have before it is printed; all that is wrong is reported together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from ..codes.credit import credit_code_fault
from ..errors import HuiqiError, Problem
from .model import Cell, Column, Letter, LetterKind, Remedies
from .money import is_sum
from .numbering import is_official_number
from .wording import FORMS, paragraphs

LONGEST = 4000
ROWS = 5000
REQUIRED = {
    "number": "发文字号",
    "authority": "发文机关",
    "department": "承办部门",
    "matter.measure": "措施",
    "matter.document": "政策文件",
    "matter.place": "条款",
    "matter.clause": "条文",
}
PARTS = {
    "addressee": "主送对象",
    "claim": "申请编号",
    "earlier": "所涉文书的文号",
    "amounts": "金额",
    "findings": "理由或补正内容",
    "listing": "名单",
    "deadlines": "期限",
    "contact": "联系方式",
}
LINES = {"clause", "wording"}


def check_letter(letter: Letter) -> None:
    """Refuse a letter that lacks a part, or holds what cannot be printed.

    Raises:
        HuiqiError: W0101 to W0106, every one that applies.
    """
    found = [
        *_missing(letter),
        *_remedies(letter),
        *_unprintable(letter, "文书"),
        *_numbers(letter),
        *_listing(letter),
    ]
    if found:
        raise HuiqiError(found)


def _missing(letter: Letter) -> Iterator[Problem]:
    form = FORMS[letter.kind]
    for path, name in REQUIRED.items():
        owner, _, leaf = path.rpartition(".")
        if not getattr(getattr(letter, owner) if owner else letter, leaf).strip():
            yield Problem("W0103", f"{form.name}缺少{name}", "填写后再制作文书")
    for part, name in PARTS.items():
        held = letter.matter.claim if part == "claim" else getattr(letter, part)
        if part in form.needs and not held:
            yield Problem("W0103", f"{form.name}缺少{name}", "填写后再制作文书")
    if letter.kind is LetterKind.PUBLIC_LIST and letter.addressee:
        yield Problem("W0103", "公示不应有主送对象", "去掉主送对象")


def _remedies(letter: Letter) -> Iterator[Problem]:
    form, remedies = FORMS[letter.kind], letter.remedies
    if remedies is None:
        if "remedies" in form.needs and not letter.demo:
            yield Problem(
                "W0101",
                f"{form.name}缺少复议、诉讼等权利的告知内容",
                "由有权机关设定告知内容，写明依据和日期",
            )
        return
    if not letter.demo and remedies.demo:
        yield Problem("W0102", "权利告知内容是演示设定", "换成有权机关的设定")
    if remedies.since > letter.issued:
        day = remedies.since.isoformat()
        yield Problem("W0102", f"权利告知内容自 {day} 起才有效，晚于文书日期", "用文书日期时有效的设定")
    yield from _unreferenced(remedies)


def _unreferenced(remedies: Remedies) -> Iterator[Problem]:
    if not paragraphs(remedies.wording) or not remedies.reference.strip():
        yield Problem("W0102", "权利告知内容没有文字或依据", "写明告知内容和设定的依据")


def _unprintable(value: object, name: str) -> Iterator[Problem]:
    """Texts with control, direction or private characters, or too long, wherever they stand."""
    if isinstance(value, str):
        text = value.replace("\n", "") if name in LINES else value
        if bad := [c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}]:
            yield Problem(
                "W0104", f"文字中有不能印出的字符 U+{ord(bad[0]):04X}", "去掉控制字符、私有字符和换行"
            )
        if len(text) > LONGEST:
            yield Problem("W0104", f"一段文字有 {len(text)} 字，过长", f"每段不超过 {LONGEST} 字")
    elif isinstance(value, tuple):
        for item in value:
            yield from _unprintable(item, name)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _unprintable(getattr(value, part.name), part.name)


def _numbers(letter: Letter) -> Iterator[Problem]:
    for number in filter(None, (letter.number, letter.earlier)):
        if not is_official_number(number):
            yield Problem(
                "W0106", f"“{number}”不是发文字号", "写作 机关代字〔2022〕12号；序号从 1 起，不编虚位"
            )
    if letter.addressee and (fault := credit_code_fault(letter.addressee.code)):
        yield Problem("W0103", f"主送对象的{fault}", "核对统一社会信用代码")
    if letter.addressee and not letter.addressee.name.strip():
        yield Problem("W0103", "主送对象没有名称", "填写登记的名称")
    for amount in letter.amounts:
        if amount.fen is not None and not is_sum(amount.fen):
            yield Problem(
                "W0105", f"{amount.label}“{amount.fen}”不是可以大写的金额", "金额为 0 至 1亿亿元之间的整数分"
            )


def _listing(letter: Letter) -> Iterator[Problem]:
    listing = letter.listing
    if listing is None:
        return
    if not 0 < len(listing.rows) <= ROWS:
        yield Problem("W0104", f"表有 {len(listing.rows)} 行", f"表有 1 至 {ROWS} 行")
    for at, row in enumerate(listing.rows, 1):
        if len(row) != len(listing.columns) or not all(map(_fits, listing.columns, row)):
            yield Problem("W0104", f"表的第 {at} 行与列不符", "每列一格；金额列写整数分或空，其余写文字")


def _fits(column: Column, cell: Cell) -> bool:
    if column.money:
        return cell is None or (isinstance(cell, int) and is_sum(cell))
    return isinstance(cell, str)
