"""What each kind of letter says, and in which order: sections of plain paragraphs, laid out by ``letter.typ``.

The sentences state what is decided and rest on nothing but the letter: law, deadlines and remedies
come with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from .model import Cell, Column, Deadline, Finding, Letter, LetterKind, Listing, Remedies
from .money import amount_text, yuan_text

DEMO = "演示·无法律效力"
DIGITS = "一二三四五六七八九十"
NO_REMEDIES = "（演示：尚未设定复议、诉讼等权利的告知内容）"


@dataclass(frozen=True)
class Form:
    """The form of a kind: name, what it opens with and says, and which parts it cannot do without."""

    name: str
    says: str
    findings: str = "理由"
    opens: str = "claim"
    needs: frozenset[str] = frozenset()


OPENINGS = {
    "claim": "你单位提交的“{measure}”申请{claim}收悉。",
    "found": "本机关对照登记数据办理了你单位的“{measure}”事项。",
    "decided": "本机关此前就你单位的“{measure}”事项作出文书（{earlier}）。",
    "objection": "就你单位“{measure}”事项对{earlier}提出的异议收悉。",
    "public": "",
}
DECIDED = frozenset({"addressee", "remedies"})
REASONED = DECIDED | {"findings"}
REVIEWED = REASONED | {"earlier"}
FORMS = {
    LetterKind.RECEIPT: Form(
        "受理回执", "经核对，现予受理。", needs=frozenset({"addressee", "claim", "deadlines"})
    ),
    LetterKind.SUPPLEMENT: Form(
        "补正通知书",
        "经核对，下列内容需要补正，请在期限内补正。",
        findings="需要补正的内容",
        needs=frozenset({"addressee", "claim", "findings", "deadlines"}),
    ),
    LetterKind.REFUSAL: Form("不予受理通知书", "经核对，现决定不予受理。", needs=REASONED | {"claim"}),
    LetterKind.APPROVAL: Form("决定书", "经审核，现决定予以支持。", needs=DECIDED | {"amounts"}),
    LetterKind.PART_APPROVAL: Form("决定书", "经审核，现决定部分予以支持。", needs=REASONED | {"amounts"}),
    LetterKind.REJECTION: Form("决定书", "经审核，现决定不予支持。", needs=REASONED),
    LetterKind.REVOCATION_NOTICE: Form(
        "撤销告知书",
        "现拟撤销上述文书，特将事实、理由和你单位享有的权利告知如下。",
        findings="事实和理由",
        opens="decided",
        needs=REVIEWED | {"deadlines"},
    ),
    LetterKind.PUBLIC_LIST: Form(
        "公示",
        "现将“{measure}”的拟支持名单予以公示。对名单有异议的，可以在公示期内向{department}提出。",
        opens="public",
        needs=frozenset({"listing", "deadlines", "contact"}),
    ),
    LetterKind.UPHELD: Form("复核决定书", "经复核，现决定维持原决定。", opens="objection", needs=REVIEWED),
    LetterKind.REOPENED: Form("复核决定书", "经复核，现决定重新审核。", opens="objection", needs=REVIEWED),
    LetterKind.FILED: Form(
        "收件回执", "已经登记，是否受理另行通知。", needs=frozenset({"addressee", "claim"})
    ),
    LetterKind.REVOCATION: Form(
        "撤销决定书",
        "现决定撤销上述文书。",
        findings="事实和理由",
        opens="decided",
        needs=REVIEWED,
    ),
}


@dataclass(frozen=True)
class Sheet:
    """A listing as text: headings, which columns are sums, rows, and a total row where there are sums."""

    headings: list[str]
    money: list[bool]
    rows: list[list[str]]
    total: list[str]


@dataclass(frozen=True)
class Section:
    """A numbered heading with its paragraphs and, for records, a table."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    sheet: Sheet | None = None


def title(letter: Letter) -> list[str]:
    """The letter's title in the parts between which it may break: issuer, matter, form."""
    return [f"{letter.authority}关于", f"“{letter.matter.measure}”的", FORMS[letter.kind].name]


