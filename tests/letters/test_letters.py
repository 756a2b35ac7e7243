"""Letters as their readers see them: the text of the PDF, page by page."""

import os
import re
import shutil
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from pypdf import PdfReader

from huiqi.errors import HuiqiError
from huiqi.letters import (
    Addressee,
    Amount,
    Column,
    Deadline,
    Faces,
    Finding,
    Letter,
    LetterKind,
    Listing,
    Remedies,
    render_pdf,
    render_png,
)
from huiqi.letters.render import WHEEL_FACES

from .samples import ISSUED, MATTER, RECORDS, REMEDIES, letter, verification

GOLDEN = Path(__file__).with_name("golden")
MARK = "演示·无法律效力"
INJECTIONS = [
    '#read("/etc/passwd")',
    '#import "x.typ"',
    "$ sum_(k=1)^n $ *粗* _斜_ `码` @引 <标> // 注 /* 注",
    ']}}"); #panic("x") \\u{41} \\',
    '= 标题 - 项 + 项 / 词: #eval("1")',
    "{braces} {code} %s %(x)s ${x}",
    "<script>alert(1)</script>&amp;",
]


def pages(of: Letter, faces: Faces = WHEEL_FACES) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(render_pdf(of, verification(of), faces))).pages]


def flowed(of: Letter) -> str:
    """The text without the breaks that layout makes, and without running heads and feet."""
    return "".join(re.sub(rf"\s|— \d+ —|{MARK}", "", page) for page in pages(of))


@pytest.mark.parametrize("kind", LetterKind, ids=lambda k: k.value)
def test_each_kind_reads_as_it_should(kind: LetterKind) -> None:
    text = "\n\f\n".join(pages(letter(kind))) + "\n"
    file = GOLDEN / f"{kind.value}.txt"
    if os.environ.get("HUIQI_ACCEPT"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def test_every_page_of_a_demo_letter_says_so_and_no_other_letter_does() -> None:
    demo = pages(letter(LetterKind.PART_APPROVAL))
    assert all(MARK in page for page in demo)
    real = pages(letter(LetterKind.PART_APPROVAL, demo=False, remedies=ISSUED))
    assert "演示" not in "".join(real)


def test_the_same_letter_is_the_same_bytes() -> None:
    first, second = (render_pdf(letter(), verification(letter())) for _ in range(2))
    assert first == second
    assert PdfReader(BytesIO(first)).metadata["/CreationDate"] == "D:20221010000000Z"  # type: ignore[index]


def test_a_document_is_tagged_and_titled_for_archives_and_screen_readers() -> None:
    reader = PdfReader(BytesIO(render_pdf(letter(), verification(letter()))))
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert b"pdfaid:part" in metadata.stream.get_data()
    assert b"pdfuaid:part" in metadata.stream.get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "示例市工业和信息化局关于“科技保险保费补偿”的决定书"


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_looks_like_markup_is_printed_as_it_stands(text: str) -> None:
    of = letter(
        LetterKind.PART_APPROVAL,
        addressee=Addressee(text, "91360000008633857N"),
        authority=text,
        department=text,
        contact=text,
        matter=replace(MATTER, measure=text, document=text, place=text, clause=text, claim=text),
        amounts=(Amount(text, 1, text),),
        findings=(Finding(text, text),),
        listing=Listing(text, (Column(text),), ((text,),)),
        deadlines=(Deadline(text, date(2022, 11, 4), text),),
        remedies=Remedies(text, date(2022, 1, 1), text),
    )
    assert flowed(of).count(re.sub(r"\s", "", text)) == 22


def test_long_names_stay_within_the_page() -> None:
    long = "示例省示例市示例县中小企业发展和民营经济促进工作领导小组办公室" * 2
    of = letter(
        authority=long,
        department=long,
        addressee=Addressee("龘" * 120 + "有限公司", "91360000008633857N"),
        matter=replace(MATTER, measure="专精特新" * 20, claim="A" * 60),
    )
    text = flowed(of)
    assert text.count(long) == 4
    assert "龘" * 120 in text
    assert "专精特新" * 20 in text


def test_a_long_table_repeats_its_head_and_pages_are_numbered() -> None:
    rows = tuple((f"PL-{at:04}", "关键研发设备保险", at * 100, at * 60, "按60%核定") for at in range(1, 31))
    shown = pages(letter(LetterKind.PART_APPROVAL, listing=replace(RECORDS, rows=rows)))
    with_rows = [page for page in shown if "关键研发设备保险" in page]
    assert len(with_rows) > 1
    assert all("序号 保险单号 险种 保费（元） 核定补偿（元） 说明" in page for page in with_rows)
    assert all(f"— {at} —" in page for at, page in enumerate(shown, 1))
    assert all(f"{at} PL-{at:04}" in "".join(shown) for at in range(1, 31))
    assert "合计 465.00 279.00" in "".join(shown)


def test_a_total_with_an_unknown_part_is_unknown() -> None:
    listing = Listing(
        "分项", (Column("金额", money=True), Column("保费", money=True)), ((100, None), (0, 100))
    )
    assert "合计 1.00 待定" in "".join(pages(letter(LetterKind.PART_APPROVAL, listing=listing)))


def test_nothing_and_unknown_are_told_apart() -> None:
    text = flowed(letter(amounts=(Amount("核定金额", 0), Amount("补差金额", None))))
    assert "核定金额：0元（0.00元），大写：人民币零元整。" in text
    assert "补差金额：待定。" in text


def test_the_automatic_route_names_no_claim() -> None:
    text = flowed(letter(matter=replace(MATTER, claim="")))
    assert "本机关对照登记数据办理了你单位的“科技保险保费补偿”事项。" in text
    assert "申请编号" not in text


def test_rare_characters_are_drawn_and_others_refused() -> None:
    assert "赣龘𰻝㼆馆" in flowed(letter(addressee=Addressee("赣龘𰻝㼆馆", "91360000008633857N")))
    with pytest.raises(HuiqiError, match=r"W0110.*𪚥"):
        pages(letter(addressee=Addressee("𪚥馆", "91360000008633857N")))


def test_missing_remedies_are_shown_in_the_demo() -> None:
    assert "（演示：尚未设定复议、诉讼等权利的告知内容）" in flowed(letter(remedies=None))
    assert "（演示）对本决定不服的" in flowed(letter())


@pytest.mark.parametrize("kind", [k for k in LetterKind if letter(k).remedies], ids=lambda k: k.value)
def test_outside_the_demo_no_letter_goes_out_without_remedies(kind: LetterKind) -> None:
    with pytest.raises(HuiqiError, match="W0101"):
        pages(letter(kind, demo=False, remedies=None))
    with pytest.raises(HuiqiError, match="W0102"):
        pages(letter(kind, demo=False, remedies=REMEDIES))


def test_everything_wrong_is_said_at_once() -> None:
    wrong = Letter(
        kind=LetterKind.PART_APPROVAL,
        number="第1号",
        issued=date(2022, 10, 10),
        authority=" ",
        department="科\x00",
        matter=replace(MATTER, clause=""),
        demo=False,
        addressee=Addressee("", "91360000008633857X"),
        amounts=(Amount("核定金额", -1),),
        listing=Listing("分项", (Column("保费", money=True),), (("一",), (1, 2))),
        remedies=Remedies("", date(2023, 1, 1), "", demo=True),
    )
    with pytest.raises(HuiqiError) as caught:
        pages(wrong)
    codes = [problem.code for problem in caught.value.problems]
    assert codes == [
        *["W0103"] * 3,
        *["W0102"] * 3,
        *["W0104"],
        "W0106",
        *["W0103"] * 2,
        "W0105",
        *["W0104"] * 2,
    ]


@pytest.mark.parametrize("character", ["\n", "\u202e", "\u200b", "\ue000", "\ud800"])
def test_what_a_reader_cannot_see_is_refused(character: str) -> None:
    with pytest.raises(HuiqiError, match="W0104"):
        pages(letter(authority=f"工业{character}局"))


def test_an_authority_may_bring_its_fonts(tmp_path: Path) -> None:
    shutil.copy(pylopdf_fonts_zh_cn.serif_path(), tmp_path)
    own = render_pdf(letter(), verification(letter()), Faces(tmp_path, title="Noto Serif SC"))
    assert own != render_pdf(letter(), verification(letter()))
    with pytest.raises(HuiqiError, match=r"W0109.*仿宋"):
        pages(letter(), Faces(tmp_path, body="仿宋"))


def test_pages_come_as_pictures_too() -> None:
    shown = render_png(letter(), verification(letter()), ppi=30)
    assert len(shown) == len(pages(letter()))
    assert all(picture.startswith(b"\x89PNG") for picture in shown)