def addressee(letter: Letter) -> list[str] | None:
    """Whom the letter is for: name and credit code; nobody for a public list."""
    whom = letter.addressee
    return [whom.name, f"（统一社会信用代码：{whom.code}）"] if whom else None


def opening(letter: Letter) -> str:
    """The first paragraph: what came in, and what is done about it."""
    form = FORMS[letter.kind]
    claim = letter.matter.claim
    opens = "found" if form.opens == "claim" and not claim else form.opens
    return (OPENINGS[opens] + form.says).format(
        measure=letter.matter.measure,
        claim=f"（申请编号：{claim}）",
        earlier=letter.earlier,
        department=letter.department,
    )


def sections(letter: Letter) -> list[Section]:
    """The numbered parts, in order; a part without content is left out."""
    return [
        Section(f"{DIGITS[at]}、{part.heading}", part.paragraphs, part.sheet)
        for at, part in enumerate(_parts(letter))
    ]


def _parts(letter: Letter) -> Iterator[Section]:
    form, matter = FORMS[letter.kind], letter.matter
    if letter.amounts:
        yield Section("金额", [_amount(a.label, a.fen, a.note) for a in letter.amounts])
    yield Section("依据", [f"{matter.document}{matter.place}，原文如下：", *paragraphs(matter.clause)])
    if letter.findings:
        yield Section(form.findings, _numbered([_finding(f) for f in letter.findings]))
    if letter.listing:
        yield Section(letter.listing.title, sheet=_sheet(letter.listing))
    if letter.deadlines:
        yield Section("期限", _numbered([_deadline(d) for d in letter.deadlines]))
    if "remedies" in form.needs or letter.remedies:
        yield Section("权利告知", _remedies(letter.remedies))


def _numbered(items: list[str]) -> list[str]:
    if len(items) == 1:
        return items
    return [f"{at}. {item}" for at, item in enumerate(items, 1)]


def _amount(label: str, fen: int | None, note: str) -> str:
    return f"{label}：{amount_text(fen)}" + (f"（{note}）。" if note else "。")


def _finding(finding: Finding) -> str:
    return _sentence(finding.text) + (f"依据：{_sentence(finding.basis)}" if finding.basis else "")


def _deadline(deadline: Deadline) -> str:
    day = day_text(deadline.day) + ("（暂定，待节假日安排公布后重新计算）" if deadline.provisional else "")
    return f"{deadline.what}：{day}。依据：{_sentence(deadline.rule)}"


def _remedies(remedies: Remedies | None) -> list[str]:
    if remedies is None:
        return [NO_REMEDIES]
    mark = "（演示）" if remedies.demo else ""
    first, *rest = paragraphs(remedies.wording)
    return [mark + first, *rest]


def _sheet(listing: Listing) -> Sheet:
    columns = listing.columns
    rows = [
        [str(at), *(_cell(column, cell) for column, cell in zip(columns, row, strict=True))]
        for at, row in enumerate(listing.rows, 1)
    ]
    headings = ["序号", *(c.heading + ("（元）" if c.money else "") for c in columns)]
    return Sheet(headings, [False, *(c.money for c in columns)], rows, _total(listing))


def _total(listing: Listing) -> list[str]:
    if not any(c.money for c in listing.columns):
        return []
    return ["合计", *(_sum(listing, at) if c.money else "" for at, c in enumerate(listing.columns))]


def _sum(listing: Listing, at: int) -> str:
    cells = [row[at] for row in listing.rows]
    known = [cell for cell in cells if isinstance(cell, int)]
    return yuan_text(sum(known) if len(known) == len(cells) else None)


def _cell(column: Column, cell: Cell) -> str:
    return yuan_text(cell) if column.money and not isinstance(cell, str) else str(cell)


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？", "；")) else text + "。"


def paragraphs(text: str) -> list[str]:
    """The lines of a text that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def day_text(day: date) -> str:
    """The day as official documents print it: 2022年10月8日."""
    return f"{day.year}年{day.month}月{day.day}日"
